// SPDX-License-Identifier: Apache-2.0
// The desk's offline roles: what is signed at once, what waits for its holders, and the next root.
#include <unistd.h>

#include <algorithm>

#include "lib/base/time.hpp"
#include "lib/codec/json.hpp"
#include "lib/store/file.hpp"
#include "lib/tuf/client.hpp"
#include "lib/tuf/repository.hpp"
#include "maker/release/desk.hpp"

namespace cardea::release {

using tuf::RoleName;

namespace {

constexpr const char* kNextKey = ".next";  // an online key that the pending root brings

Problem about(const std::string& path, const Error& cause, std::string hint = {}) {
  return Problem(cause.code, path + ": " + Problem::describe(cause), std::move(hint));
}

Outcome<std::string> full_keyid(const Value::Map& keys, const std::string& start) {
  std::vector<std::string> found;
  for (const auto& [keyid, key] : keys) {
    if (!start.empty() && keyid.starts_with(start)) found.push_back(keyid);
  }
  if (found.size() == 1) return found.front();
  return Problem(Err::not_found,
                 (found.empty() ? "no key of the root begins with " : "more than one key of the root begins with ") + start,
                 "cardea release status lists them");
}

void drop_unused_keys(Value& body) {
  std::vector<std::string> used;
  for (const auto& [name, role] : *body.find("roles")->if_map()) {
    for (const Value& keyid : *role.find("keyids")->if_array()) used.push_back(*keyid.if_text());
  }
  std::erase_if(*body.if_map()->at("keys").if_map(),
                [&](const auto& key) { return std::find(used.begin(), used.end(), key.first) == used.end(); });
}

void name_key(Value& body, RoleName role, const Value& key) {
  const std::string keyid = tuf::keyid_of(key);
  body.if_map()->at("keys").set(keyid, key);
  Value::Array& keyids = *body.if_map()->at("roles").if_map()->at(tuf::name_of(role)).if_map()->at("keyids").if_array();
  if (std::find(keyids.begin(), keyids.end(), Value(keyid)) == keyids.end()) keyids.emplace_back(keyid);
}

Value& role_of(Value& body, RoleName role) {
  return body.if_map()->at("roles").if_map()->at(tuf::name_of(role));
}

Outcome<Unit> check_reachable(Value& body, RoleName role) {
  const Value& terms = role_of(body, role);
  const std::size_t keys = terms.find("keyids")->if_array()->size();
  const std::int64_t threshold = *terms.find("threshold")->if_int();
  if (threshold >= 1 && static_cast<std::size_t>(threshold) <= keys) return kOk;
  return Problem(Err::bad_value,
                 std::string("the role ") + tuf::name_of(role) + " would want " + std::to_string(threshold) + " of " +
                     std::to_string(keys) + " keys",
                 "a threshold is at least 1 and at most the number of keys: add a key, or give --threshold");
}

}  // namespace

// --- signing and collecting ---

Outcome<Unit> Desk::sign_with_local_key(Request& request) const {
  TRY(const Standing standing, standing_of(request));
  const std::string path = key_path(standing.role);
  if (!store::file_exists(path)) return kOk;
  TRY(const SigningKeyPointer key, open_signing_key(path, ask_));
  const auto signed_now = sign_request(request, *key, clock_->wall_s());
  if (signed_now || signed_now.error().code != Err::refused || standing.role != RoleName::root) return signed_now;
  return kOk;  // a root key that the next root no longer names signs nothing
}

Outcome<Signed> Desk::submit(Request request) {
  TRY_(sign_with_local_key(request));
  TRY(const Standing standing, standing_of(request));
  if (standing.complete()) return accept(request, standing);
  const std::string path = pending_path(standing.role);
  if (const Status made = store::make_directory(directory_ + "/pending", 0700); !made) return about(path, made.error());
  if (const Status saved = store::write_file(path, encode_request(request), 0644); !saved) return about(path, saved.error());
  if (standing.role == RoleName::root && standing.version == 1) {
    const Value body = tuf::make_targets(1, clock_->wall_s() + lifetimes_.targets_s, {});
    TRY_(submit({request.metadata, unsigned_file(body)}));
  }
  Signed now;
  now.pending = path;
  return now;
}

Outcome<Signed> Desk::accept(const Request& request, const Standing& standing) {
  TRY(const Buffer file, signed_file(request));
  TRY_(write(std::to_string(standing.version) + "." + tuf::name_of(standing.role) + ".json", file));
  ::unlink(pending_path(standing.role).c_str());
  if (standing.role == RoleName::targets) return sign_snapshot(standing.version, file);
  if (standing.version == 1) return sign_targets(1, {});
  TRY_(take_new_online_keys());
  return after_new_root();
}

// Targets whose keys were replaced are signed anew; snapshot and timestamp in any case, for theirs may have been.
Outcome<Signed> Desk::after_new_root() {
  Buffer json;
  TRY(const tuf::Targets targets, last_targets(&json));
  TRY(const Value root, root_of_now());
  TRY_(tell_pending_targets(root));
  const Request as_it_is{root, *parse_json(json)};
  TRY(const Standing standing, standing_of(as_it_is));
  if (standing.complete() || store::file_exists(pending_path(RoleName::targets))) return sign_snapshot(targets.version, json);
  TRY(const Signed renewed, sign_targets(targets.version + 1, targets.targets));
  if (renewed.pending.empty()) return renewed;
  TRY_(sign_snapshot(targets.version, json));
  return renewed;
}

// What waits is signed by whoever the new root names.
Outcome<Unit> Desk::tell_pending_targets(const Value& root) const {
  const std::string path = pending_path(RoleName::targets);
  if (!store::file_exists(path)) return kOk;
  TRY(Request waiting, read_request(path));
  waiting.root = root;
  if (const Status saved = store::write_file(path, encode_request(waiting), 0644); !saved) return about(path, saved.error());
  return kOk;
}

Outcome<Unit> Desk::take_new_online_keys() const {
  for (const RoleName role : {RoleName::snapshot, RoleName::timestamp}) {
    const std::string path = key_path(role);
    if (store::file_exists(path + kNextKey) && ::rename((path + kNextKey).c_str(), path.c_str()) != 0) {
      return about(path, io_error("the new key cannot be put in place"));
    }
  }
  return kOk;
}

Outcome<Unit> Desk::take_back(const std::string& copy) {
  TRY(const Request request, read_request(copy));
  TRY(const Standing standing, standing_of(request));
  const std::string path = pending_path(standing.role);
  if (!store::file_exists(path)) {
    return Problem(Err::not_found, copy + ": no " + std::string(tuf::name_of(standing.role)) + " waits for signatures here",
                   "cardea release status --dir DIR");
  }
  TRY(Request waiting, read_request(path));
  if (auto merged = merge_request(waiting, request); !merged) {
    return Problem(merged.error().code, copy + ": " + merged.error().message, merged.error().hint);
  }
  if (const Status saved = store::write_file(path, encode_request(waiting), 0644); !saved) return about(path, saved.error());
  return kOk;
}

Outcome<Unit> Desk::finish_pending(RoleName role) {
  const std::string path = pending_path(role);
  if (!store::file_exists(path)) return kOk;
  TRY(const Request waiting, read_request(path));
  TRY(const Standing standing, standing_of(waiting));
  const bool root_first = role == RoleName::targets && !store::file_exists(root_path());
  if (!standing.complete() || root_first) return kOk;
  if (role == RoleName::root && standing.version == 1) {  // its first targets wait beside it
    TRY(const Buffer file, signed_file(waiting));
    TRY_(write("1.root.json", file));
    ::unlink(path.c_str());
    return kOk;
  }
  TRY_(accept(waiting, standing));
  return kOk;
}

Outcome<std::vector<Standing>> Desk::collect(const std::vector<std::string>& requests) {
  for (const std::string& request : requests) TRY_(take_back(request));
  TRY_(finish_pending(RoleName::root));
  TRY_(finish_pending(RoleName::targets));
  return pending();
}

Outcome<std::vector<Standing>> Desk::pending() const {
  std::vector<Standing> all;
  for (const RoleName role : {RoleName::root, RoleName::targets}) {
    if (!store::file_exists(pending_path(role))) continue;
    TRY(const Request request, read_request(pending_path(role)));
    TRY(Standing standing, standing_of(request));
    all.push_back(std::move(standing));
  }
  return all;
}

// --- the next root ---

Outcome<Value> Desk::changed_root(const RootChange& change, const Value& now) const {
  Value body = *now.find("signed");
  for (const std::string& start : change.revoke) {
    TRY(const std::string keyid, full_keyid(*body.find("keys")->if_map(), start));
    Value::Array& keyids = *role_of(body, change.role).if_map()->at("keyids").if_array();
    if (std::erase(keyids, Value(keyid)) == 0) {
      return Problem(Err::not_found, "the key " + start + " is none of the role " + tuf::name_of(change.role),
                     "--role ROLE says whose key it is");
    }
  }
  for (const Value& key : change.add) name_key(body, change.role, key);
  if (change.threshold) role_of(body, change.role).set("threshold", *change.threshold);
  TRY_(check_reachable(body, change.role));
  if (change.renew_online) {
    for (const RoleName role : {RoleName::snapshot, RoleName::timestamp}) {
      ::unlink((key_path(role) + kNextKey).c_str());  // of a root that was never signed
      TRY(const SigningKeyPointer key, make_signing_key(key_path(role) + kNextKey, no_passphrase));
      role_of(body, role).set("keyids", Value::Array{});
      name_key(body, role, key->public_object());
    }
  }
  drop_unused_keys(body);
  body.set("version", *body.find("version")->if_int() + 1);
  body.set("expires", to_rfc3339(clock_->wall_s() + lifetimes_.root_s));
  return body;
}

Outcome<Signed> Desk::change_root(const RootChange& change) {
  if (store::file_exists(pending_path(RoleName::root))) {
    return Problem(Err::exists, "a root waits for signatures already: " + pending_path(RoleName::root),
                   "collect its signatures, or remove the file");
  }
  TRY(Value now, root_of_now());
  TRY(const Value body, changed_root(change, now));
  return submit({std::move(now), unsigned_file(body)});
}

// --- the last look before it goes out ---

Outcome<Unit> Desk::check_as_a_device() const {
  const auto first_root = store::read_file(root_path());
  if (!first_root) return about(root_path(), first_root.error(), "the first root is not signed yet: cardea release status");
  tuf::MemoryStore nothing_yet;
  tuf::Client device(nothing_yet, *clock_, *first_root);
  auto need = device.begin();
  while (need) need = device.supply(store::read_file(repository() + "/" + need->path, need->max));
  if (device.outcome()) return kOk;
  const Problem& why = device.outcome().error();
  return Problem(why.code, "no device would take this: " + why.message,
                 why.code == Err::expired
                     ? "timestamp, snapshot: cardea release refresh; targets: add or withdraw; root: cardea release root"
                     : "cardea release status shows what waits for signatures");
}

}  // namespace cardea::release
