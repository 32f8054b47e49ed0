// SPDX-License-Identifier: Apache-2.0
// The reference home of figure A.3, as processes: the associated service, and devices made in the factory, registered, and
// running on a board each. Everything lives in one folder and ends with this object.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "household/child.hpp"
#include "household/consumer.hpp"
#include "household/line.hpp"
#include "household/offers.hpp"
#include "household/screen.hpp"
#include "service/desk/fleet.hpp"

namespace cardea::household {

struct Plan {
  std::string folder;    // to be made anew
  std::string programs;  // build/.../bin
  std::string products;  // products/
  std::uint32_t visit_s = 2;  // how often devices visit their service: short, because somebody is watching
};

// Where the associated service answers.
struct Service {
  Child process;
  std::string address;
  std::uint16_t edge_port = 0;
  std::uint16_t api_port = 0;
  std::uint16_t public_port = 0;
};

struct Room {
  std::string name;       // "speaker"
  std::string folder;     // the device
  std::string address;    // of its own, on loopback
  std::uint16_t port = 0;
  Label label;
  Child machine;          // cardea-dirboard
  std::uint64_t ready_after_ms = 0;  // from power on to all processes ready
  std::unique_ptr<Line> line{};      // to its service
};

// What a person chose at set-up. Printed at the end: it is a demonstration, and its secrets die with it.
struct Admin {
  std::string name = "robin";
  std::string password;
};

class Home {
 public:
  static Outcome<std::unique_ptr<Home>> found(const Plan& plan, Screen& screen);   // factory, service, release desk

  // Makes a device of products/NAME in the factory, registers it, switches it on. `image` is what its first slot gets.
  Outcome<Room*> add_device(const std::string& name, const std::string& image);
  Outcome<Consumer> set_up(Room& room);               // as a consumer does, with the label
  Outcome<Consumer> visit(const Room& room) const;    // signed in as the administrator
  Outcome<Unit> cut_power(Room& room);                // and gives it back: it starts again where it was
  static void power_off(Room& room);                  // in the middle of whatever it does
  Outcome<Unit> power_on(Room& room);                 // nothing, when it has power
  Outcome<Unit> hint(const Room& room);               // the operator tells it to look for an update
  Outcome<Room*> room(const std::string& name) const;
  pid_t service_process() const { return service_->process.pid(); }
  void cut_cable();                                   // the service neither answers nor refuses: nothing comes back
  void mend_cable();
  Outcome<std::string> last_seen(const Room& room) const;  // by the service, as its operator reads it
  Outcome<Unit> wait_until_seen(const Room& room, const std::string& after) const;  // by the service, later than `after`

  const Plan& plan() const { return plan_; }
  const Service& service() const { return *service_; }
  const Admin& admin() const { return admin_; }
  const std::vector<std::unique_ptr<Room>>& rooms() const { return rooms_; }
  std::string path(const std::string& below) const { return plan_.folder + '/' + below; }
  OfferPlace offer_place(const Room& room) const {
    return {plan_.folder, room.name, room.label.model, room.label.serial, service_->address, service_->api_port};
  }
  std::string operator_folder() const { return path("service/operators/olive"); }
  std::string service_where() const { return service_->address + ":" + std::to_string(service_->api_port); }

 private:
  Home(Plan plan, Screen& screen) : plan_(std::move(plan)), screen_(screen) {}
  Outcome<Unit> start_service();
  Outcome<Unit> make_and_register(Room& room, const std::string& image);
  Outcome<Unit> publish_model(const Room& room);
  Outcome<Unit> switch_on(Room& room);
  Outcome<service::FleetClient> fleet() const;

  Plan plan_;
  Screen& screen_;
  Admin admin_;
  std::unique_ptr<Service> service_;
  std::vector<std::unique_ptr<Room>> rooms_;
};

}  // namespace cardea::household
