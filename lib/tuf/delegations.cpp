// SPDX-License-Identifier: Apache-2.0
#include "lib/tuf/delegations.hpp"

#include <algorithm>
#include <charconv>
#include <set>

#include "lib/crypto/crypto.hpp"

namespace cardea::tuf {

namespace {

constexpr std::size_t kNameMax = 256;
constexpr std::size_t kRolesMax = 1024;
constexpr std::size_t kPatternsMax = 4096;

// A delegated role never takes the place of one that the root names.
bool is_top_level(std::string_view name) {
  return name == "root" || name == "timestamp" || name == "snapshot" || name == "targets";
}

Status check_name(const std::string& name) {
  if (name.empty() || name.size() > kNameMax) return Error{Err::bad_value, "a delegated role's name is empty or too long"};
  if (is_top_level(name)) return Error{Err::bad_value, "a delegated role has the name of a top-level one"};
  return kOk;
}

Result<std::vector<std::string>> texts(const Value& object, std::string_view key) {
  TRY(const Value::Array* rows, object.array(key));
  if (rows->size() > kPatternsMax) return Error{Err::too_large, "a delegation has too many patterns"};
  std::vector<std::string> out;
  for (const Value& row : *rows) {
    if (row.if_text() == nullptr) return Error{Err::bad_value, "a pattern is no text"};
    if (row.if_text()->size() > kNameMax) return Error{Err::too_large, "a pattern is longer than its bound"};
    out.push_back(*row.if_text());
  }
  return out;
}

Result<DelegatedRole> delegated_role(const Value& object) {
  DelegatedRole delegated;
  TRY(delegated.name, object.text("name"));
  TRY_(check_name(delegated.name));
  TRY(delegated.role, parse_role(object));
  TRY(delegated.terminating, object.flag("terminating"));
  const bool by_path = object.find("paths") != nullptr;
  if (by_path == (object.find("path_hash_prefixes") != nullptr)) {
    return Error{Err::bad_value, "a delegation wants either paths or hash prefixes"};
  }
  std::vector<std::string>& wanted = by_path ? delegated.paths : delegated.hash_prefixes;
  TRY(wanted, texts(object, by_path ? "paths" : "path_hash_prefixes"));
  return delegated;
}

Result<SuccinctRoles> succinct_roles(const Value& object) {
  SuccinctRoles succinct;
  TRY(succinct.role, parse_role(object));
  TRY(const std::int64_t bits, object.integer("bit_length"));
  if (bits < 1 || bits > 32) return Error{Err::bad_value, "hash bins want 1 to 32 bits"};
  succinct.bits = static_cast<unsigned>(bits);
  TRY(succinct.prefix, object.text("name_prefix"));
  TRY_(check_name(succinct.prefix));
  return succinct;
}

std::string hex_number(std::uint64_t number, std::size_t digits) {
  std::array<char, 16> text{};
  const char* const end = std::to_chars(text.data(), text.data() + text.size(), number, 16).ptr;
  const auto size = static_cast<std::size_t>(end - text.data());
  return std::string(digits > size ? digits - size : 0, '0') + std::string(text.data(), size);
}

std::size_t suffix_digits(const SuccinctRoles& succinct) {
  return (succinct.bits + 3) / 4;
}

std::string bin_of(const SuccinctRoles& succinct, const crypto::Digest256& hash) {
  std::uint64_t first = 0;
  for (std::size_t i = 0; i < 4; ++i) first = first << 8 | hash[i];
  return succinct.prefix + "-" + hex_number(first >> (32 - succinct.bits), suffix_digits(succinct));
}

bool is_bin(const SuccinctRoles& succinct, std::string_view name) {
  if (!name.starts_with(succinct.prefix + "-")) return false;
  const std::string_view suffix = name.substr(succinct.prefix.size() + 1);
  std::uint64_t number = 0;
  const auto [end, failed] = std::from_chars(suffix.data(), suffix.data() + suffix.size(), number, 16);
  return failed == std::errc() && number < std::uint64_t{1} << succinct.bits &&
         suffix == hex_number(number, suffix_digits(succinct));
}

// One part between slashes. At a mismatch the last `*` takes one byte more, so the work is bounded by the product of the sizes.
bool matches_part(std::string_view pattern, std::string_view text) {
  std::size_t p = 0, t = 0, star = std::string_view::npos, resume = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      resume = t;
    } else if (p < pattern.size() && (pattern[p] == '?' || pattern[p] == text[t])) {
      ++p;
      ++t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++resume;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', p) == std::string_view::npos;
}

std::string_view take_part(std::string_view& path) {
  const std::size_t slash = path.find('/');
  const std::string_view part = path.substr(0, slash);
  path.remove_prefix(slash == std::string_view::npos ? path.size() : slash + 1);
  return part;
}

bool speaks_of(const DelegatedRole& role, const std::string& target, const std::string& hash) {
  const auto& prefixes = role.hash_prefixes;
  if (std::any_of(prefixes.begin(), prefixes.end(), [&](const std::string& prefix) { return hash.starts_with(prefix); }))
    return true;
  return std::any_of(role.paths.begin(), role.paths.end(),
                     [&](const std::string& pattern) { return matches_pattern(pattern, target); });
}

}  // namespace

bool matches_pattern(std::string_view pattern, std::string_view target) {
  if (std::count(pattern.begin(), pattern.end(), '/') != std::count(target.begin(), target.end(), '/')) return false;
  while (!pattern.empty() || !target.empty()) {
    if (!matches_part(take_part(pattern), take_part(target))) return false;
  }
  return true;
}

std::vector<Delegations::Choice> Delegations::choices_for(const std::string& target) const {
  const crypto::Digest256 hash = crypto::sha256(as_bytes(target));
  if (succinct) return {{bin_of(*succinct, hash), true}};
  const std::string hex = to_hex(hash);
  std::vector<Choice> choices;
  for (const DelegatedRole& role : roles) {
    if (!speaks_of(role, target, hex)) continue;
    choices.push_back({role.name, role.terminating});
    if (role.terminating) break;
  }
  return choices;
}

const Role* Delegations::role(const std::string& name) const {
  if (succinct) return is_bin(*succinct, name) ? &succinct->role : nullptr;
  const auto found = std::find_if(roles.begin(), roles.end(), [&](const DelegatedRole& role) { return role.name == name; });
  return found == roles.end() ? nullptr : &found->role;
}

Result<Delegations> parse_delegations(const Value& object) {
  Delegations delegations;
  TRY(delegations.keys, parse_keys(object));
  const Value* succinct = object.find("succinct_roles");
  if ((succinct == nullptr) == (object.find("roles") == nullptr)) {
    return Error{Err::bad_value, "delegations want either roles or hash bins"};
  }
  if (succinct != nullptr) {
    TRY(delegations.succinct, succinct_roles(*succinct));
    return delegations;
  }
  TRY(const Value::Array* rows, object.array("roles"));
  if (rows->size() > kRolesMax) return Error{Err::too_large, "too many delegated roles"};
  std::set<std::string> names;
  for (const Value& row : *rows) {
    TRY(DelegatedRole role, delegated_role(row));
    if (!names.insert(role.name).second) return Error{Err::bad_value, "two delegations have the same name"};
    delegations.roles.push_back(std::move(role));
  }
  return delegations;
}

}  // namespace cardea::tuf
