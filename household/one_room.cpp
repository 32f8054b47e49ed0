// SPDX-License-Identifier: Apache-2.0
#include "household/one_room.hpp"

#include <poll.h>
#include <unistd.h>

#include <array>
#include <cstdio>

#include "household/interrupt.hpp"
#include "household/updates.hpp"
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

Outcome<Unit> carry_out(const std::string& order, Home& home, Room& room, const MakersDesk& desk) {
  constexpr std::string_view kPublish = "publish ";
  if (order == "power") return home.cut_power(room);
  if (!order.starts_with(kPublish)) return Problem(Err::bad_value, "no such order: " + order, "power, or publish VERSION");
  TRY(const auto image, desk.image(room.name, order.substr(kPublish.size()), home.plan().programs));
  TRY_(desk.publish(image));
  return home.hint(room);
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
    TRY_(carry_out(order, *home, *room, desk));
    Value done;
    tell(done.set("done", order));
  }
}

}  // namespace cardea::household
