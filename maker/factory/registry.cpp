// SPDX-License-Identifier: Apache-2.0
#include "maker/factory/registry.hpp"

#include <algorithm>

#include "lib/codec/json.hpp"
#include "lib/store/file.hpp"

namespace cardea::factory {
namespace {

std::string entry(std::string_view state, std::string_view key = {}, std::string_view text = {}) {
  Value value;
  value.set("state", state);
  if (!key.empty()) value.set(std::string(key), text);
  return print_json_pretty(value);
}

std::string state_of(const std::string& path) {
  const auto text = store::read_text(path, 64U << 10);
  const auto value = text ? parse_json(as_bytes(*text)) : Result<Value>(text.error());
  const auto state = value ? value->text("state") : Result<std::string>(value.error());
  return state ? *state : "unreadable";
}

}  // namespace

Status check_serial(const std::string& serial) {
  const auto plain = [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-'; };
  const bool ok =
      !serial.empty() && serial.size() <= 32 && serial.front() != '-' && std::all_of(serial.begin(), serial.end(), plain);
  if (!ok) return Error{Err::bad_value, "a serial number is 1 to 32 of A-Z, 0-9 and '-'"};
  return kOk;
}

Outcome<Unit> Registry::claim(const std::string& serial) const {
  TRY_(check_serial(serial));
  const Status claimed = store::create_file(path(serial), as_bytes(entry("making")), 0600);
  if (claimed) return kOk;
  if (claimed.error().code != Err::exists) {
    return Problem(claimed.error().code, folder_ + ": " + Problem::describe(claimed.error()),
                   "is this a factory's folder with space left?");
  }
  const std::string state = state_of(path(serial));
  return Problem(Err::exists, "serial number " + serial + " was used before (" + state + ")",
                 state == "made" ? "each device gets a serial number of its own"
                                 : "that attempt failed: its serial number stays unused; take the next");
}

Status Registry::mark_made(const std::string& serial, const std::string& certificate_pem) const {
  return store::write_file(path(serial), as_bytes(entry("made", "certificate_pem", certificate_pem)), 0600);
}

Status Registry::mark_spoiled(const std::string& serial, const std::string& why) const {
  return store::write_file(path(serial), as_bytes(entry("spoiled", "why", why)), 0600);
}

}  // namespace cardea::factory
