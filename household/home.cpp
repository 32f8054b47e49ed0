// SPDX-License-Identifier: Apache-2.0
#include "household/home.hpp"

#include <unistd.h>

#include <csignal>
#include <thread>

#include "household/interrupt.hpp"
#include "lib/base/clock.hpp"
#include "lib/codec/json.hpp"
#include "lib/crypto/crypto.hpp"
#include "lib/net/http_server.hpp"
#include "lib/store/file.hpp"
#include "maker/factory/factory.hpp"
#include "service/config.hpp"

namespace cardea::household {
namespace {

constexpr int kStart_ms = 20'000;
constexpr std::uint64_t kVisitPatience_ms = 60'000;
constexpr auto kLook = std::chrono::milliseconds(150);

// A loopback address of its own for each device, as it would have on a real network; different in every household.
std::string own_address(std::size_t index) {
  static const Buffer chance = crypto::random_buffer(2);
  return "127." + std::to_string(64 + chance[0] % 128) + "." + std::to_string(chance[1]) + "." + std::to_string(10 + index);
}

Outcome<Label> read_label(const SecretBytes& json) {
  TRY(const Value text, parse_json(json.expose_secret()));
  Label label;
  TRY(label.model, text.text("model"));
  TRY(label.serial, text.text("serial"));
  TRY(label.password, text.text("password"));
  TRY(label.spki_pin, text.text("spki_pin"));
  return label;
}

// "Intf-LocalHttps=127.70.3.10:443" -> 443.
Outcome<std::uint16_t> port_of(const std::string& where) {
  const std::size_t colon = where.rfind(':');
  if (colon == std::string::npos) return Problem(Err::bad_value, "the device said it is ready, but not where: " + where);
  return static_cast<std::uint16_t>(std::stoul(where.substr(colon + 1)));
}

// The port of a device for as long as it lives: 443 where this user may, else a free one. Chosen once, since a person's
// bookmark must outlive the restart that an update needs.
Outcome<std::uint16_t> lasting_port(const std::string& address) {
  if (geteuid() == 0) return std::uint16_t{443};
  const auto probe = net::listen_tcp(address, 0);
  if (!probe) return Problem(probe.error().code, "nothing can listen on " + address + ": " + Problem::describe(probe.error()));
  const auto port = net::local_port(probe->get());
  if (!port) return Problem(port.error().code, "no free port on " + address + ": " + Problem::describe(port.error()));
  return *port;
}

std::string new_serial() {
  std::string serial = "S" + to_hex(crypto::random_buffer(4));
  for (char& c : serial) c = static_cast<char>(std::toupper(c));
  return serial;
}

std::string new_password() { return to_base64url(crypto::random_buffer(15)); }

}  // namespace

Outcome<std::unique_ptr<Home>> Home::found(const Plan& plan, Screen& screen) {
  std::unique_ptr<Home> home(new Home(plan, screen));
  home->admin_.password = new_password();
  const SystemClock clock;
  TRY_(store::make_directory(plan.folder, 0711));
  TRY_(factory::Factory::init(home->path("factory"), "Example Home factory", clock));
  service::Terms terms;
  terms.directory = home->path("service");
  TRY(terms.factory_ca_pem, store::read_text(home->path("factory/ca.crt.pem")));
  terms.first_operator = "olive";
  terms.config.visit_s = plan.visit_s;
  terms.config.terms.contact = "mailto:security@example.com";
  terms.config.terms.policy_url = "https://service.example.com/security-policy";
  TRY_(service::init_service(terms, clock.wall_s()));
  TRY_(home->start_service());
  return home;
}

Outcome<Unit> Home::start_service() {
  TRY(Child process, Child::start({plan_.programs + "/cardea-service", path("service")}, path("service.log")));
  service_ = std::make_unique<Service>(Service{std::move(process), "", 0, 0, 0});
  TRY(const std::string line, service_->process.line(kStart_ms));
  TRY(const Value where, parse_json(as_bytes(line)));
  TRY(service_->address, where.text("address"));
  TRY(const std::int64_t edge, where.integer("edge_port"));
  TRY(const std::int64_t api, where.integer("api_port"));
  TRY(const std::int64_t open, where.integer("public_port"));
  service_->edge_port = static_cast<std::uint16_t>(edge);
  service_->api_port = static_cast<std::uint16_t>(api);
  service_->public_port = static_cast<std::uint16_t>(open);
  screen_.done("associated service: devices " + service_->address + ":" + std::to_string(edge) + ", operators :" + std::to_string(api) + ", public :" + std::to_string(open));
  return kOk;
}

Outcome<service::FleetClient> Home::fleet() const {
  return service::FleetClient::open({operator_folder(), service_->address, service_->api_port});
}

Outcome<Room*> Home::add_device(const std::string& name, const std::string& image) {
  auto room = std::make_unique<Room>(Room{name, path(name), own_address(rooms_.size()), 0, {}, Child::none(), 0, nullptr});
  TRY_(make_and_register(*room, image));
  TRY_(switch_on(*room));
  TRY_(publish_model(*room));
  TRY_(write_offer_place(offer_place(*room)));
  rooms_.push_back(std::move(room));
  return rooms_.back().get();
}

Outcome<Unit> Home::make_and_register(Room& room, const std::string& image) {
  TRY(room.line, Line::open({service_->address, service_->edge_port}));
  const SystemClock clock;
  TRY(const auto factory, factory::Factory::open(path("factory"), clock));
  factory::Order order;
  order.serial = new_serial();
  order.image = image;
  order.out = room.folder;
  order.service = {room.line->near_end().address, room.line->near_end().port, "service.example.com"};
  TRY(order.service_ca_pem, store::read_text(path("service/tls/service-ca.crt.pem")));
  TRY(order.tuf_root, store::read_text(path("release/repository/metadata/1.root.json")));
  TRY(const auto made, factory.make(order));
  TRY(const SecretBytes label, factory.label(made.serial, "json"));
  TRY(room.label, read_label(label));
  TRY(auto operators, fleet());
  Value body;
  TRY_(operators.post("/v1/devices", body.set("certificate_pem", made.certificate_pem)));
  screen_.done(room.name + ": " + room.label.model + " " + room.label.serial + ", key made on the device, birth certificate issued, registered");
  return kOk;
}

// What the running image declares becomes the model's public page and what the service takes from such devices.
//= EN303645 5.3-13
Outcome<Unit> Home::publish_model(const Room& room) {
  TRY(const Buffer policy, store::read_file(room.folder + "/run/product.cbor"));
  TRY(auto operators, fleet());
  TRY_(operators.put("/v1/models/" + room.label.model, policy));
  return kOk;
}

Outcome<Unit> Home::switch_on(Room& room) {
  if (room.port == 0) {
    TRY(room.port, lasting_port(room.address));
  }
  const SystemClock clock;
  const std::uint64_t power_on = clock.monotonic_ms();
  TRY(Child machine, Child::start({plan_.programs + "/cardea-dirboard", "run", room.folder, "--listen", "Intf-LocalHttps=" + room.address + ":" + std::to_string(room.port),
                                   "--events", "1"}, path(room.name + ".log")));
  room.machine = std::move(machine);
  for (;;) {
    TRY(const std::string line, room.machine.line(kStart_ms));
    TRY(const Value event, parse_json(as_bytes(line)));
    TRY(const std::string kind, event.text("event"));
    if (kind == "crash") return Problem(Err::unavailable, room.name + " does not start: " + event.text("text").value_or(""), "see " + path(room.name + ".log"));
    if (kind != "ready") continue;
    room.ready_after_ms = clock.monotonic_ms() - power_on;
    TRY(const std::string where, event.text("text"));
    TRY(room.port, port_of(where));
    screen_.done(room.name + " is ready at https://" + room.address + ":" + std::to_string(room.port) + "/");
    return kOk;
  }
}

Outcome<Unit> Home::cut_power(Room& room) {
  power_off(room);
  return power_on(room);
}

void Home::power_off(Room& room) { room.machine.end(0); }

Outcome<Unit> Home::power_on(Room& room) {
  if (room.machine.pid() >= 0) return kOk;
  return switch_on(room);
}

Outcome<Room*> Home::room(const std::string& name) const {
  for (const auto& room : rooms_) {
    if (room->name == name) return room.get();
  }
  return Problem(Err::not_found, "there is no room '" + name + "' in this home");
}

Outcome<Consumer> Home::set_up(Room& room) {
  TRY(Consumer consumer, Consumer::meet(room.address, room.port, room.label));
  TRY_(consumer.set_up(room.label, admin_.name, admin_.password));
  screen_.done(room.name + " is set up by its owner: the label's password was good for this once, and " + admin_.name + " has one of their own");
  return consumer;
}

Outcome<Consumer> Home::visit(const Room& room) const {
  TRY(Consumer consumer, Consumer::meet(room.address, room.port, room.label));
  TRY_(consumer.sign_in(admin_.name, admin_.password));
  return consumer;
}

void Home::cut_cable() { ::kill(service_->process.pid(), SIGSTOP); }
void Home::mend_cable() { ::kill(service_->process.pid(), SIGCONT); }

Outcome<std::string> Home::last_seen(const Room& room) const {
  TRY(auto operators, fleet());
  TRY(const Value answer, operators.get("/v1/devices"));
  TRY(const auto* devices, answer.array("devices"));
  for (const Value& device : *devices) {
    if (device.text("serial").value_or("") == room.label.serial) return device.text("last_seen").value_or("");
  }
  return Problem(Err::not_found, "the service does not know " + room.name);
}

Outcome<Unit> Home::wait_until_seen(const Room& room, const std::string& after) const {
  const SystemClock clock;
  const std::uint64_t give_up = clock.monotonic_ms() + kVisitPatience_ms;
  while (clock.monotonic_ms() < give_up) {
    TRY_(not_interrupted());
    TRY(const std::string now, last_seen(room));
    if (now > after) return kOk;
    std::this_thread::sleep_for(kLook);
  }
  return Problem(Err::unavailable, room.name + " does not come back to its service");
}

Outcome<Unit> Home::hint(const Room& room) {
  TRY(auto operators, fleet());
  TRY_(operators.post("/v1/devices/" + room.label.serial + "/hint", Value(Value::Map{})));
  return kOk;
}

}  // namespace cardea::household
