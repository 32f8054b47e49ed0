// SPDX-License-Identifier: Apache-2.0
#include "device/warden/listeners.hpp"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <sys/socket.h>

namespace cardea::warden {
namespace {

product::ProductPolicy with(product::InterfacePolicy row) {
  product::ProductPolicy policy;
  policy.interfaces.push_back(std::move(row));
  return policy;
}

product::InterfacePolicy row(product::Scope scope = product::Scope::loopback) {
  product::InterfacePolicy interface;
  interface.id = "Intf-LocalHttps";
  interface.process = "gate";
  interface.scope = scope;
  interface.port = 8443;
  return interface;
}

TEST(Listeners, are_those_that_the_product_declares) {
  const auto plan = plan_listeners(with(row()), {});
  ASSERT_TRUE(plan.ok());
  ASSERT_EQ(plan->size(), 1U);
  EXPECT_EQ((*plan)[0].address, "127.0.0.1");
  EXPECT_EQ((*plan)[0].port, 8443);
  EXPECT_TRUE(plan_listeners({}, {})->empty());
}

TEST(Listeners, are_refused_when_their_id_is_not_declared) {
  const std::vector<ListenWord> undeclared{{"Intf-Telnet", "127.0.0.1", 23}};
  const auto plan = plan_listeners(with(row()), undeclared);
  ASSERT_FALSE(plan.ok());
  EXPECT_EQ(plan.error().code, Err::refused);
  EXPECT_NE(plan.error().message.find("Intf-Telnet"), std::string::npos);
}

TEST(Listeners, may_be_moved_but_not_widened) {
  const std::vector<ListenWord> moved{{"Intf-LocalHttps", "127.0.0.1", 0}};
  EXPECT_EQ((*plan_listeners(with(row()), moved))[0].port, 0);
  const std::vector<ListenWord> widened{{"Intf-LocalHttps", "0.0.0.0", 8443}};
  EXPECT_EQ(plan_listeners(with(row()), widened).error().code, Err::refused);
  EXPECT_TRUE(plan_listeners(with(row(product::Scope::lan)), widened).ok());
}

TEST(Listeners, are_refused_when_they_are_given_twice) {
  const std::vector<ListenWord> twice{{"Intf-LocalHttps", "127.0.0.1", 1}, {"Intf-LocalHttps", "127.0.0.1", 2}};
  EXPECT_FALSE(plan_listeners(with(row()), twice).ok());
}

TEST(Listeners, belong_to_gate_and_speak_tcp) {
  auto other = row();
  other.process = "vault";
  EXPECT_EQ(plan_listeners(with(other), {}).error().code, Err::refused);
  auto udp = row();
  udp.transport = product::Transport::udp;
  EXPECT_EQ(plan_listeners(with(udp), {}).error().code, Err::unsupported);
}

TEST(Listeners, accept_connections_where_they_say) {
  for (const char* address : {"127.0.0.1", "::1"}) {
    const auto open = open_listener({"Intf-LocalHttps", address, 0});
    ASSERT_TRUE(open.ok()) << open.error().message;
    int listening = 0;
    socklen_t size = sizeof(listening);
    ASSERT_EQ(::getsockopt(open->fd.get(), SOL_SOCKET, SO_ACCEPTCONN, &listening, &size), 0);
    EXPECT_EQ(listening, 1);
    EXPECT_FALSE(open->where.ends_with(":0")) << open->where;
  }
}

TEST(Listeners, say_which_address_cannot_be_opened) {
  const auto first = open_listener({"Intf-LocalHttps", "127.0.0.1", 0});
  const auto port = static_cast<std::uint16_t>(std::stoi(first->where.substr(first->where.rfind(':') + 1)));
  const auto second = open_listener({"Intf-LocalHttps", "127.0.0.1", port});
  ASSERT_FALSE(second.ok());
  EXPECT_NE(second.error().message.find(first->where), std::string::npos) << second.error().message;
}

}  // namespace
}  // namespace cardea::warden
