// SPDX-License-Identifier: Apache-2.0
#include "device/steward/people.hpp"

#include <algorithm>

#include "device/steward/records.hpp"

namespace cardea::steward {
namespace {

bool may_be_in_a_name(std::uint8_t c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
}

constexpr std::string_view kPlace = "person";

}  // namespace

Result<PersonName> parse_person_name(Bytes text) {
  if (text.empty() || text.size() > contract::kPersonNameMax) return Error{Err::bad_value, "a name has 1 to 32 characters"};
  if (!std::all_of(text.begin(), text.end(), may_be_in_a_name)) {
    return Error{Err::bad_value, "a name is made of a-z, 0-9, dot, underscore and hyphen"};
  }
  return PersonName(std::string(as_text(text)));
}

Result<std::optional<Person>> People::opened(std::int64_t id, Bytes record) const {
  auto inside = keys_.open_record<PersonRecord>(id, kPlace, record);
  if (!inside) return std::optional<Person>{};
  return std::optional<Person>{
      Person{id, std::move(inside->name), inside->role, std::move(inside->verifier), inside->temporary, inside->created_s}};
}

// Looks at all of them, whoever it is: what it takes does not tell whether the name is somebody's.
Result<std::optional<Person>> People::find(std::string_view name) const {
  TRY(auto everybody, all());
  std::optional<Person> found;
  for (Person& person : everybody) {
    if (person.name == name) found = std::move(person);
  }
  return found;
}

Result<std::optional<Person>> People::find(std::int64_t id) const {
  TRY(auto query, db_.prepare("SELECT record FROM person WHERE id = ?1"));
  TRY(const bool there, query.bind(1, id).step());
  if (!there) return std::optional<Person>{};
  return opened(id, query.bytes(0));
}

Result<std::vector<Person>> People::all() const {
  TRY(auto query, db_.prepare("SELECT id, record FROM person ORDER BY id"));
  std::vector<Person> all;
  for (;;) {
    TRY(const bool there, query.step());
    if (!there) return all;
    TRY(auto person, opened(query.integer(0), query.bytes(1)));
    if (person) all.push_back(std::move(*person));
  }
}

Status People::write(const Person& person) {
  PersonRecord record{person.name, person.role, person.verifier, person.temporary, person.created_s};
  TRY(const Buffer sealed, keys_.seal_record(person.id, kPlace, record));
  TRY(auto put, db_.prepare("INSERT INTO person(id, record) VALUES(?1, ?2) ON CONFLICT(id) DO UPDATE SET record = ?2"));
  return put.bind(1, person.id).bind(2, sealed).run();
}

Result<std::int64_t> People::add(const PersonName& name, contract::Role role, const std::string& verifier, std::int64_t now_s,
                                 bool temporary) {
  TRY(auto rows, db_.prepare("SELECT count(*), coalesce(max(id), 0) FROM person"));
  TRY_(rows.step());
  if (rows.integer(0) >= kPeopleMax) return Error{Err::exhausted, "the device has as many accounts as it may hold"};
  TRY(const auto taken, find(name.value()));
  if (taken) return Error{Err::exists, "this name is taken"};
  const std::int64_t id = rows.integer(1) + 1;
  TRY_(keys_.make(id));
  TRY_(write({id, name.value(), role, verifier, temporary, now_s}));
  return id;
}

Status People::set_verifier(std::int64_t id, const std::string& verifier, bool temporary) {
  TRY(auto person, find(id));
  if (!person) return kOk;
  person->verifier = verifier;
  person->temporary = temporary;
  return write(*person);
}

Status People::set_role(std::int64_t id, contract::Role role) {
  TRY(auto person, find(id));
  if (!person) return kOk;
  person->role = role;
  return write(*person);
}

Status People::remove(std::int64_t id) {
  TRY(auto remove, db_.prepare("DELETE FROM person WHERE id = ?1"));
  TRY_(remove.bind(1, id).run());
  return keys_.doom(id);
}

// One whose password is still somebody else's choice may never come: they do not count.
Result<bool> People::is_last_administrator(const Person& person) const {
  if (person.role != contract::Role::admin) return false;
  TRY(const auto everybody, all());
  return std::none_of(everybody.begin(), everybody.end(), [&](const Person& other) {
    return other.id != person.id && other.role == contract::Role::admin && !other.temporary;
  });
}

}  // namespace cardea::steward
