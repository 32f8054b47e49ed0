// SPDX-License-Identifier: Apache-2.0
// cardea-bench: every figure we claim, measured now, each beside its bound. Prints; judges nothing by the wall clock.
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>

#include "bench/device_figures.hpp"
#include "bench/sign_in_figures.hpp"
#include "household/updates.hpp"
#include "lib/command/command.hpp"
#include "lib/crypto/crypto.hpp"

namespace cardea::bench {
namespace {

using command::Arguments;

constexpr const char* kUsage =
    "usage: cardea-bench --bin FOLDER [--products FOLDER]\n"
    "Measures a device and a household made of the programs in FOLDER, each figure beside its bound.\n"
    "example: cardea-bench --bin build/release/bin";

void print_figure(const char* what, double measured, double bound, const char* unit) {
  std::printf("%-52s %8.1f %-4s bound %8.1f   ratio %.2f%s\n", what, measured, unit, bound, measured / bound, measured <= bound ? "" : "   OVER");
  std::fflush(stdout);
}

// A figure that must be reached, not stayed below.
void print_reached(const char* what, double measured, double least, const char* unit) {
  std::printf("%-52s %8.1f %-4s least %8.1f   ratio %.2f%s\n", what, measured, unit, least, measured / least, measured >= least * 0.98 ? "" : "   SHORT");
  std::fflush(stdout);
}

void print_each(const std::vector<ProcessMemory>& all) {
  for (const auto& process : all) {
    std::printf("  PSS %-18s %8.2f MB\n", process.name.c_str(), static_cast<double>(process.pss_kib) / 1024);
  }
}

Outcome<Unit> measure_memory(const household::Room& room) {
  const auto memory = settled_device_memory(room.machine.pid());
  if (!memory) return std::printf("%-52s not measured: %s\n", "memory of the six processes, idle", memory.error().what), kOk;
  print_each(*memory);
  print_figure("memory of the six processes, idle, sum of PSS", static_cast<double>(sum_kib(*memory)) / 1024, 8, "MB");
  return kOk;
}

// Everything that a device carries beside the libraries of its distribution: the whole system image.
Outcome<Unit> measure_installed(const std::string& image) {
  std::error_code failed;
  const auto size = std::filesystem::file_size(image, failed);
  if (failed) return Problem(Err::io, image + ": " + failed.message(), "");
  print_figure("system image: programs, library, pages, policy", static_cast<double>(size) / 1e6, 3, "MB");
  return kOk;
}

Outcome<Unit> measure_update(household::Home& home, household::Room& room, const household::MakersDesk& desk, household::Screen& screen) {
  TRY(const auto image, desk.image("speaker", "1.1.0", home.plan().programs));
  TRY(const auto watch, household::UpdateWatch::begin(home, room));  // a sign-in: its 19 MiB are the password's, not the update's
  if (!settled_device_memory(room.machine.pid())) return std::printf("%-52s not measured: only root may look\n", "memory during an update"), kOk;
  PeakMemory peak(room.machine.pid());
  TRY_(desk.publish(image));
  TRY_(home.hint(room));
  TRY(const auto end, watch.until_ended(screen));
  const auto& most = peak.stop();
  if (end.last_result != "succeeded") return Problem(Err::broken, "the update did not succeed: " + end.last_reason, "");
  print_each(most);
  print_figure("memory of the six processes, most during an update", static_cast<double>(sum_kib(most)) / 1024, 10, "MB");
  std::printf("  (the most of %zu looks)\n", peak.looks());
  return kOk;
}

Outcome<Unit> measure_sign_in(const household::Home& home, const household::Room& room) {
  TRY(const SignInFigures sign_in, sign_in_under_attack(home, room));
  print_figure("sign-in, nobody else there, median", sign_in.idle_ms, 1000, "ms");
  print_reached("wrong attempts a second, answered", sign_in.attempts_per_s, 5000, "/s");
  print_figure("sign-in meanwhile, median, over the idle one", sign_in.attacked_ms / sign_in.idle_ms, 2, "x");
  return kOk;
}

Outcome<Unit> measure_device(const household::Plan& plan) {
  household::Screen screen;
  TRY(auto home, household::Home::found(plan, screen));
  TRY(const auto desk, household::MakersDesk::found(*home));
  TRY(const auto image, desk.image("speaker", "1.0.0", plan.programs));
  TRY(household::Room* room, home->add_device("speaker", image.file));
  print_figure("power on to ready to serve", static_cast<double>(room->ready_after_ms), 500, "ms");
  TRY_(measure_installed(image.file));
  TRY_(home->set_up(*room));
  TRY_(measure_memory(*room));
  TRY_(measure_update(*home, *room, desk, screen));
  return measure_sign_in(*home, *room);
}

Outcome<Unit> measure_home(const std::string& programs, const std::string& products) {
  const SystemClock clock;
  const std::uint64_t start = clock.monotonic_ms();
  TRY(household::Child home, household::Child::start({programs + "/cardea-home", "--bin", programs, "--products", products, "--assess", "none", "--once"}, "/dev/null"));
  TRY(const int code, home.exit_code(600'000));
  print_figure("./dev home --once, already built, without its assessments", static_cast<double>(clock.monotonic_ms() - start) / 1000, 90, "s");
  std::printf("  (it ended with exit code %d)\n", code);
  return kOk;
}

Outcome<int> bench(std::span<const std::string> words) {
  if (std::find(words.begin(), words.end(), "--help") != words.end()) return std::puts(kUsage), 0;
  TRY(const Arguments arguments, Arguments::parse(words, {"bin", "products"}, {}));
  household::Plan plan;
  TRY(plan.programs, arguments.required("bin"));
  plan.programs = std::filesystem::absolute(plan.programs).string();
  plan.products = std::filesystem::absolute(arguments.option("products", "products")).string();
  plan.folder = "/var/tmp/cardea-bench-" + to_hex(crypto::random_buffer(4));
  const auto measured = measure_device(plan);
  std::error_code ignored;
  std::filesystem::remove_all(plan.folder, ignored);
  TRY_(measured);
  TRY_(measure_home(plan.programs, plan.products));
  return 0;
}

}  // namespace
}  // namespace cardea::bench

int main(int argc, char** argv) {
  const std::vector<std::string> words(argv + 1, argv + argc);
  return cardea::command::exit_code(cardea::bench::bench(words));
}
