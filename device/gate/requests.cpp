// SPDX-License-Identifier: Apache-2.0
#include "device/gate/requests.hpp"

#include <algorithm>
#include <initializer_list>

#include "lib/base/time.hpp"
#include "lib/codec/json.hpp"

namespace cardea::gate {
namespace {

// A parsed body that wipes its texts when it goes.
class Body {
 public:
  // Exactly `members`, and at most one of `others` besides.
  static Result<Body> parse(Bytes text, std::initializer_list<std::string_view> members,
                            std::initializer_list<std::string_view> others = {}) {
    TRY(Value value, parse_json(text, Limits{.bytes_max = kBodyMax, .depth_max = 2, .nodes_max = 32}));
    Body body(std::move(value));
    const Value::Map* map = body.root_.if_map();
    if (map == nullptr) return Error{Err::bad_value, "the body is no JSON object"};
    for (const std::string_view member : members) {
      if (!map->contains(member)) return Error{Err::bad_value, "a member of the body is missing"};
    }
    const bool more = std::any_of(others.begin(), others.end(), [&](std::string_view other) { return map->contains(other); });
    if (map->size() != members.size() + (more ? 1 : 0))
      return Error{Err::bad_value, "the body has a member that this request does not know"};
    return body;
  }
  Body(Body&&) = default;
  Body& operator=(Body&&) = delete;
  ~Body() {
    Value::Map* map = root_.if_map();
    if (map == nullptr) return;
    for (auto& [name, value] : *map) {
      if (std::string* text = value.if_text()) wipe(*text);
    }
  }

  Result<std::string> text(std::string_view member) const { return root_.text(member); }
  bool has(std::string_view member) const { return root_.find(member) != nullptr; }
  Result<contract::Role> role(std::string_view member) const {
    TRY(const std::string word, root_.text(member));
    for (const contract::Role role : {contract::Role::guest, contract::Role::user, contract::Role::admin}) {
      if (word == name_of(role)) return role;
    }
    return Error{Err::bad_value, "a role is guest, user or admin"};
  }
  // Two times of day, or null for both: no quiet hours. The distance from UTC is kept with them only.
  Result<contract::QuietHours> quiet_hours() const {
    contract::QuietHours quiet;
    TRY(const std::int64_t offset, root_.integer("utc_offset_min"));
    if (offset < contract::kUtcOffsetMinMin || offset > contract::kUtcOffsetMaxMin)
      return Error{Err::bad_value, "there is no time zone so far from UTC"};
    if (root_.find("quiet_from")->is_null() && root_.find("quiet_to")->is_null()) return quiet;
    TRY(const std::string from, root_.text("quiet_from"));
    TRY(const std::string to, root_.text("quiet_to"));
    TRY(quiet.from_min, parse_time_of_day(from));
    TRY(quiet.to_min, parse_time_of_day(to));
    if (quiet.from_min == quiet.to_min) return Error{Err::bad_value, "quiet hours end at another time than they begin"};
    quiet.on = true;
    quiet.utc_offset_min = offset;
    return quiet;
  }
  Result<bool> flag(std::string_view member) const { return root_.flag(member); }
  Result<std::uint64_t> count(std::string_view member) const {
    TRY(const std::int64_t value, root_.integer(member));
    if (value < 0) return Error{Err::bad_value, "a number below zero counts nothing"};
    return static_cast<std::uint64_t>(value);
  }
  Result<SecretBytes> secret(std::string_view member) const {
    const Value* value = root_.find(member);
    const std::string* text = value == nullptr ? nullptr : value->if_text();
    if (text == nullptr) return Error{Err::bad_value, "a password is text"};
    return SecretBytes(std::string_view(*text));
  }
  // RFC 3339, or null for 0.
  Result<std::int64_t> moment_or_null(std::string_view member) const {
    if (root_.find(member)->is_null()) return 0;
    return moment(member);
  }
  Result<std::int64_t> moment(std::string_view member) const {
    TRY(const std::string text, root_.text(member));
    return parse_rfc3339(text);
  }

 private:
  explicit Body(Value root) : root_(std::move(root)) {}
  Value root_;
};

}  // namespace

std::string_view name_of(contract::Role role) {
  switch (role) {
    case contract::Role::guest: return "guest";
    case contract::Role::user: return "user";
    case contract::Role::admin: return "admin";
  }
  return "";
}

Result<contract::SetUp> parse_set_up(Bytes body) {
  TRY(const Body in, Body::parse(body, {"label_password", "name", "new_password"}));
  contract::SetUp out;
  TRY(out.label_password, in.secret("label_password"));
  TRY(out.name, in.text("name"));
  TRY(out.new_password, in.secret("new_password"));
  return out;
}

Result<WantedSession> parse_sign_in(Bytes body) {
  TRY(const Body in, Body::parse(body, {"name", "password"}, {"code", "new_password"}));
  if (in.has("new_password")) {
    contract::FirstSignIn out;
    TRY(out.name, in.text("name"));
    TRY(out.password, in.secret("password"));
    TRY(out.new_password, in.secret("new_password"));
    return WantedSession(std::move(out));
  }
  contract::SignIn out;
  TRY(out.name, in.text("name"));
  TRY(out.password, in.secret("password"));
  if (in.has("code")) {
    TRY(out.code, in.text("code"));
  }
  return WantedSession(std::move(out));
}

Result<contract::ChangePassword> parse_change_password(Bytes body) {
  TRY(const Body in, Body::parse(body, {"old_password", "new_password"}));
  contract::ChangePassword out;
  TRY(out.old_password, in.secret("old_password"));
  TRY(out.new_password, in.secret("new_password"));
  return out;
}

Result<std::uint32_t> parse_time_of_day(std::string_view text) {
  const auto digit = [&](std::size_t at) { return text[at] >= '0' && text[at] <= '9'; };
  if (text.size() != 5 || text[2] != ':' || !digit(0) || !digit(1) || !digit(3) || !digit(4))
    return Error{Err::bad_value, "a time of day is HH:MM"};
  const auto two = [&](std::size_t at) { return static_cast<std::uint32_t>((text[at] - '0') * 10 + (text[at + 1] - '0')); };
  if (two(0) > 23 || two(3) > 59) return Error{Err::bad_value, "a time of day is 00:00 to 23:59"};
  return two(0) * 60 + two(3);
}

Result<contract::Settings> parse_settings(Bytes body) {
  TRY(const Body in,
      Body::parse(body, {"device_name", "language", "telemetry_consent", "automatic_updates", "updates_postponed_until",
                         "setup_finished", "quiet_from", "quiet_to", "utc_offset_min"}));
  contract::Settings out;
  TRY(out.device_name, in.text("device_name"));
  TRY(out.language, in.text("language"));
  TRY(out.telemetry_consent, in.flag("telemetry_consent"));
  TRY(out.automatic_updates, in.flag("automatic_updates"));
  TRY(out.updates_postponed_until_s, in.moment_or_null("updates_postponed_until"));
  TRY(out.setup_finished, in.flag("setup_finished"));
  TRY(out.quiet, in.quiet_hours());
  return out;
}

Result<std::int64_t> parse_postpone(Bytes body) {
  TRY(const Body in, Body::parse(body, {"until"}));
  return in.moment("until");
}

Result<SecretBytes> parse_password(Bytes body) {
  TRY(const Body in, Body::parse(body, {"password"}));
  return in.secret("password");
}

Result<contract::AddPerson> parse_add_person(Bytes body) {
  TRY(const Body in, Body::parse(body, {"name", "role", "password"}));
  contract::AddPerson out;
  TRY(out.name, in.text("name"));
  TRY(out.role, in.role("role"));
  TRY(out.password, in.secret("password"));
  return out;
}

Result<contract::RemovePerson> parse_remove_person(Bytes body) {
  TRY(const Body in, Body::parse(body, {"name"}));
  contract::RemovePerson out;
  TRY(out.name, in.text("name"));
  return out;
}

Result<contract::ChangeRole> parse_change_role(Bytes body) {
  TRY(const Body in, Body::parse(body, {"name", "role"}));
  contract::ChangeRole out;
  TRY(out.name, in.text("name"));
  TRY(out.role, in.role("role"));
  return out;
}

Result<contract::ResetPassword> parse_reset_password(Bytes body) {
  TRY(const Body in, Body::parse(body, {"name", "password"}));
  contract::ResetPassword out;
  TRY(out.name, in.text("name"));
  TRY(out.password, in.secret("password"));
  return out;
}

Result<WantedMachine> parse_add_machine(Bytes body) {
  TRY(const Body in, Body::parse(body, {"name", "role", "certificate"}));
  WantedMachine out;
  TRY(out.machine.name, in.text("name"));
  TRY(out.machine.role, in.role("role"));
  TRY(out.certificate_pem, in.text("certificate"));
  return out;
}

Result<contract::MachineSignIn> parse_machine_sign_in(Bytes body) {
  TRY(const Body in, Body::parse(body, {"name", "challenge", "signature"}));
  contract::MachineSignIn out;
  TRY(out.name, in.text("name"));
  TRY(out.challenge, in.text("challenge"));
  TRY(const std::string signature, in.text("signature"));
  if (auto der = from_base64(signature)) out.signature = std::move(*der);
  return out;
}

Result<contract::InstallMedium> parse_install_medium(Bytes body) {
  TRY(const Body in, Body::parse(body, {"name"}));
  contract::InstallMedium out;
  TRY(out.name, in.text("name"));
  return out;
}

Result<contract::OfferFile> parse_offer_file(Bytes body) {
  TRY(const Body in, Body::parse(body, {"size"}));
  contract::OfferFile out;
  TRY(out.size, in.count("size"));
  return out;
}

Result<contract::SupplyFile> parse_supply_file(Bytes body) {
  TRY(const Body in, Body::parse(body, {"offset", "bytes"}));
  contract::SupplyFile out;
  TRY(out.offset, in.count("offset"));
  TRY(const std::string bytes, in.text("bytes"));
  TRY(out.bytes, from_base64(bytes));
  return out;
}

Result<std::string> parse_code(Bytes body) {
  TRY(const Body in, Body::parse(body, {"code"}));
  return in.text("code");
}

}  // namespace cardea::gate
