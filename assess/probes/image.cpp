// SPDX-License-Identifier: Apache-2.0
// Probe "image": what the unit's unpacked root file system says of itself: installed packages, what starts, users, files that
// give rights, how the kernel was built, and ways in for debugging. Nothing of it is run, and no link leads out of it.
#include <array>
#include <map>

#include "assess/image/accounts.hpp"
#include "assess/image/kernel_config.hpp"
#include "assess/image/packages.hpp"
#include "assess/image/rights.hpp"
#include "assess/image/root_tree.hpp"
#include "assess/image/services.hpp"
#include "assess/probes/bench.hpp"
#include "lib/store/file.hpp"

namespace cardea::assess {

namespace {

std::int64_t count_of(const std::vector<std::string>& list) {
  return static_cast<std::int64_t>(list.size());
}

// A file that is there and tells nothing is told as well: what it may hold, nobody looked at.
Status note_unread(Notes& notes, std::string subject, const std::string& file, const Error& error) {
  Value values;
  values.set("file", file).set("complete", false).set("not_understood", error.what);
  return notes.write(std::move(subject), std::move(values));
}

struct PackageFile {
  const char* manager;
  const char* path;
  Result<Packages> (*parse)(Bytes);
};

constexpr std::array<PackageFile, 5> kPackageFiles{{{"dpkg", "var/lib/dpkg/status", parse_control_packages},
                                                    {"opkg", "usr/lib/opkg/status", parse_control_packages},
                                                    {"opkg", "var/lib/opkg/status", parse_control_packages},
                                                    {"apk", "lib/apk/db/installed", parse_apk_packages},
                                                    {"apk", "usr/lib/apk/db/installed", parse_apk_packages}}};

Status note_packages(Notes& notes, const RootTree& tree) {
  for (const PackageFile& one : kPackageFiles) {
    const std::string subject = std::string("packages ") + one.manager;
    const auto content = tree.read(one.path, kPackageFileMax);
    if (!content && content.error().code == Err::not_found) continue;
    const auto packages = content ? one.parse(*content) : Result<Packages>(content.error());
    if (!packages) {
      TRY_(note_unread(notes, subject, one.path, packages.error()));
      continue;
    }
    Value values;
    values.set("file", one.path).set("complete", packages->complete);
    values.set("count", count_of(packages->installed)).set("packages", list_of(packages->installed));
    TRY_(notes.write(subject, std::move(values)));
  }
  return kOk;
}

std::string words_of(const Started& what) {
  std::string words = what.name + " as " + what.user;
  if (!what.terminal.empty()) words += " on " + what.terminal;
  return what.program.empty() ? words : words + ": " + what.program;
}

Status note_services(Notes& notes, const ImageServices& found) {
  struct Lists {
    std::vector<std::string> all;
    std::vector<std::string> as_root;
  };
  std::map<std::string_view, Lists> by_starter;
  for (const StartedService& one : found.services) {
    Lists& lists = by_starter[one.starter];
    lists.all.push_back(words_of(one.what));
    if (one.what.user == "root") lists.as_root.push_back(lists.all.back());
  }
  for (const auto& [starter, lists] : by_starter) {
    Value values;
    values.set("services", list_of(lists.all)).set("as_root", list_of(lists.as_root));
    TRY_(notes.write("services " + std::string(starter), std::move(values)));
  }
  Value all;
  all.set("count", static_cast<std::int64_t>(found.services.size())).set("complete", found.complete);
  return notes.write("all that starts", std::move(all));
}

struct UserLists {
  std::vector<std::string> may_sign_in;
  std::vector<std::string> uid_0;
  std::vector<std::string> with_password;
  std::vector<std::string> without_password;
};

UserLists sort_users(const std::vector<ImageUser>& users, const std::map<std::string, PasswordField>& shadow) {
  UserLists lists;
  for (const ImageUser& user : users) {
    const auto hidden = shadow.find(user.name);
    const PasswordField field = user.password != PasswordField::in_shadow ? user.password
                                : hidden != shadow.end()                  ? hidden->second
                                                                          : PasswordField::in_shadow;
    if (user.has_login_shell())
      lists.may_sign_in.push_back(user.name + " (" + (user.shell.empty() ? "/bin/sh" : user.shell) + ")");
    if (user.uid == 0) lists.uid_0.push_back(user.name);
    if (field == PasswordField::hash) lists.with_password.push_back(user.name);
    if (field == PasswordField::empty) lists.without_password.push_back(user.name);
  }
  return lists;
}

Status note_users(Notes& notes, const RootTree& tree) {
  const auto passwd = tree.read("etc/passwd", kAccountFileMax);
  if (!passwd && passwd.error().code == Err::not_found) return kOk;
  const auto users = passwd ? parse_passwd(*passwd) : Result<ImageUsers>(passwd.error());
  if (!users) return note_unread(notes, "users", "etc/passwd", users.error());
  const auto hidden = tree.read("etc/shadow", kAccountFileMax);
  const auto shadow = hidden ? parse_shadow(*hidden) : Result<std::map<std::string, PasswordField>>(hidden.error());
  const UserLists lists = sort_users(users->users, shadow ? *shadow : std::map<std::string, PasswordField>());
  Value values;
  values.set("file", "etc/passwd").set("count", static_cast<std::int64_t>(users->users.size()));
  values.set("may_sign_in", list_of(lists.may_sign_in)).set("uid_0", list_of(lists.uid_0));
  values.set("with_password", list_of(lists.with_password)).set("without_password", list_of(lists.without_password));
  values.set("complete", users->complete).set("shadow_readable", shadow.ok());
  return notes.write("users", std::move(values));
}

Status note_rights(Notes& notes, const FileRights& rights) {
  Value values;
  values.set("set_user_id", list_of(rights.set_user_id)).set("set_group_id", list_of(rights.set_group_id));
  values.set("capabilities", list_of(rights.capabilities)).set("open_to_all", list_of(rights.open_to_all));
  values.set("files", rights.files).set("of_root", rights.of_root).set("complete", rights.complete);
  return notes.write("rights of files", std::move(values));
}

Status note_debug(Notes& notes, const ImageServices& services, const FileRights& rights) {
  std::vector<std::string> start;
  for (const StartedService& service : services.services) {
    std::string way = debug_way_of(service);
    if (!way.empty()) start.push_back(std::move(way));
  }
  Value values;
  values.set("start", list_of(start)).set("installed", list_of(rights.debug_programs));
  values.set("complete", services.complete && rights.complete);
  return notes.write("debug interfaces", std::move(values));
}

struct KernelFile {
  std::string path;
  Result<Buffer> content;
};

// What the driver names; else the newest in /boot by name; else what a running kernel gives.
KernelFile find_kernel_config(const RootTree& tree, const std::string& named) {
  if (!named.empty()) return {named, store::read_file(named, kKernelConfigMax)};
  std::string path = "proc/config.gz";
  const auto boot = tree.names("boot");
  for (const std::string& name : boot ? boot->names : std::vector<std::string>()) {
    if (name == "config" || name.starts_with("config-")) path = "boot/" + name;
  }
  return {path, tree.read(path, kKernelConfigMax)};
}

Status note_kernel(Notes& notes, const RootTree& tree, const std::string& named) {
  constexpr const char* kSubject = "kernel configuration";
  const KernelFile file = find_kernel_config(tree, named);
  if (named.empty() && !file.content && file.content.error().code == Err::not_found) return kOk;
  const auto config = file.content ? parse_kernel_config(*file.content) : Result<KernelConfig>(file.content.error());
  if (!config) return note_unread(notes, kSubject, file.path, config.error());
  Value values;
  values.set("file", file.path).set("options", config->options);
  values.set("hardens", list_of(config->hardens)).set("lacks", list_of(config->lacks));
  values.set("silent", list_of(config->silent)).set("opens", list_of(config->opens));
  return notes.write(kSubject, std::move(values));
}

}  // namespace

Status probe_image(const Bench& bench, Notes& notes) {
  const ImageOnBench& image = bench.driver.image;
  if (image.root.empty()) return Error{Err::unsupported, "the driver names no image"};
  TRY(const RootTree tree, RootTree::open(image.root));
  TRY_(note_packages(notes, tree));
  const ImageServices services = services_of(tree);
  TRY_(note_services(notes, services));
  TRY_(note_users(notes, tree));
  const FileRights rights = rights_in(tree);
  TRY_(note_rights(notes, rights));
  TRY_(note_debug(notes, services, rights));
  return note_kernel(notes, tree, image.kernel_config);
}

}  // namespace cardea::assess
