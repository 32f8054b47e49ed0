// SPDX-License-Identifier: Apache-2.0
// Devices that send what is theirs well, or for everybody to read, each in a network of its own in which somebody listens.
#include <fcntl.h>
#include <linux/capability.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "assess/probes/hearing.hpp"
#include "assess/testing/expect.hpp"
#include "assess/testing/own_network.hpp"
#include "assess/testing/twin_sender.hpp"

namespace cardea::assess {
namespace {

using testing::in_own_network;
using testing::SenderFaults;
using testing::TwinSender;

constexpr const char* kLocal = R"("ComMech-Local")";
constexpr const char* kService = R"("ComMech-Service")";
constexpr const char* kBoth = R"("ComMech-Local","ComMech-Service")";

class Traffic : public ::testing::Test {
 protected:
  // Skips where this user gets no network of their own.
  void listen(const SenderFaults& faults, const std::string& mechanisms) {
    const auto facts = in_own_network([&] {
      const TwinSender device(faults);
      TwinBench bench(device.door_port());
      device.declare_in(bench, mechanisms);
      prepare(bench, device);
      bench.run("tls");
      bench.run("traffic");
      return bench.list.facts();
    });
    if (!facts) GTEST_SKIP() << "no network namespace can be made here";
    facts_ = *facts;
  }
  Judgement judged(std::string_view rule) const { return find_rule(rule)(Facts(facts_)); }
  const Fact& seen(const std::string& subject) const {
    const Fact* fact = Facts(facts_).one("traffic", subject);
    EXPECT_NE(fact, nullptr) << subject;
    static const Fact kNone{};
    return fact == nullptr ? kNone : *fact;
  }
  std::vector<const Fact*> read() const { return Facts(facts_).of("traffic", "read on the way "); }

  std::function<void(TwinBench&, const TwinSender&)> prepare = [](TwinBench&, const TwinSender&) {};
  std::vector<Fact> facts_;
};

TEST_F(Traffic, that_goes_in_tls_to_the_door_passes) {
  listen({}, kLocal);
  if (IsSkipped()) return;
  expect(judged("personal_data_travels_protected"), Verdict::pass);
  expect(judged("secrets_travel_encrypted"), Verdict::pass);
  EXPECT_TRUE(read().empty());
  EXPECT_TRUE(seen("hearing").flag("whole"));
  EXPECT_EQ(seen("hearing").texts("sought"), (std::vector<std::string>{"account", "pre_installed", "PersData-Name"}));
  EXPECT_EQ(seen("hearing").effect, Effect::changes);
}

TEST_F(Traffic, in_tls_to_a_service_is_heard_and_what_was_not_tried_there_stays_open) {
  listen({}, kBoth);
  if (IsSkipped()) return;
  EXPECT_TRUE(read().empty());
  const std::string journey = print_json(seen("journey PersData-Name").values);
  EXPECT_NE(journey.find(R"("mechanism":"ComMech-Service","speaks":["TLS"])"), std::string::npos) << journey;
  expect(judged("personal_data_travels_protected"), Verdict::inconclusive, "ComMech-Service was not tried");
}

TEST_F(Traffic, of_data_in_clear_to_a_service_fails) {
  listen({.plain_service = true}, kService);
  if (IsSkipped()) return;
  expect(judged("personal_data_travels_protected"), Verdict::fail,
         "PersData-Name can be read on the way (as it is), tcp 127.0.0.1 to 127.0.0.1:");
  ASSERT_EQ(read().size(), 1U);
  EXPECT_EQ(read().front()->text("mechanism"), "ComMech-Service");
  EXPECT_TRUE(read().front()->flag("to_server"));
  expect(judged("secrets_travel_encrypted"), Verdict::pass);
}

TEST_F(Traffic, of_data_in_base64_is_in_clear) {
  listen({.plain_service = true, .in_base64 = true}, kService);
  if (IsSkipped()) return;
  expect(judged("personal_data_travels_protected"), Verdict::fail, "(in base64)");
}

TEST_F(Traffic, that_brings_the_password_to_a_service_fails_where_secrets_are_asked_for) {
  listen({.plain_service = true, .tells_password = true}, kLocal);
  if (IsSkipped()) return;
  expect(judged("secrets_travel_encrypted"), Verdict::fail, "the password of the account can be read on the way");
  expect(judged("sign_in_channel_as_declared"), Verdict::fail, "the password of the account can be read on the way");
  expect(judged("secrets_travel_encrypted_remotely"), Verdict::fail, "the password of the account can be read on the way");
  for (const Fact& fact : facts_)
    EXPECT_EQ(print_json(fact.values).find(testing::kOwnerPassword), std::string::npos) << fact.subject;
}

TEST_F(Traffic, through_a_plain_door_shows_the_password) {
  listen({.plain_door = true}, kLocal);
  if (IsSkipped()) return;
  expect(judged("sign_in_channel_as_declared"), Verdict::fail);
  ASSERT_FALSE(read().empty());
  EXPECT_EQ(read().front()->text("of"), "account");
  EXPECT_EQ(read().front()->text("mechanism"), "ComMech-Local");
}

TEST_F(Traffic, of_a_declared_parameter_is_sought_by_its_value) {
  prepare = [](TwinBench& bench, const TwinSender&) {
    bench.write("wifi", "a wireless key\n");
    bench.declare("SecParam", "SecParam-Wifi", R"({"type":"critical"})");
    bench.driver.traffic.secrets["SecParam-Wifi"] = {bench.scratch / "wifi", {}};
    bench.driver.traffic.data["PersData-Name"].put.body = R"({"name":"{word}", "wifi":"a wireless key"})";
  };
  listen({.plain_service = true}, kService);
  if (IsSkipped()) return;
  expect(judged("secrets_travel_encrypted"), Verdict::fail, "SecParam-Wifi can be read on the way");
}

TEST_F(Traffic, of_the_bench_itself_is_left_out) {
  prepare = [](TwinBench& bench, const TwinSender& device) {
    bench.driver.traffic.bench.push_back({"127.0.0.1", device.service_port()});
  };
  listen({.plain_service = true, .tells_password = true}, kLocal);
  if (IsSkipped()) return;
  expect(judged("secrets_travel_encrypted"), Verdict::pass);
  EXPECT_TRUE(read().empty());
}

TEST_F(Traffic, that_never_comes_proves_nothing) {
  prepare = [](TwinBench& bench, const TwinSender&) { bench.driver.traffic.settle_ms = 300; };
  listen({.never_sends = true}, kService);
  if (IsSkipped()) return;
  expect(judged("personal_data_travels_protected"), Verdict::inconclusive,
         "PersData-Name by ComMech-Service: nothing passed while it was sent");
}

TEST_F(Traffic, of_data_that_the_target_does_not_take_proves_nothing) {
  prepare = [](TwinBench& bench, const TwinSender&) {
    bench.driver.traffic.settle_ms = 100;
    bench.driver.traffic.data["PersData-Name"].put = {{"false"}, {}, {}, {}};
  };
  listen({}, kLocal);
  if (IsSkipped()) return;
  expect(judged("personal_data_travels_protected"), Verdict::inconclusive, "PersData-Name: it could not be sent");
}

TEST_F(Traffic, puts_back_what_was_there) {
  prepare = [](TwinBench& bench, const TwinSender&) {
    bench.driver.traffic.data["PersData-Name"].again = {{"touch", bench.scratch / "back"}, {}, {}, {}};
    bench.driver.traffic.data["PersData-Name"].send = {{"test", "!", "-e", bench.scratch / "back"}, {}, {}, {}};
  };
  listen({}, kLocal);
  if (IsSkipped()) return;
  EXPECT_TRUE(seen("journey PersData-Name").flag("sent")) << "not before it was sent";
  EXPECT_TRUE(seen("put back PersData-Name").flag("done"));
}

TEST_F(Traffic, that_leaves_something_behind_says_so_and_puts_the_rest_back) {
  prepare = [](TwinBench& bench, const TwinSender&) {
    bench.declare("PersData", "PersData-A", R"({"communication_mechanisms":["ComMech-Local"]})");
    bench.driver.traffic.data["PersData-A"] = bench.driver.traffic.data["PersData-Name"];
    bench.driver.traffic.data["PersData-A"].again = {{"/nonexistent/again"}, {}, {}, {}};
    bench.driver.traffic.data["PersData-Name"].again = {{"true"}, {}, {}, {}};
  };
  listen({}, kLocal);
  if (IsSkipped()) return;
  EXPECT_FALSE(seen("put back PersData-A").flag("done"));
  EXPECT_TRUE(seen("put back PersData-Name").flag("done"));
  expect(judged("personal_data_travels_protected"), Verdict::error, "cannot be started");
}

TEST_F(Traffic, to_which_a_command_does_not_listen_is_an_error_that_says_so) {
  prepare = [](TwinBench& bench, const TwinSender&) {
    bench.driver.traffic.command = {"echo", "no capture, but words enough to be read as a head"};
  };
  listen({}, kLocal);
  if (IsSkipped()) return;
  expect(judged("personal_data_travels_protected"), Verdict::error, "writes neither pcap nor pcapng");
}

// What was found travels as a fact from the network of the test to the test.
Fact finding(std::string subject, std::string says) {
  Value values;
  values.set("says", std::move(says));
  return {0, 0, "test", Effect::reads, std::move(subject), values};
}

std::string says_of(const std::optional<std::vector<Fact>>& facts) {
  return facts && !facts->empty() ? facts->front().text("says") : "no network namespace can be made here";
}

TEST(Listening, hears_what_the_tcpdump_of_another_place_writes) {
  const auto facts = in_own_network([] {
    Driver driver;
    driver.traffic.command = {"tcpdump", "-Z", "root", "-U", "-w", "-", "-i", "lo"};
    Canaries canaries;
    canaries.add("account", SecretBytes(std::string_view(testing::kOwnerPassword)));
    Hearing hearing(driver, std::move(canaries));
    if (const Status began = hearing.begin(); !began) return std::vector<Fact>{finding("end", began.error().what)};
    const UniqueFd sender(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    const auto place = socket_address("127.0.0.1", 9);
    // Until it is heard; ctest's bound ends it otherwise.
    while (hearing.so_far().empty() && !hearing.is_over())
      (void)!::sendto(sender.get(), testing::kOwnerPassword, std::string_view(testing::kOwnerPassword).size(), 0,
                      reinterpret_cast<const sockaddr*>(place->storage), place->size);
    hearing.end();
    const bool is_seen = !hearing.conversations().sightings().empty();
    return std::vector<Fact>{finding("end", is_seen && hearing.capture_end().stopped_early.empty() ? "heard" : "missed")};
  });
  if (!facts) GTEST_SKIP() << says_of(facts);
  if (::geteuid() != 0 && says_of(facts) != "heard")
    GTEST_SKIP() << "tcpdump gives up root, which in a network of one's own it cannot";
  EXPECT_EQ(says_of(facts), "heard");
}

TEST(Listening, is_refused_to_who_may_not_and_says_what_is_missing) {
  const auto facts = in_own_network([] {
    __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
    std::array<__user_cap_data_struct, 2> none{};
    ::syscall(SYS_capset, &header, none.data());
    const auto capture = Capture::at_interface("lo", [](LinkType, Bytes) {});
    return std::vector<Fact>{
        finding("end", capture ? "allowed" : std::string(name_of(capture.error().code)) + ": " + capture.error().what)};
  });
  if (!facts) GTEST_SKIP() << says_of(facts);
  EXPECT_NE(says_of(facts).find("CAP_NET_RAW"), std::string::npos) << says_of(facts);
}

TEST(Listening, at_no_interface_is_an_error) {
  const auto facts = in_own_network([] {
    const auto capture = Capture::at_interface("nothing0", [](LinkType, Bytes) {});
    return std::vector<Fact>{finding("end", capture ? "allowed" : capture.error().what)};
  });
  if (!facts) GTEST_SKIP() << says_of(facts);
  EXPECT_EQ(says_of(facts), "no such interface to listen at");
}

TEST(Listening, to_a_command_that_never_begins_ends) {
  std::array<int, 2> ends{};
  ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()), 0);
  const UniqueFd silent(ends[1]);
  const auto capture = Capture::of_stream(UniqueFd(ends[0]), Deadline(std::chrono::milliseconds(50)), [](LinkType, Bytes) {});
  ASSERT_FALSE(capture);
  EXPECT_EQ(capture.error().code, Err::exhausted);
}

TEST(Listening, says_when_the_command_ended_before_it_was_told_to) {
  const std::string head("\xd4\xc3\xb2\xa1\x02\x00\x04\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x04\x00\x65\x00\x00\x00", 24);
  std::array<int, 2> ends{};
  ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()), 0);
  UniqueFd writer(ends[1]);
  ASSERT_EQ(::write(writer.get(), head.data(), head.size()), 24);
  writer.reset();
  auto capture = Capture::of_stream(UniqueFd(ends[0]), Deadline(std::chrono::seconds(60)), [](LinkType, Bytes) {});
  ASSERT_TRUE(capture);
  EXPECT_EQ((*capture)->stop().stopped_early, "the command that captures ended");
}

}  // namespace
}  // namespace cardea::assess
