// SPDX-License-Identifier: Apache-2.0
// Pairs of live twins that are listened to, each in a network of its own; where this user gets none, files of facts stand alone.
#include "assess/quality/pair.hpp"
#include "assess/testing/own_network.hpp"
#include "assess/testing/twin_sender.hpp"

namespace cardea::assess::quality {

namespace {

using testing::SenderFaults;

std::optional<std::vector<Fact>> listened_to(const SenderFaults& faults, const std::string& mechanism) {
  return testing::in_own_network([&] {
    const testing::TwinSender device(faults);
    TwinBench bench(device.door_port());
    device.declare_in(bench, "\"" + mechanism + "\"");
    bench.run("tls");
    bench.run("traffic");
    return bench.list.facts();
  });
}

void add_pair(std::vector<Pair>& pairs, const char* rule, const char* says, const std::optional<std::vector<Fact>>& good,
              const std::optional<std::vector<Fact>>& bad) {
  if (good && bad) pairs.push_back({rule, says, true, *good, *bad, Verdict::pass, Verdict::fail, {}, {}});
}

}  // namespace

void add_traffic(std::vector<Pair>& pairs) {
  const auto well = listened_to({}, "ComMech-Local");
  const auto in_clear = listened_to({.plain_service = true}, "ComMech-Service");
  const auto tells_all = listened_to({.plain_service = true, .tells_password = true}, "ComMech-Local");
  add_pair(pairs, "personal_data_travels_protected", "a name that goes in TLS, and one that goes in clear to the service", well,
           in_clear);
  for (const char* rule : {"secrets_travel_encrypted", "sign_in_channel_as_declared"})
    add_pair(pairs, rule, "a password that stays at a door of TLS, and one that goes on in clear", well, tells_all);
}

}  // namespace cardea::assess::quality
