// SPDX-License-Identifier: Apache-2.0
// cardea-home: what `./dev home` runs. A household from the factory to Table B.1, in one reading of `live`.
#include <algorithm>
#include <array>
#include <cstdio>
#include <filesystem>

#include "household/assessment.hpp"
#include "household/attacks.hpp"
#include "household/interrupt.hpp"
#include "household/one_room.hpp"
#include "household/verbs.hpp"
#include "household/without_network.hpp"
#include "lib/base/log.hpp"
#include "lib/command/command.hpp"
#include "lib/crypto/crypto.hpp"

namespace cardea::household {
namespace {

using command::Arguments;

constexpr int kLook_ms = 500;

constexpr const char* kHelp =
    "usage: cardea-home --bin FOLDER [--products FOLDER] [--home FOLDER] [--assess speaker|hub|none] [--once] [--keep]\n"
    "       cardea-home room PRODUCT --bin FOLDER [--products FOLDER] [--home FOLDER]\n"
    "       cardea-home offer tampered|older|foreign_key|honest --home FOLDER --room NAME\n"
    "       cardea-home power off|on|cycle --home FOLDER --room NAME\n"
    "       cardea-home line lead|back --home FOLDER --room NAME\n"
    "       cardea-home processes --home FOLDER --room NAME\n\n"
    "Boots the reference household, updates it, attacks it, assesses it, prints Table B.1, and leaves it running until Ctrl-C.\n"
    "  --once   ends by itself with the assessor's exit code     --keep   leaves the folder behind\n"
    "  --assess this room alone, or none; else both, and the exit code is the worse one\n"
    "  room     one device of products/PRODUCT, not set up; JSON on stdout, orders on stdin: power, publish, critical or broken VERSION\n"
    "  offer    puts the running home's update repository into a state, as one who broke into the service could\n"
    "  power    takes power from a device of the running home, gives it back, or both\n"
    "  line     leads a device to the address and the port on stdin, a line each, instead of its service; or back\n"
    "  processes  ids of what a device's hardware runs\n";

constexpr std::array<const char*, 2> kRooms{"hub", "speaker"};

Outcome<Unit> make_household(Home& home, const MakersDesk& desk, Screen& screen) {
  screen.chapter("The maker makes, the consumer sets up");
  for (const char* name : kRooms) {
    TRY(const auto image, desk.image(name, "1.0.0", home.plan().programs));
    TRY(Room* room, home.add_device(name, image.file));
    TRY_(home.set_up(*room));
  }
  return kOk;
}

// They have seen then what is new: what an attacker plays back later is older than that.
Outcome<Unit> let_others_look(Home& home, const Room& speaker, Screen& screen) {
  for (const auto& room : home.rooms()) {
    if (room.get() == &speaker) continue;
    TRY(const UpdateWatch watch, UpdateWatch::begin(home, *room));
    TRY_(home.hint(*room));
    TRY_(watch.until_ended(screen));
    screen.done(room->name + " looked as well: there is nothing for it");
  }
  return kOk;
}

Outcome<Unit> live_through_updates(Home& home, Room& speaker, const MakersDesk& desk, Screen& screen) {
  screen.chapter("An update");
  TRY_(show_good_update(home, speaker, desk, screen));
  TRY_(keep_for_later(home.offer_place(speaker)));
  screen.chapter("A broken update");
  TRY_(show_broken_update(home, speaker, desk, screen));
  return let_others_look(home, speaker, screen);
}

Outcome<Unit> withstand_attacks(Home& home, Room& speaker, const MakersDesk& desk, Screen& screen) {
  screen.chapter("Five attacks");
  TRY_(desk.image(speaker.name, kOfferedVersion, home.plan().programs));  // what the attacker will offer
  TRY_(attack_with_update(home, speaker, "tampered", "a tampered update: one bit flipped in the service's own repository", screen));
  TRY_(attack_with_update(home, speaker, "older", "a rollback: the maker's own older metadata, truly signed, played back", screen));
  TRY_(make_offer(home.offer_place(speaker), "honest"));
  TRY_(attack_configuration(speaker, screen));
  TRY_(attack_service_without_certificate(home, screen));
  return attack_sign_in(home, speaker, screen);
}

// The assessor erased the device, and set it up again unless it was kept from it; and it made offers to it.
Outcome<Unit> go_on_living(Home& home, Room& room) {
  TRY_(make_offer(home.offer_place(room), "honest"));
  if (home.visit(room)) return kOk;
  TRY_(home.set_up(room));
  return kOk;
}

// One after the other: they share a service, which a probe may hold still. Returns the worse exit code.
Outcome<int> assess_all(Home& home, const OrderDesk& orders, const MakersDesk& desk, const std::vector<std::string>& names, Screen& screen) {
  int worst = 0;
  for (const std::string& name : names) {
    TRY(Room* room, home.room(name));
    screen.chapter("The assessor looks from outside: " + room->name);
    TRY_(desk.image(room->name, kOfferedVersion, home.plan().programs));  // what its driver offers
    TRY(const int verdict, assess(home, *room, orders));
    TRY_(go_on_living(home, *room));
    screen.note(room->name + ": the assessor ended with " + std::to_string(verdict) + "; " + report_folder(home, *room) + "/report.html");
    worst = std::max(worst, verdict);
  }
  return worst;
}

void print_addresses(const Home& home) {
  std::printf("\nThe home is running. Its folder is %s\n", home.plan().folder.c_str());
  for (const auto& room : home.rooms()) {
    std::printf("  %-9s https://%s:%u/   sign in as %s, password %s\n", room->name.c_str(), room->address.c_str(), unsigned{room->port}, home.admin().name.c_str(),
                home.admin().password.c_str());
  }
  std::printf("  %-9s https://%s:%u/   anybody\n", "service", home.service().address.c_str(), unsigned{home.service().public_port});
  std::printf("  operators: cardea fleet devices --service %s --operator %s\n", home.service_where().c_str(), home.operator_folder().c_str());
  for (const auto& room : home.rooms()) {
    const std::string report = report_folder(home, *room) + "/report.html";
    if (std::filesystem::exists(report)) std::printf("  report:    %s\n", report.c_str());
  }
  std::printf("Ctrl-C ends it.\n");
  std::fflush(stdout);
}

// Until Ctrl-C: whoever holds its folder may still cut power and lines, and assess once more.
void stay(Home& home, const OrderDesk& orders) {
  print_addresses(home);
  while (not_interrupted()) orders.serve(home, kLook_ms);
}

Outcome<int> live(const Plan& plan, const std::vector<std::string>& assessed, bool once) {
  Screen screen;
  screen.chapter("The associated service opens");
  TRY(auto home, Home::found(plan, screen));
  TRY(const auto orders, OrderDesk::open(*home));
  TRY(const auto desk, MakersDesk::found(*home));
  TRY_(make_household(*home, desk, screen));
  Room& speaker = *home->rooms().back();
  TRY_(live_through_updates(*home, speaker, desk, screen));
  screen.chapter("Without network, and without power");
  TRY_(live_without_network(*home, speaker, screen));
  TRY_(withstand_attacks(*home, speaker, desk, screen));
  TRY(const int verdict, assess_all(*home, orders, desk, assessed, screen));
  if (!once) stay(*home, orders);
  screen.chapter("The home ends");
  return verdict;
}

// Both, one, or by that very word none: a misspelt name would assess nothing, and say that all is well.
Outcome<std::vector<std::string>> assessed_rooms(const Arguments& arguments) {
  const std::string said = arguments.option("assess");
  if (said.empty()) return std::vector<std::string>(kRooms.begin(), kRooms.end());
  if (said == "none") return std::vector<std::string>();
  if (std::find(kRooms.begin(), kRooms.end(), said) != kRooms.end()) return std::vector{said};
  return Problem(Err::bad_value, "--assess " + said + ": there is no such room", "speaker, hub or none; without it, both");
}

Outcome<Plan> plan_of(const Arguments& arguments) {
  Plan plan;
  TRY(plan.programs, arguments.required("bin"));
  plan.programs = std::filesystem::absolute(plan.programs).lexically_normal().string();
  plan.products = std::filesystem::absolute(arguments.option("products", "products")).lexically_normal().string();
  plan.folder = arguments.option("home", "/var/tmp/cardea-home-" + to_hex(crypto::random_buffer(4)));
  if (std::filesystem::exists(plan.folder)) return Problem(Err::exists, plan.folder + " exists already", "a household makes its folder anew: name another with --home");
  return plan;
}

Outcome<int> run(std::span<const std::string> words) {
  TRY(const Arguments arguments, Arguments::parse(words, {"bin", "products", "home", "room", "assess"}, {"once", "keep", "help"}));
  if (arguments.flag("help")) return std::fputs(kHelp, stdout), 0;
  if (!arguments.words().empty() && is_verb(arguments.words()[0])) return carry_out(arguments);
  const bool one_room = !arguments.words().empty();
  if (one_room && (arguments.words()[0] != "room" || arguments.words().size() != 2)) return Problem(Err::bad_value, "there is no such command", kHelp);
  TRY(const auto assessed, assessed_rooms(arguments));
  TRY(const Plan plan, plan_of(arguments));
  auto lived = one_room ? serve_one_room(plan, arguments.words()[1]) : live(plan, assessed, arguments.flag("once"));
  std::error_code ignored;
  const bool keep = arguments.flag("keep") || !lived;  // a home that failed is evidence
  if (!keep) std::filesystem::remove_all(plan.folder, ignored);
  else std::fprintf(stderr, "cardea: hint: the home's folder is left for you to look at: %s\n", plan.folder.c_str());
  return lived;
}

}  // namespace
}  // namespace cardea::household

int main(int argc, char** argv) {
  cardea::household::block_interrupts();
  cardea::log::set_tag("home");
  const std::vector<std::string> words(argv + 1, argv + argc);
  return cardea::command::exit_code(cardea::household::run(words));
}
