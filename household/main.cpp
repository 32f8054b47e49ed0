// SPDX-License-Identifier: Apache-2.0
// cardea-home: what `./dev home` runs. A household from the factory to Table B.1, in one reading of `live`.
#include <cstdio>
#include <filesystem>

#include "household/assessment.hpp"
#include "household/attacks.hpp"
#include "household/interrupt.hpp"
#include "household/one_room.hpp"
#include "household/without_network.hpp"
#include "lib/base/log.hpp"
#include "lib/command/command.hpp"
#include "lib/crypto/crypto.hpp"

namespace cardea::household {
namespace {

using command::Arguments;

constexpr const char* kHelp =
    "usage: cardea-home --bin FOLDER [--products FOLDER] [--home FOLDER] [--once] [--keep]\n"
    "       cardea-home room PRODUCT --bin FOLDER [--products FOLDER] [--home FOLDER]\n"
    "       cardea-home offer tampered|older|foreign_key|honest --home FOLDER --room NAME\n\n"
    "Boots the reference household, updates it, attacks it, assesses it, prints Table B.1, and leaves it running until Ctrl-C.\n"
    "  --once   ends by itself with the assessor's exit code     --keep   leaves the folder behind\n"
    "  room     one device of products/PRODUCT, not set up; JSON on stdout, orders on stdin: power, publish, critical or broken VERSION\n"
    "  offer    puts the running home's update repository into a state, as one who broke into the service could\n";

Outcome<Unit> make_household(Home& home, const MakersDesk& desk, Screen& screen) {
  screen.chapter("The maker makes, the consumer sets up");
  for (const char* name : {"hub", "speaker"}) {
    TRY(const auto image, desk.image(name, "1.0.0", home.plan().programs));
    TRY(Room* room, home.add_device(name, image.file));
    TRY_(home.set_up(*room));
  }
  return kOk;
}

Outcome<Unit> live_through_updates(Home& home, Room& speaker, const MakersDesk& desk, Screen& screen) {
  screen.chapter("An update");
  TRY_(show_good_update(home, speaker, desk, screen));
  TRY_(keep_for_later(home.offer_place(speaker)));
  screen.chapter("A broken update");
  return show_broken_update(home, speaker, desk, screen);
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

// The assessor erased the device, and set it up again unless it was kept from it.
Outcome<Unit> go_on_living(Home& home, Room& speaker) {
  if (home.visit(speaker)) return kOk;
  TRY_(home.set_up(speaker));
  return kOk;
}

void print_addresses(const Home& home) {
  std::printf("\nThe home is running. Its folder is %s\n", home.plan().folder.c_str());
  for (const auto& room : home.rooms()) {
    std::printf("  %-9s https://%s:%u/   sign in as %s, password %s\n", room->name.c_str(), room->address.c_str(), unsigned{room->port}, home.admin().name.c_str(),
                home.admin().password.c_str());
  }
  std::printf("  %-9s https://%s:%u/   anybody\n", "service", home.service().address.c_str(), unsigned{home.service().public_port});
  std::printf("  operators: cardea fleet devices --service %s --operator %s\n", home.service_where().c_str(), home.operator_folder().c_str());
  std::printf("  report:    %s/report.html\nCtrl-C ends it.\n", home.path("assessment").c_str());
  std::fflush(stdout);
}

Outcome<int> live(const Plan& plan, bool once) {
  Screen screen;
  screen.chapter("The associated service opens");
  TRY(auto home, Home::found(plan, screen));
  TRY(const auto desk, MakersDesk::found(*home));
  TRY_(make_household(*home, desk, screen));
  Room& speaker = *home->rooms().back();
  TRY_(live_through_updates(*home, speaker, desk, screen));
  screen.chapter("Without network, and without power");
  TRY_(live_without_network(*home, speaker, screen));
  TRY_(withstand_attacks(*home, speaker, desk, screen));
  screen.chapter("The assessor looks from outside");
  TRY(const int verdict, assess(*home, speaker));
  TRY_(make_offer(home->offer_place(speaker), "honest"));
  TRY_(go_on_living(*home, speaker));
  if (!once) {
    print_addresses(*home);
    wait_for_interrupt();
  }
  screen.chapter("The home ends");
  return verdict;
}

Outcome<int> offer(const Arguments& arguments) {
  if (arguments.words().size() != 2) return Problem(Err::bad_value, "which offer?", "tampered, older, foreign_key or honest");
  TRY(const std::string home, arguments.required("home"));
  TRY(const std::string room, arguments.required("room"));
  TRY(const auto place, read_offer_place(home, room));
  TRY_(make_offer(place, arguments.words()[1]));
  return 0;
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
  TRY(const Arguments arguments, Arguments::parse(words, {"bin", "products", "home", "room"}, {"once", "keep", "help"}));
  if (arguments.flag("help")) return std::fputs(kHelp, stdout), 0;
  if (!arguments.words().empty() && arguments.words()[0] == "offer") return offer(arguments);
  const bool one_room = !arguments.words().empty();
  if (one_room && (arguments.words()[0] != "room" || arguments.words().size() != 2)) return Problem(Err::bad_value, "there is no such command", kHelp);
  TRY(const Plan plan, plan_of(arguments));
  auto lived = one_room ? serve_one_room(plan, arguments.words()[1]) : live(plan, arguments.flag("once"));
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
