// SPDX-License-Identifier: Apache-2.0
#include "device/steward/people.hpp"

#include <algorithm>

namespace cardea::steward {
namespace {

bool may_be_in_a_name(std::uint8_t c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
}

constexpr std::string_view kFields = "SELECT id, name, role, verifier, temporary, created_s FROM person ";

Result<Person> person_in(const store::Statement& row) {
  const std::int64_t role = row.integer(2);
  if (role < 0 || role > static_cast<std::int64_t>(contract::Role::kLast)) return Error{Err::broken, "a stored role is unknown"};
  return Person{row.integer(0), row.text(1), static_cast<contract::Role>(role), row.text(3), row.integer(4) != 0, row.integer(5)};
}

Result<std::optional<Person>> first_row(store::Statement& query) {
  TRY(const bool there, query.step());
  if (!there) return std::optional<Person>{};
  TRY(Person person, person_in(query));
  return std::optional<Person>{std::move(person)};
}

}  // namespace

Result<PersonName> parse_person_name(Bytes text) {
  if (text.empty() || text.size() > contract::kPersonNameMax) return Error{Err::bad_value, "a name has 1 to 32 characters"};
  if (!std::all_of(text.begin(), text.end(), may_be_in_a_name)) {
    return Error{Err::bad_value, "a name is made of a-z, 0-9, dot, underscore and hyphen"};
  }
  return PersonName(std::string(as_text(text)));
}

Result<std::optional<Person>> People::find(std::string_view name) const {
  TRY(auto query, db_.prepare(std::string(kFields) + "WHERE name = ?1"));
  query.bind(1, name);
  return first_row(query);
}

Result<std::optional<Person>> People::find(std::int64_t id) const {
  TRY(auto query, db_.prepare(std::string(kFields) + "WHERE id = ?1"));
  query.bind(1, id);
  return first_row(query);
}

Result<std::vector<Person>> People::all() const {
  TRY(auto query, db_.prepare(std::string(kFields) + "ORDER BY id"));
  std::vector<Person> all;
  for (;;) {
    TRY(const bool there, query.step());
    if (!there) return all;
    TRY(Person person, person_in(query));
    all.push_back(std::move(person));
  }
}

Result<std::int64_t> People::add(const PersonName& name, contract::Role role, const std::string& verifier, std::int64_t now_s,
                                 bool temporary) {
  TRY(auto count, db_.prepare("SELECT count(*) FROM person"));
  TRY_(count.step());
  if (count.integer(0) >= kPeopleMax) return Error{Err::exhausted, "the device has as many accounts as it may hold"};
  TRY(const auto taken, find(name.value()));
  if (taken) return Error{Err::exists, "this name is taken"};
  TRY(auto put, db_.prepare("INSERT INTO person(name, role, verifier, created_s, temporary) VALUES(?1, ?2, ?3, ?4, ?5)"));
  put.bind(1, name.value()).bind(2, static_cast<std::int64_t>(role)).bind(3, verifier).bind(4, now_s);
  TRY_(put.bind(5, static_cast<std::int64_t>(temporary)).run());
  TRY(const auto made, find(name.value()));
  if (!made) return Error{Err::broken, "an account that was just made is not there"};
  return made->id;
}

Status People::set_verifier(std::int64_t id, const std::string& verifier, bool temporary) {
  TRY(auto put, db_.prepare("UPDATE person SET verifier = ?2, temporary = ?3 WHERE id = ?1"));
  return put.bind(1, id).bind(2, verifier).bind(3, static_cast<std::int64_t>(temporary)).run();
}

Status People::set_role(std::int64_t id, contract::Role role) {
  TRY(auto put, db_.prepare("UPDATE person SET role = ?2 WHERE id = ?1"));
  return put.bind(1, id).bind(2, static_cast<std::int64_t>(role)).run();
}

Status People::remove(std::int64_t id) {
  TRY(auto remove, db_.prepare("DELETE FROM person WHERE id = ?1"));
  return remove.bind(1, id).run();
}

// One whose password is still somebody else's choice may never come: they do not count.
Result<bool> People::is_last_administrator(const Person& person) const {
  if (person.role != contract::Role::admin) return false;
  TRY(auto others, db_.prepare("SELECT count(*) FROM person WHERE role = ?1 AND temporary = 0 AND id <> ?2"));
  TRY_(others.bind(1, static_cast<std::int64_t>(contract::Role::admin)).bind(2, person.id).step());
  return others.integer(0) == 0;
}

}  // namespace cardea::steward
