// SPDX-License-Identifier: Apache-2.0
// What rules of other subjects ask of an image. Where the driver names none, they say nothing; where one was looked at in part,
// that nothing was found says only so much.
#include <array>

#include "assess/judge/noticed.hpp"
#include "assess/judge/rules.hpp"

namespace cardea::assess {

namespace {

void look_at_users(const Fact& users, Bill& bill) {
  for (const std::string& name : users.texts("uid_0")) {
    if (name != "root") bill.fails(users, name + " is root under another name: its uid is 0");
  }
  if (!users.flag("complete")) bill.unsure(Code::insufficient_coverage, users, "not every user of the image is known");
}

void ask_about(const Fact& rights, std::string_view list, const char* what, Bill& bill) {
  const std::vector<std::string> files = rights.texts(list);
  if (!files.empty()) bill.for_a_person(rights, what + first_of(files));
}

void look_at_files(const Fact& rights, Bill& bill) {
  for (const std::string& file : rights.texts("open_to_all"))
    bill.fails(rights, file + " gives rights to whoever starts it, and every user may change it");
  ask_about(rights, "set_user_id", "run as their owner whoever starts them, what for? ", bill);
  ask_about(rights, "set_group_id", "run in their group whoever starts them, what for? ", bill);
  ask_about(rights, "capabilities", "have capabilities whoever starts them, what for? ", bill);
  if (!rights.flag("complete")) bill.unsure(Code::insufficient_coverage, rights, "a part of the image could not be looked at");
  if (!rights.flag("of_root"))
    bill.unsure(Code::insufficient_coverage, rights, "no file of the image belongs to root: it was unpacked without its owners");
}

// Of those with a row, the running process shows more.
void look_at_services(const Facts& facts, const Fact& services, Bill& bill) {
  const std::vector<std::string> names = without_row(facts, services, "as_root", "PrivlCtrl");
  if (!names.empty()) bill.for_a_person(services, "start as root, and no PrivlCtrl speaks of them: " + first_of(names));
}

// What a compiler or linker gives every kernel that can have it. All else a maker may weigh.
constexpr std::array<std::string_view, 3> kOwed{"STACKPROTECTOR", "STRICT_KERNEL_RWX", "STRICT_MODULE_RWX"};

}  // namespace

//= EN303645 5.6-7
void look_for_rights_in_image(const Facts& facts, Bill& bill) {
  const ProbeState state = facts.state_of("image");
  if (state == ProbeState::failed) bill.unsure(Code::no_data, "the image could not be looked at");
  if (state != ProbeState::done) return;
  const Fact* users = facts.one("image", "users");
  if (users != nullptr)
    look_at_users(*users, bill);
  else
    bill.unsure(Code::no_data, "the image has no etc/passwd: it is no root file system");
  if (const Fact* rights = facts.one("image", "rights of files"); rights != nullptr) look_at_files(*rights, bill);
  for (const Fact* services : facts.of("image", "services ")) look_at_services(facts, *services, bill);
  if (const Fact* all = facts.one("image", "all that starts"); all != nullptr && !all->flag("complete"))
    bill.unsure(Code::insufficient_coverage, *all, "not everything that starts is known");
}

void look_for_weak_kernel(const Facts& facts, Bill& bill) {
  const Fact* kernel = facts.one("image", "kernel configuration");
  if (kernel == nullptr) return;
  for (const std::string_view option : kOwed) {
    if (kernel->lists("lacks", option)) bill.fails(*kernel, "the kernel was built without " + std::string(option));
  }
}

}  // namespace cardea::assess
