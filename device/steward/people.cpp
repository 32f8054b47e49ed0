// SPDX-License-Identifier: Apache-2.0
#include "device/steward/people.hpp"

#include <algorithm>

namespace cardea::steward {
namespace {

bool may_be_in_a_name(std::uint8_t c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
}

Result<std::optional<Person>> first_row(store::Statement& query) {
  TRY(const bool there, query.step());
  if (!there) return std::optional<Person>{};
  const std::int64_t role = query.integer(2);
  if (role < 0 || role > static_cast<std::int64_t>(contract::Role::kLast)) return Error{Err::broken, "a stored role is unknown"};
  return std::optional<Person>{Person{query.integer(0), query.text(1), static_cast<contract::Role>(role), query.text(3)}};
}

}  // namespace

Result<PersonName> parse_person_name(Bytes text) {
  if (text.empty() || text.size() > 32) return Error{Err::bad_value, "a name has 1 to 32 characters"};
  if (!std::all_of(text.begin(), text.end(), may_be_in_a_name)) {
    return Error{Err::bad_value, "a name is made of a-z, 0-9, dot, underscore and hyphen"};
  }
  return PersonName(std::string(as_text(text)));
}

Result<std::optional<Person>> People::find(std::string_view name) const {
  TRY(auto query, db_.prepare("SELECT id, name, role, verifier FROM person WHERE name = ?1"));
  query.bind(1, name);
  return first_row(query);
}

Result<std::optional<Person>> People::find(std::int64_t id) const {
  TRY(auto query, db_.prepare("SELECT id, name, role, verifier FROM person WHERE id = ?1"));
  query.bind(1, id);
  return first_row(query);
}

Result<std::int64_t> People::add(const PersonName& name, contract::Role role, const std::string& verifier, std::int64_t now_s) {
  TRY(auto count, db_.prepare("SELECT count(*) FROM person"));
  TRY_(count.step());
  if (count.integer(0) >= kPeopleMax) return Error{Err::exhausted, "the device has as many accounts as it may hold"};
  TRY(const auto taken, find(name.value()));
  if (taken) return Error{Err::exists, "this name is taken"};
  TRY(auto put, db_.prepare("INSERT INTO person(name, role, verifier, created_s) VALUES(?1, ?2, ?3, ?4)"));
  TRY_(put.bind(1, name.value()).bind(2, static_cast<std::int64_t>(role)).bind(3, verifier).bind(4, now_s).run());
  TRY(const auto made, find(name.value()));
  if (!made) return Error{Err::broken, "an account that was just made is not there"};
  return made->id;
}

Status People::set_verifier(std::int64_t id, const std::string& verifier) {
  TRY(auto put, db_.prepare("UPDATE person SET verifier = ?2 WHERE id = ?1"));
  return put.bind(1, id).bind(2, verifier).run();
}

}  // namespace cardea::steward
