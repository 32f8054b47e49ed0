// SPDX-License-Identifier: Apache-2.0
#include "assess/testing/twin_device.hpp"

#include <unistd.h>

#include <algorithm>

#include "lib/codec/json.hpp"

namespace cardea::assess::testing {

namespace {

constexpr int kFreeAttempts = 5;
constexpr const char* kToken = "twin-token-0123456789abcdef";

TwinReply json(int status, const std::string& body) {
  return {status, body, "content-type: application/json\r\n"};
}

// None of them is there.
std::string many_paths() {
  std::string script;
  for (int i = 0; i < 60; ++i) script += " get('/part-" + std::to_string(i) + "');";
  return script;
}

}  // namespace

std::string own_address() {
  const auto pid = static_cast<unsigned>(::getpid());  // at most 22 bits
  return "127." + std::to_string(192 + (pid >> 16U) % 64) + '.' + std::to_string((pid >> 8U) % 256) + '.' +
         std::to_string(pid % 256);
}

TwinDevice::TwinDevice(const Faults& faults, const TwinTls& tls, const std::string& address)
    : faults_(faults),
      server_(address, tls, [this](const TwinRequest& request) {
        const std::lock_guard lock(mutex_);
        TwinReply reply = answer(request);
        if (faults_.server_header) reply.headers += "server: lighttpd/1.4.69\r\n";
        return reply;
      }) {}

void TwinDevice::forget_attempts() {
  const std::lock_guard lock(mutex_);
  wrong_.clear();
}

void TwinDevice::become(std::vector<TwinFunction> functions) {
  const std::lock_guard lock(mutex_);
  functions_ = std::move(functions);
}

bool TwinDevice::is_right(const std::string& name, const std::string& password) const {
  if (name == "owner" && password == password_) return true;
  if (faults_.old_password_stays && name == "owner" && password == kOwnerPassword) return true;
  if (faults_.default_password && name == "admin" && password == "admin") return true;
  if (faults_.blank_password && password.empty()) return true;
  return faults_.pre_installed_stays && name == "owner" && password == kLabelPassword;
}

// Free attempts are counted by account and source; beyond them each one waits a second.
TwinReply TwinDevice::sign_in(const TwinRequest& request) {
  const auto body = parse_json(as_bytes(request.body));
  const auto name = body ? body->text("name") : Result<std::string>(Error{});
  const auto password = body ? body->text("password") : Result<std::string>(Error{});
  if (!name || !password) return json(400, "{}");
  if (faults_.silent_after_change && password_ != kOwnerPassword) return {500, "", ""};
  if (state_ != "initialized" && !faults_.owner_outlives_reset) return json(409, "{}");
  int& wrong = wrong_[*name];
  const bool held_up = !faults_.no_brute_force_limit && wrong >= kFreeAttempts && !is_right(*name, *password);
  const bool locked = faults_.locks_the_owner_out && wrong >= kFreeAttempts;
  if (held_up || locked) return {429, "{}", "retry-after: 1\r\n"};
  if (is_right(*name, *password)) return json(200, std::string("{\"token\":\"") + kToken + "\"}");
  ++wrong;
  return json(401, "{}");
}

TwinReply TwinDevice::front_page() const {
  if (faults_.script_names_paths) return {200, "<script src=\"/app.js\"></script>", "content-type: text/html\r\n"};
  return {200, faults_.version_on_front_page ? "<p>Firmware version 1.0.0</p>" : "<p>Sign in</p>", "content-type: text/html\r\n"};
}

// With the label's password alone, and only once.
TwinReply TwinDevice::set_up(const TwinRequest& request) {
  if (state_ == "initialized") return json(409, "{}");
  if (request.body.find(kLabelPassword) == std::string::npos) return json(401, "{}");
  state_ = "initialized";
  return json(200, "{}");
}

TwinReply TwinDevice::for_people(const TwinRequest& request) {
  if (state_ != "initialized" && faults_.leaves_factory_default) state_ = "initialized";
  if (state_ != "initialized" && faults_.open_before_set_up) return json(200, "{}");
  const bool known = request.has_header(std::string("authorization: Bearer ") + kToken);
  const bool open = (faults_.status_is_open && request.target == "/api/status") ||
                    (faults_.settings_are_open && request.target == "/api/settings");
  if (request.method == "PUT" && request.target == "/api/settings" && request.body.empty())
    return json(415, "{}");  // asks for the form first, as many do
  if (!known && !open) return json(401, "{}");
  if (faults_.refuses_the_owner) return json(403, "{}");
  if (request.target == "/api/update") {
    return json(
        200, "{\"phase\":\"idle\",\"running_version\":\"" + version_ +
                 "\",\"last_result\":\"refused\",\"last_reason\":\"not authentic\",\"offers\":" + std::to_string(offers_) + "}");
  }
  return json(200, "{}");
}

TwinReply TwinDevice::offer() {
  ++offers_;
  if (faults_.installs_anything) version_ = "0.9." + std::to_string(offers_);
  return json(200, "{}");
}

TwinReply TwinDevice::keep_data(const TwinRequest& request) {
  if (!request.has_header(std::string("authorization: Bearer ") + kToken)) return json(401, "{}");
  if (request.method == "PUT") data_ = request.body;
  if (request.target == kDataPath) return json(200, data_);
  if (request.body.find(kOwnerPassword) == std::string::npos) return json(403, "{}");
  data_ = "{}";
  return json(200, request.body);
}

TwinReply TwinDevice::change_password(const TwinRequest& request) {
  if (!request.has_header(std::string("authorization: Bearer ") + kToken)) return json(401, "{}");
  const auto body = parse_json(as_bytes(request.body));
  const auto old_value = body ? body->text("old") : Result<std::string>(Error{});
  const auto new_value = body ? body->text("new") : Result<std::string>(Error{});
  if (!old_value || !new_value || *old_value != password_) return json(400, "{}");
  if (!faults_.change_does_nothing) password_ = *new_value;
  return json(200, "{}");
}

TwinReply TwinDevice::tell_state() const {
  return json(200, "{\"state\":\"" + state_ + "\"}");
}

TwinReply TwinDevice::script() const {
  std::string text;
  for (const TwinFunction& one : functions_) {
    if (one.on_the_page) text += "ask('" + one.path + "');\n";
  }
  return {200, text, "content-type: text/javascript\r\n"};
}

// As a gate does: the path first, then the method, then who asks.
TwinReply TwinDevice::answer_as_product(const TwinRequest& request) {
  const auto at_path = [&](const TwinFunction& one) { return one.path == request.target; };
  const auto function = std::find_if(functions_.begin(), functions_.end(),
                                     [&](const TwinFunction& one) { return at_path(one) && one.method == request.method; });
  if (function == functions_.end()) return json(std::any_of(functions_.begin(), functions_.end(), at_path) ? 405 : 404, "{}");
  const std::string asked = request.method + " " + request.target;
  if (asked == "GET /") return {200, "<link href=\"/app.css\"><script src=\"/app.js\"></script>", "content-type: text/html\r\n"};
  if (asked == "GET /app.js") return script();
  if (asked == "GET /app.css") return {200, "p{}", "content-type: text/css\r\n"};
  if (asked == "GET /api/state") return tell_state();
  const std::vector<std::string>& states = function->states;
  if (std::find(states.begin(), states.end(), state_) == states.end()) return json(409, "{}");
  if (asked == "POST /api/session") return sign_in(request);
  if (function->role == "factory") return set_up(request);
  if (function->role != "nobody") return for_people(request);
  return json(request.method == "GET" ? 200 : 401, "{}");
}

TwinReply TwinDevice::answer(const TwinRequest& request) {
  const std::string asked = request.method + " " + request.target;
  if (asked == std::string("POST ") + kOfferPath) return offer();
  if (asked == std::string("POST ") + kStatePath) {
    state_ = request.body;
    return json(200, "{}");
  }
  if (request.target == kPasswordPath) return change_password(request);
  if (request.target == kDataPath || request.target == kErasePath) return keep_data(request);
  if (!functions_.empty()) return answer_as_product(request);
  if (faults_.script_names_paths && asked == "GET /app.js")
    return {200, "get('/api/status'); post('/api/erase', {});" + many_paths(), "content-type: text/javascript\r\n"};
  if (asked == "GET /" || asked == "GET /app.js" || asked == "GET /app.css" || asked == "GET /favicon.svg") return front_page();
  if (asked == "GET /api/state") return tell_state();
  if (asked == "POST /api/session") return sign_in(request);
  if (faults_.hidden_path && asked == "GET /debug") return {200, "shell", ""};
  if (faults_.asks_by_http && asked == "GET /admin") return {401, "", "www-authenticate: Basic realm=\"twin\"\r\n"};
  if (faults_.hidden_method && asked == "DELETE /api/settings") return json(200, "{}");
  if (faults_.takes_uploads && asked == "POST /upload") return json(200, "{\"taken\":true}");
  if (asked == "POST /api/setup") return set_up(request);
  const bool known_path = request.target == "/api/status" || request.target == "/api/settings" ||
                          request.target == "/api/update" || request.target == "/api/events" ||
                          request.target == "/api/session" || request.target == "/api/password" ||
                          request.target == "/api/erase" || request.target.starts_with("/api/update/");
  if (known_path && request.target != "/api/update/upload") return for_people(request);
  return json(404, "{\"error\":\"no such path\"}");
}

}  // namespace cardea::assess::testing
