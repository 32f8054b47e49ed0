// SPDX-License-Identifier: Apache-2.0
#include "household/one_room.hpp"

#include <poll.h>
#include <unistd.h>

#include <array>
#include <cstdio>

#include "household/interrupt.hpp"
#include "household/updates.hpp"
#include "lib/base/clock.hpp"
#include "lib/codec/json.hpp"

namespace cardea::household {
namespace {

constexpr int kLook_ms = 200;
constexpr std::size_t kOrderMax = 256;

void tell(const Value& what) {
  std::printf("%s\n", print_json(what).c_str());
  std::fflush(stdout);
}

// The next line of stdin; empty at its end.
class Orders {
 public:
  Outcome<std::string> next() {
    for (;;) {
      if (const std::size_t end = unread_.find('\n'); end != std::string::npos) {
        std::string order = unread_.substr(0, end);
        unread_.erase(0, end + 1);
        return order;
      }
      TRY_(not_interrupted());
      pollfd in{STDIN_FILENO, POLLIN, 0};
      if (poll(&in, 1, kLook_ms) <= 0) continue;
      std::array<char, kOrderMax> piece{};
      const ssize_t n = read(STDIN_FILENO, piece.data(), piece.size());
      if (n <= 0) return std::string();
      unread_.append(piece.data(), static_cast<std::size_t>(n));
      if (unread_.size() > 2 * kOrderMax) return Problem(Err::too_large, "an order is too long");
    }
  }

 private:
  std::string unread_;
};

// What the maker may publish here: a good version, a critical one that waits for kNotice_s at most, one that dies at its start.
struct Publication {
  std::string_view order;
  bool critical = false;
  bool broken = false;
};
constexpr std::array kPublications{Publication{"publish ", false, false}, Publication{"critical ", true, false}, Publication{"broken ", false, true}};
constexpr std::int64_t kNotice_s = 5 * 86'400;

Outcome<Unit> publish(const Publication& what, const std::string& version, Home& home, Room& room, const MakersDesk& desk) {
  std::string programs = home.plan().programs;
  if (what.broken) {
    TRY(programs, desk.broken_programs());
  }
  TRY(const auto image, desk.image(room.name, version, programs));
  TRY_(desk.publish(image, {.deadline_s = what.critical ? SystemClock().wall_s() + kNotice_s : 0}));
  return home.hint(room);
}

// Published too, as a maker does, but the device is not told of it: a person brings it the file.
Outcome<std::string> make_update_file(const std::string& version, const Home& home, const Room& room, const MakersDesk& desk) {
  TRY(const auto image, desk.image(room.name, version, home.plan().programs));
  TRY_(desk.publish(image));
  return desk.update_file(image);
}

Outcome<Unit> carry_out(const std::string& order, Home& home, Room& room, const MakersDesk& desk, Value& done) {
  if (order == "power") return home.cut_power(room);
  if (order.starts_with("file ")) {
    TRY(const std::string path, make_update_file(order.substr(5), home, room, desk));
    done.set("file", path);
    return kOk;
  }
  for (const Publication& what : kPublications) {
    if (order.starts_with(what.order)) return publish(what, order.substr(what.order.size()), home, room, desk);
  }
  return Problem(Err::bad_value, "no such order: " + order, "power, publish VERSION, critical VERSION, broken VERSION or file VERSION");
}

Value where_is(const Room& room) {
  Value where;
  where.set("address", room.address).set("port", std::uint32_t{room.port});
  where.set("model", room.label.model).set("label_password", room.label.password);
  return where;
}

}  // namespace

Outcome<int> serve_one_room(const Plan& plan, const std::string& product) {
  Screen screen;
  TRY(auto home, Home::found(plan, screen));
  TRY(const auto desk, MakersDesk::found(*home));
  TRY(const auto image, desk.image(product, "1.0.0", plan.programs));
  TRY(Room* room, home->add_device(product, image.file));
  tell(where_is(*room));
  for (Orders orders;;) {
    TRY(const std::string order, orders.next());
    if (order.empty()) return 0;
    Value done;
    TRY_(carry_out(order, *home, *room, desk, done));
    tell(done.set("done", order));
  }
}

}  // namespace cardea::household
