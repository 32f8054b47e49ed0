// SPDX-License-Identifier: Apache-2.0
// cardea-bench-fleet: what a fleet of a million asks of its service, each figure beside its bound. Prints; judges nothing.
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <filesystem>

#include "lib/command/command.hpp"
#include "lib/crypto/crypto.hpp"
#include "service/store/fleet_store.hpp"
#include "sim/fleet/fleet.hpp"

namespace cardea::bench {
namespace {

using sim::Second;

constexpr std::uint32_t kHour = 3600;
constexpr const char* kUsage =
    "usage: cardea-bench-fleet [--devices N]\n"
    "Simulates a fleet (default: 1000000 devices) in virtual time and plans a roll-out for it in a real store.\n"
    "example: cardea-bench-fleet --devices 100000\n";

void print_most(const char* what, double measured, double bound, const char* unit) {
  std::printf("%-64s %10.3f %-4s bound %8.1f   ratio %.3f%s\n", what, measured, unit, bound, measured / bound,
              measured <= bound ? "" : "   OVER");
  std::fflush(stdout);
}

void print_only(const char* what, double measured, const char* unit) {
  std::printf("%-64s %10.3f %-4s\n", what, measured, unit);
  std::fflush(stdout);
}

class Stopwatch {
 public:
  double s() const { return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count(); }

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

sim::FleetTerms terms_of(std::uint32_t devices) {
  sim::FleetTerms terms;
  terms.devices = devices;
  terms.visits_per_s = devices * 3 / 2 / kHour + 1;
  return terms;
}

service::Plan plan_of(std::uint32_t per_minute) {
  service::Plan plan;
  plan.model = "M1";
  plan.version = "1.1.0";
  plan.stages = {{10, "", ""}, {100, "", ""}, {500, "", ""}, {1000, "", ""}};
  plan.rate = {per_minute, 100, 1, per_minute};
  return plan;
}

void measure_outage(std::uint32_t devices) {
  const Stopwatch watch;
  sim::Fleet fleet(terms_of(devices));
  fleet.run_for_s(2 * kHour);
  fleet.set_service(false);
  fleet.run_for_s(kHour);
  fleet.set_service(true);
  const auto back = static_cast<std::size_t>(fleet.now_s());
  std::uint32_t minutes = 0;
  while (fleet.not_seen_since_s(static_cast<std::int64_t>(back)) > 0 && minutes < 600) {
    fleet.run_for_s(60);
    ++minutes;
  }
  fleet.run_until_s(back + 2 * kHour);
  print_most("an hour without service: visits taken in the hour after, peak/mean",
             peak_over_mean(fleet.seconds(), &Second::taken, back, back + kHour), 2, "x");
  print_most("  and in the hour after that", peak_over_mean(fleet.seconds(), &Second::taken, back + kHour, back + 2 * kHour), 2,
             "x");
  print_most("  knocks at the door, with those who are given another time",
             peak_over_mean(fleet.seconds(), &Second::came, back, back + kHour), 2, "x");
  print_only("  most knocks in a second",
             peak_over_mean(fleet.seconds(), &Second::came, back, back + kHour, 1) *
                 static_cast<double>(sum_of(fleet.seconds(), &Second::came, back, back + kHour)) / kHour,
             "/s");
  print_most("  every device was back after", minutes, 90, "min");
  print_only("  (simulated in)", watch.s(), "s");
}

void measure_good_release(std::uint32_t devices) {
  const Stopwatch watch;
  sim::Fleet fleet(terms_of(devices));
  const std::uint32_t id = fleet.rollouts().start(plan_of(100'000), "operator").value_or(0);
  std::uint32_t hours = 0;
  while (fleet.rollouts().standing(id)->rollout.state != service::RolloutState::completed && hours < 48) {
    fleet.run_for_s(kHour);
    ++hours;
  }
  print_only("a good release, four stages: completed within, hours", hours, "h");
  print_only("  (simulated in)", watch.s(), "s");
}

void measure_rate(std::uint32_t devices) {
  for (const std::uint32_t share : {1000U, 200U}) {
    const std::uint32_t rate = std::max(devices / share, 1U);
    sim::Fleet fleet(terms_of(devices));
    service::Plan plan = plan_of(rate);
    plan.stages = {{1000, "", ""}};
    fleet.rollouts().start(plan, "operator").value_or(0);
    fleet.run_for_s(2 * kHour);
    const double got = static_cast<double>(sum_of(fleet.seconds(), &Second::offers, 600, 2 * kHour)) / ((2 * kHour - 600) / 60.0);
    const std::string what = "offers at a rate of " + std::to_string(rate) + " a minute: off by";
    print_most(what.c_str(), std::abs(got / rate - 1) * 100, 5, "%");
  }
}

void measure_bad_release(std::uint32_t devices) {
  sim::FleetTerms terms = terms_of(devices);
  terms.bad_permille = 200;
  terms.tick_s = 1;
  sim::Fleet fleet(terms);
  const std::uint32_t id = fleet.rollouts().start(plan_of(100'000), "operator").value_or(0);
  fleet.run_for_s(kHour);
  const auto standing = *fleet.rollouts().standing(id);
  print_only("a release that one in five falls back from: devices that got it", static_cast<double>(standing.counts.all()), "");
  print_most("  of the fleet", static_cast<double>(standing.counts.all()) * 100 / devices, 1.1, "%");
  const std::uint64_t before = fleet.rollouts().offers_made();
  fleet.rollouts().resume(id, "operator").value_or({});
  fleet.run_for_s(60);
  fleet.rollouts().stop(id, "operator").value_or({});
  const std::uint64_t at_stop = fleet.rollouts().offers_made();
  fleet.run_for_s(2 * kHour);
  std::printf("  resumed for a minute (%llu offers), then stopped; offers after the stop: %llu   bound 0\n",
              static_cast<unsigned long long>(at_stop - before),
              static_cast<unsigned long long>(fleet.rollouts().offers_made() - at_stop));
}

Result<Unit> register_all(service::FleetStore& store, std::uint32_t devices, std::int64_t now_s) {
  const std::string certificate(700, 'c');
  std::vector<service::Device> batch;
  for (std::uint32_t n = 0; n < devices; ++n) {
    service::Device d;
    const std::string serial = std::to_string(n);
    d.spki = to_hex(crypto::sha256(as_bytes(serial)));
    d.model = "M1";
    d.serial = serial;
    d.certificate_pem = certificate;
    d.version = "1.0.0";
    d.last_seen_s = now_s - 600;
    d.next_visit_s = now_s + 1800;
    batch.push_back(std::move(d));
    if (batch.size() == 20'000 || n + 1 == devices) {
      TRY_(store.add_devices(batch));
      batch.clear();
    }
  }
  return kOk;
}

Outcome<Unit> measure_store(const std::string& folder, std::uint32_t devices) {
  FakeClock clock;
  TRY(auto store, service::open_sqlite_store(folder + "/service.db"));
  const Stopwatch registering;
  TRY_(register_all(*store, devices, clock.wall_s()));
  print_only("devices registered in SQLite", registering.s(), "s");
  std::uint32_t id = 41;
  TRY(auto rollouts, service::Rollouts::open(store->rollouts(), clock, [&] { return id += 2; }, 5400));
  rollouts->publish({{"M1", "1.1.0", "aa.M1"}});
  const Stopwatch planning;
  TRY(const auto forecast, rollouts->dry_run(plan_of(6000)));
  print_most("roll-out planned: the stage of every device, from SQLite", planning.s(), 10, "s");
  const Stopwatch starting;
  TRY(const std::uint32_t number, rollouts->start(plan_of(6000), "operator"));
  print_most("roll-out started", starting.s() * 1000, 1000, "ms");
  clock.advance_ms(1000);
  double longest = 0;
  const Stopwatch census;
  for (std::uint32_t slice = 0; slice <= devices / 20'000 && !rollouts->standing(number)->counted; ++slice) {
    const Stopwatch one;
    TRY_(rollouts->tick());
    longest = std::max(longest, one.s());
  }
  print_most("a look over the fleet: the loop is held at most", longest * 1000, 100, "ms");
  print_only("  and all of it takes", census.s(), "s");
  const service::Member newcomer{std::string(64, 'f'), "M1", "1.0.0", ""};
  const Stopwatch assigning;
  TRY_(rollouts->turn_of(newcomer));
  print_most("a new device finds its place", assigning.s() * 1000, 1000, "ms");
  const Stopwatch stopping;
  TRY_(rollouts->stop(number, "operator"));
  print_most("emergency stop, until nobody can be offered it", stopping.s() * 1000, 1000, "ms");
  return kOk;
}

Outcome<int> bench(std::span<const std::string> words) {
  if (std::find(words.begin(), words.end(), "--help") != words.end()) return std::fputs(kUsage, stdout), 0;
  TRY(const auto arguments, command::Arguments::parse(words, {"devices"}, {}));
  const std::string text = arguments.option("devices", "1000000");
  const unsigned long devices = std::strtoul(text.c_str(), nullptr, 10);
  if (devices < 1000 || devices > 10'000'000) return Problem(Err::bad_value, "--devices " + text, "from 1000 to 10000000");
  const auto n = static_cast<std::uint32_t>(devices);
  std::printf("%u devices that visit each hour\n", n);
  const std::string folder = "/var/tmp/cardea-bench-fleet-" + to_hex(crypto::random_buffer(4));
  std::filesystem::create_directories(folder);
  const auto stored = measure_store(folder, n);
  std::error_code ignored;
  std::filesystem::remove_all(folder, ignored);
  TRY_(stored);
  measure_outage(n);
  measure_rate(n);
  measure_bad_release(n);
  measure_good_release(n);
  return 0;
}

}  // namespace
}  // namespace cardea::bench

int main(int argc, char** argv) {
  const std::vector<std::string> words(argv + 1, argv + argc);
  return cardea::command::exit_code(cardea::bench::bench(words));
}
