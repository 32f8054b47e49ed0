// SPDX-License-Identifier: Apache-2.0
// What a confined process can and cannot do with the network and with sockets.
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <csignal>
#include <cstring>

#include "lib/confine/confined_child.hpp"
#include "lib/confine/landlock.hpp"
#include "lib/confine/walls.hpp"

namespace cardea::confine {
namespace {

using testing::As;
using testing::confined;
using testing::everyone;
using testing::in_child;
using testing::rules_with;
using testing::tried;

sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

// A port of 127.0.0.1 on which somebody listens.
class Listener {
 public:
  Listener() : fd_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address = loopback(0);
    socklen_t size = sizeof address;
    EXPECT_EQ(bind(fd_.get(), reinterpret_cast<sockaddr*>(&address), size), 0);
    EXPECT_EQ(listen(fd_.get(), 8), 0);
    EXPECT_EQ(getsockname(fd_.get(), reinterpret_cast<sockaddr*>(&address), &size), 0);
    port_ = ntohs(address.sin_port);
  }
  int fd() const { return fd_.get(); }
  std::uint16_t port() const { return port_; }

 private:
  UniqueFd fd_;
  std::uint16_t port_ = 0;
};

int connect_to(std::uint16_t port) {
  const UniqueFd fd(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!fd.valid()) return errno;
  const sockaddr_in address = loopback(port);
  return tried(connect(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address));
}

int bind_and_listen() {
  const UniqueFd fd(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!fd.valid()) return errno;
  const sockaddr_in address = loopback(0);
  if (bind(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) return errno;
  return tried(listen(fd.get(), 1));
}

TEST(ConfinedNetwork, without_permission_there_are_no_sockets) {
  for (const As as : everyone()) {
    SCOPED_TRACE(name_of(as));
    for (const int family : {AF_INET, AF_INET6, AF_UNIX, AF_NETLINK, AF_PACKET, AF_VSOCK, AF_ALG}) {
      EXPECT_EQ(confined(as, {}, [&] { return tried(socket(family, SOCK_STREAM, 0)); }), EPERM) << family;
    }
    const Rules accepts = rules_with({Allow::accept});
    EXPECT_EQ(confined(as, accepts, [&] { return tried(socket(AF_INET, SOCK_STREAM, 0)); }), EPERM);
  }
}

TEST(ConfinedNetwork, who_accepts_takes_connections_of_a_listener_it_was_given_and_opens_none) {
  const Listener listener;
  for (const As as : everyone()) {
    SCOPED_TRACE(name_of(as));
    const UniqueFd client(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    const sockaddr_in address = loopback(listener.port());
    ASSERT_EQ(connect(client.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    const Rules accepts = rules_with({Allow::accept});
    EXPECT_EQ(confined(as, accepts, [&] { return tried(accept4(listener.fd(), nullptr, nullptr, SOCK_CLOEXEC)); }), 0);
    EXPECT_EQ(confined(as, accepts, [] { return bind_and_listen(); }), EPERM);
    EXPECT_EQ(confined(as, accepts, [&] { return tried(listen(listener.fd(), 1)); }), EPERM);
    EXPECT_EQ(confined(as, accepts, [&] { return connect_to(listener.port()); }), EPERM);
    EXPECT_EQ(confined(as, {}, [&] { return tried(accept4(listener.fd(), nullptr, nullptr, SOCK_CLOEXEC)); }), EPERM);
  }
}

TEST(ConfinedNetwork, who_connects_reaches_the_granted_port_and_no_other) {
  const Listener granted;
  const Listener other;
  Rules rules = rules_with({Allow::connect});
  rules.connect_ports = {granted.port()};
  for (const As as : everyone()) {
    SCOPED_TRACE(name_of(as));
    EXPECT_EQ(confined(as, rules, [&] { return connect_to(granted.port()); }), 0);
    if (landlock_abi() >= 4) {
      EXPECT_EQ(confined(as, rules, [&] { return connect_to(other.port()); }), EACCES);
    }
    EXPECT_EQ(confined(as, rules, [] { return bind_and_listen(); }), EPERM);
    EXPECT_EQ(confined(as, rules, [] { return tried(socket(AF_INET, SOCK_DGRAM, 0)); }), EPERM);
    EXPECT_EQ(confined(as, rules, [] { return tried(socket(AF_UNIX, SOCK_STREAM, 0)); }), EPERM);
    EXPECT_EQ(confined(as, rules, [&] { return tried(accept4(granted.fd(), nullptr, nullptr, SOCK_CLOEXEC)); }), EPERM);
  }
}

// Landlock alone, without the filter in front of it: the second wall must stand by itself.
int behind_landlock(As as, Rules rules, const std::function<int()>& act) {
  return in_child([&] {
    testing::become(as, rules);
    if (!forbid_new_privileges() || !restrict_reach(rules)) return testing::kNotConfined;
    return act();
  });
}

TEST(ConfinedNetwork, landlock_alone_lets_nobody_open_a_port) {
  if (landlock_abi() < 4) GTEST_SKIP() << "takes Landlock ABI 4";
  Rules rules = rules_with({Allow::accept, Allow::connect, Allow::spawn});
  for (const As as : everyone()) {
    SCOPED_TRACE(name_of(as));
    EXPECT_EQ(behind_landlock(as, rules, [] { return bind_and_listen(); }), EACCES);
    EXPECT_EQ(in_child([] { return bind_and_listen(); }), 0);
  }
}

TEST(ConfinedSignals, landlock_alone_keeps_them_inside_except_for_the_spawner) {
  if (landlock_abi() < 6) GTEST_SKIP() << "takes Landlock ABI 6";
  for (const As as : everyone()) {
    SCOPED_TRACE(name_of(as));
    // Between two processes of one user, so that only Landlock can be what says no.
    const auto signal_a_brother = [&](const Rules& rules) {
      return in_child([&] {
        Rules mine = rules;
        testing::become(as, mine);
        const int brother = fork();
        if (brother == 0) {
          pause();
          _exit(0);
        }
        int outcome = in_child([&] { return forbid_new_privileges() && restrict_reach(rules) ? tried(kill(brother, 0)) : testing::kNotConfined; });
        kill(brother, SIGKILL);
        waitpid(brother, nullptr, 0);
        return outcome;
      });
    };
    EXPECT_EQ(signal_a_brother(rules_with({})), EPERM);
    EXPECT_EQ(signal_a_brother(rules_with({Allow::spawn})), 0);
  }
}

TEST(ConfinedNetwork, landlock_alone_keeps_abstract_sockets_of_others_out_of_reach) {
  if (landlock_abi() < 6) GTEST_SKIP() << "takes Landlock ABI 6";
  const UniqueFd listener(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  socklen_t size = sizeof(sa_family_t);  // the kernel picks an abstract name
  ASSERT_EQ(bind(listener.get(), reinterpret_cast<sockaddr*>(&address), size), 0);
  ASSERT_EQ(listen(listener.get(), 8), 0);
  size = sizeof address;
  ASSERT_EQ(getsockname(listener.get(), reinterpret_cast<sockaddr*>(&address), &size), 0);
  const auto connect_abstract = [&] {
    const UniqueFd fd(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    return tried(connect(fd.get(), reinterpret_cast<sockaddr*>(&address), size));
  };
  EXPECT_EQ(in_child(connect_abstract), 0);
  EXPECT_EQ(behind_landlock(As::ordinary_user, rules_with({}), connect_abstract), EPERM);
}

}  // namespace
}  // namespace cardea::confine
