// SPDX-License-Identifier: Apache-2.0
#include "household/orders.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <array>
#include <charconv>
#include <sstream>

namespace cardea::household {
namespace {

constexpr std::size_t kLineMax = 512;
constexpr int kOrderPatience_ms = 2'000;     // somebody who connects and says nothing must not hold the home
constexpr int kAnswerPatience_ms = 110'000;  // a device starts, and visits its service
constexpr std::string_view kDone = "done ";
constexpr std::string_view kRefused = "refused ";

Outcome<sockaddr_un> place_of(const std::string& folder) {
  const std::string path = folder + "/orders";
  sockaddr_un place{};
  place.sun_family = AF_UNIX;
  if (path.size() >= sizeof place.sun_path)
    return Problem(Err::too_large, "the name of the home's folder is too long: " + folder, "name a shorter one with --home");
  path.copy(place.sun_path, path.size());
  return place;
}

Outcome<UniqueFd> new_socket() {
  UniqueFd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!fd.valid()) return Problem(io_error("cannot make a socket"));
  return fd;
}

const sockaddr* native(const sockaddr_un& place) {
  return reinterpret_cast<const sockaddr*>(&place);
}

// One line, without its end; what comes instead of one is none.
Outcome<std::string> read_line(int fd, int patience_ms) {
  std::string line;
  for (pollfd in{fd, POLLIN, 0}; line.size() < kLineMax && ::poll(&in, 1, patience_ms) > 0;) {
    char c = 0;
    if (::read(fd, &c, 1) != 1) break;
    if (c == '\n') return line;
    line.push_back(c);
  }
  return Problem(Err::unavailable, "the other side said no whole line in time");
}

Outcome<Unit> write_line(int fd, std::string line) {
  for (char& c : line) c = c == '\n' ? ' ' : c;
  line += '\n';
  if (::send(fd, line.data(), line.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(line.size()))
    return Problem(io_error("cannot say a line"));
  return kOk;
}

using Words = std::vector<std::string>;

Outcome<std::string> obey_power(Home& home, Room& room, const Words& words) {
  const std::string what = words.size() == 3 ? words[2] : "";
  if (what != "off" && what != "on" && what != "cycle")
    return Problem(Err::bad_value, "power goes off, on, or off and on: cycle");
  if (what != "on") Home::power_off(room);
  if (what != "off") TRY_(home.power_on(room));
  return std::string();
}

Outcome<LineEnd> line_end(const std::string& address, const std::string& port) {
  LineEnd end{address, 0};
  const auto [last, failed] = std::from_chars(port.data(), port.data() + port.size(), end.port);
  if (failed != std::errc{} || last != port.data() + port.size() || end.port == 0)
    return Problem(Err::bad_value, port + " is no port");
  return end;
}

// After so long with nobody that it trusts a device takes its time to come back. Off and on again, it comes at once.
Outcome<std::string> lead_back(Home& home, Room& room) {
  TRY(const std::string seen, home.last_seen(room));
  room.line->lead_back();
  TRY_(home.cut_power(room));
  TRY_(home.wait_until_seen(room, seen));
  return std::string();
}

Outcome<std::string> obey_line(Home& home, Room& room, const Words& words) {
  if (words.size() == 3 && words[2] == "back") return lead_back(home, room);
  if (words.size() != 5 || words[2] != "lead") return Problem(Err::bad_value, "a line is led to an address and a port, or back");
  TRY(const LineEnd end, line_end(words[3], words[4]));
  room.line->lead_to(end);
  return std::string();
}

Outcome<std::string> obey_machine(Home&, Room& room, const Words&) {
  return std::to_string(room.machine.pid());
}

struct Duty {
  std::string_view word;
  Outcome<std::string> (*obey)(Home& home, Room& room, const Words& words);
};
constexpr std::array kDuties{Duty{"power", obey_power}, Duty{"line", obey_line}, Duty{"machine", obey_machine}};

Outcome<std::string> obey(Home& home, const std::string& order) {
  std::istringstream text(order);
  Words words;
  for (std::string word; text >> word;) words.push_back(word);
  if (words.size() < 2) return Problem(Err::bad_value, "an order is a verb, a room and what to do");
  TRY(Room * room, home.room(words[1]));
  for (const Duty& duty : kDuties) {
    if (words[0] == duty.word) return duty.obey(home, *room, words);
  }
  return Problem(Err::bad_value, "no such order: " + words[0]);
}

}  // namespace

Outcome<OrderDesk> OrderDesk::open(const Home& home) {
  TRY(const sockaddr_un place, place_of(home.plan().folder));
  TRY(UniqueFd listener, new_socket());
  if (::bind(listener.get(), native(place), sizeof place) != 0 || ::chmod(place.sun_path, 0600) != 0 ||
      ::listen(listener.get(), 4) != 0)
    return Problem(io_error("the home can take no orders"));
  return OrderDesk(std::move(listener));
}

void OrderDesk::serve(Home& home, int wait_ms) const {
  pollfd in{listener_.get(), POLLIN, 0};
  if (::poll(&in, 1, wait_ms) <= 0) return;
  const UniqueFd guest(::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC));
  if (!guest.valid()) return;
  const auto order = read_line(guest.get(), kOrderPatience_ms);
  if (!order) return;
  const auto obeyed = obey(home, *order);
  // Whoever ordered and left has had it done all the same.
  static_cast<void>(
      write_line(guest.get(), obeyed ? std::string(kDone) + *obeyed : std::string(kRefused) + obeyed.error().message));
}

Outcome<std::string> give_order(const std::string& folder, const std::string& order) {
  TRY(const sockaddr_un place, place_of(folder));
  TRY(const UniqueFd home, new_socket());
  if (::connect(home.get(), native(place), sizeof place) != 0)
    return Problem(Err::unavailable, "no home runs in " + folder, "--home names the folder that `cardea-home` printed");
  TRY_(write_line(home.get(), order));
  TRY(const std::string answer, read_line(home.get(), kAnswerPatience_ms));
  if (answer.starts_with(kDone)) return answer.substr(kDone.size());
  const bool says_why = answer.starts_with(kRefused);
  return Problem(Err::refused, "the home refused: " + (says_why ? answer.substr(kRefused.size()) : answer));
}

}  // namespace cardea::household
