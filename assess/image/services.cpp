// SPDX-License-Identifier: Apache-2.0
#include "assess/image/services.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "assess/image/lines.hpp"

namespace cardea::assess {

namespace {

// Where systemd looks, the first first.
constexpr std::array<const char*, 3> kUnitFolders{"etc/systemd/system/", "usr/lib/systemd/system/", "lib/systemd/system/"};

class Search {
 public:
  explicit Search(const RootTree& tree) : tree_(tree) {}

  ImageServices run() {
    for (const char* folder : kUnitFolders) look_for_units(folder);
    for (const char* folder : {"etc/rcS.d", "etc/rc2.d", "etc/rc3.d", "etc/rc5.d", "etc/rc.d", "etc/init.d"})
      look_for_scripts(folder, true);
    for (const char* folder : {"etc/runlevels/sysinit", "etc/runlevels/boot", "etc/runlevels/default"})
      look_for_scripts(folder, false);
    if (tree_.may_be_run("etc/rc.local")) keep("init scripts", {"rc.local", "/etc/rc.local"});
    look_into("etc/inittab", "inittab", parse_inittab);
    look_into("etc/inetd.conf", "inetd", parse_inetd);
    return std::move(found_);
  }

 private:
  void keep(std::string_view starter, Started what) {
    if (found_.services.size() == kServicesMax)
      found_.complete = false;
    else
      found_.services.push_back({starter, std::move(what)});
  }

  std::vector<std::string> names(const std::string& folder) {
    const auto in = tree_.names(folder);
    if (in ? !in->complete : in.error().code != Err::not_found) found_.complete = false;
    return in ? in->names : std::vector<std::string>();
  }

  // A file that is there and cannot be read may hold anything.
  Buffer content(const std::string& path) {
    auto read = tree_.read(path, kStartFileMax);
    if (!read && read.error().code != Err::not_found) found_.complete = false;
    return read ? std::move(*read) : Buffer();
  }

  void look_for_units(const std::string& folder) {
    for (const std::string& name : names(folder)) {
      if (!name.ends_with(".wants") && !name.ends_with(".requires")) continue;
      for (const std::string& unit : names(folder + name)) look_at_unit(unit);
    }
  }

  // A link to nothing, or an empty file, in the first folder keeps a unit from starting.
  bool is_masked(const std::string& unit) const {
    const std::string path = kUnitFolders[0] + unit;
    if (tree_.link(path) == "/dev/null") return true;
    const auto read = tree_.read(path, kStartFileMax);
    return read && read->empty();
  }

  static std::string template_of(const std::string& unit) {
    const std::size_t at = unit.find('@');
    return at == std::string::npos ? unit : unit.substr(0, at + 1) + unit.substr(unit.rfind('.'));
  }

  // A socket of Accept=yes starts "NAME@.service" for each who connects.
  static std::string of_each_caller(const std::string& unit) { return unit.substr(0, unit.rfind('.')) + "@.service"; }

  bool read_unit(const std::string& file, Buffer& text) {
    for (const char* folder : kUnitFolders) {
      if (!tree_.has(folder + file)) continue;
      text = content(folder + file);
      return true;
    }
    return false;
  }

  void add_drop_ins(const std::string& file, Buffer& text) {
    for (auto folder = kUnitFolders.rbegin(); folder != kUnitFolders.rend(); ++folder) {
      const std::string drop_ins = *folder + file + ".d";
      for (const std::string& name : names(drop_ins)) {
        if (!name.ends_with(".conf") || text.size() > kStartFileMax) continue;
        const Buffer more = content(drop_ins + "/" + name);
        text.push_back('\n');
        text.insert(text.end(), more.begin(), more.end());
      }
    }
  }

  // A socket starts the service of its name when somebody connects.
  void look_at_unit(std::string unit) {
    constexpr std::string_view kSocket = ".socket";
    if (unit.find('.') == std::string::npos || is_masked(unit)) return;
    if (unit.ends_with(kSocket)) unit = unit.substr(0, unit.size() - kSocket.size()) + ".service";
    if (!unit.ends_with(".service") || !seen_.insert(unit).second || is_masked(unit)) return;
    const std::string file = template_of(unit);
    Buffer text;
    if (!read_unit(unit, text) && !read_unit(file, text) && !read_unit(of_each_caller(unit), text)) return;
    add_drop_ins(file, text);
    if (file != unit) add_drop_ins(unit, text);
    const auto read = parse_unit_file(text);
    if (!read) return;
    keep("systemd", started_by(unit, *read));
  }

  static Started started_by(const std::string& unit, const UnitFile& file) {
    Started one{plain(unit), file.program};
    if (file.dynamic_user) one.user = "a user of its own";
    if (!file.user.empty()) one.user = file.user;
    if (file.as_root_anyhow || one.user == "0") one.user = "root";
    const std::size_t at = unit.find('@');
    if (at != std::string::npos && unit.find("getty") < at) one.terminal = plain(unit.substr(at + 1, unit.rfind('.') - at - 1));
    return one;
  }

  // Of a script that systemd has a unit for, the unit counts.
  bool has_unit(const std::string& name) const {
    return std::any_of(kUnitFolders.begin(), kUnitFolders.end(),
                       [&](const char* folder) { return tree_.has(folder + name + ".service"); });
  }

  void look_for_scripts(const std::string& folder, bool numbered) {
    for (std::string name : names(folder)) {
      if (numbered) {
        const bool starts = name.size() > 3 && name[0] == 'S' && std::isdigit(static_cast<unsigned char>(name[1])) != 0 &&
                            std::isdigit(static_cast<unsigned char>(name[2])) != 0;
        if (!starts) continue;
        name.erase(0, 3);
      }
      if (!has_unit(name) && seen_.insert("script " + name).second) keep("init scripts", {plain(name), ""});
    }
  }

  void look_into(const std::string& path, std::string_view starter, Result<std::vector<Started>> (*parse)(Bytes)) {
    const Buffer text = content(path);
    auto started = parse(text);
    if (!started) found_.complete = false;
    if (!started) return;
    for (Started& one : *started) keep(starter, std::move(one));
  }

  const RootTree& tree_;
  ImageServices found_;
  std::set<std::string> seen_;
};

// "tty1" is keyboard and display; letters behind "tty" mean a wire.
bool is_serial(std::string_view terminal) {
  if (terminal == "console" || terminal.starts_with("hvc")) return true;
  return terminal.size() > 3 && terminal.starts_with("tty") && std::isdigit(static_cast<unsigned char>(terminal[3])) == 0;
}

}  // namespace

ImageServices services_of(const RootTree& tree) {
  return Search(tree).run();
}

bool is_debug_program(std::string_view path) {
  constexpr std::array<std::string_view, 9> kPrograms{"telnetd", "in.telnetd", "utelnetd", "gdbserver", "adbd",
                                                      "rlogind", "in.rlogind", "rshd",     "in.rshd"};
  return std::find(kPrograms.begin(), kPrograms.end(), name_in_path(path)) != kPrograms.end();
}

std::string debug_way_of(const StartedService& service) {
  const std::string by = " (" + std::string(service.starter) + ")";
  const Started& what = service.what;
  const std::string name = what.name.substr(0, what.name.find_first_of(".@"));
  if (is_debug_program(what.program)) return std::string(name_in_path(what.program)) + by;
  if (is_debug_program(name) || name == "telnet") return name + by;
  if (is_serial(what.terminal)) return "a login on " + what.terminal + by;
  return {};
}

}  // namespace cardea::assess
