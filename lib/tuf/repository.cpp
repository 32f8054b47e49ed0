// SPDX-License-Identifier: Apache-2.0
#include "lib/tuf/repository.hpp"

#include "lib/base/time.hpp"
#include "lib/codec/json.hpp"

namespace cardea::tuf {

namespace {

constexpr const char* kSpecVersion = "1.0.31";

Value body_of(RoleName role, std::int64_t version, std::int64_t expires_s) {
  Value body;
  body.set("_type", name_of(role)).set("spec_version", kSpecVersion);
  body.set("version", version).set("expires", to_rfc3339(expires_s));
  return body;
}

Value hashes_of(const Hashes& hashes) {
  Value object{Value::Map{}};
  if (hashes.sha256) object.set("sha256", to_hex(*hashes.sha256));
  if (hashes.sha512) object.set("sha512", to_hex(*hashes.sha512));
  return object;
}

Value file_meta(std::int64_t version, Bytes json) {
  Value object;
  object.set("version", version).set("length", static_cast<std::int64_t>(json.size()));
  object.set("hashes", hashes_of({.sha256 = crypto::sha256(json), .sha512 = {}}));
  return object;
}

}  // namespace

Value make_root(const RootTerms& terms) {
  Value keys{Value::Map{}};
  Value roles;
  for (const RoleName name : kRoleNames) {
    const RoleTerms& role = terms.roles[static_cast<std::size_t>(name)];
    Value::Array keyids;
    for (const Value& object : role.keys) {
      keyids.emplace_back(keyid_of(object));
      keys.set(keyid_of(object), object);
    }
    Value entry;
    entry.set("keyids", std::move(keyids)).set("threshold", role.threshold);
    roles.set(name_of(name), std::move(entry));
  }
  Value body = body_of(RoleName::root, terms.version, terms.expires_s);
  body.set("consistent_snapshot", true).set("keys", std::move(keys)).set("roles", std::move(roles));
  return body;
}

Value make_timestamp(std::int64_t version, std::int64_t expires_s, std::int64_t snapshot_version, Bytes snapshot_json) {
  Value meta;
  meta.set("snapshot.json", file_meta(snapshot_version, snapshot_json));
  Value body = body_of(RoleName::timestamp, version, expires_s);
  body.set("meta", std::move(meta));
  return body;
}

Value make_snapshot(std::int64_t version, std::int64_t expires_s, std::int64_t targets_version, Bytes targets_json) {
  Value meta;
  meta.set("targets.json", file_meta(targets_version, targets_json));
  Value body = body_of(RoleName::snapshot, version, expires_s);
  body.set("meta", std::move(meta));
  return body;
}

Value make_targets(std::int64_t version, std::int64_t expires_s, const std::map<std::string, Target>& targets) {
  Value rows{Value::Map{}};
  for (const auto& [name, target] : targets) {
    Value row;
    row.set("length", static_cast<std::int64_t>(target.length)).set("hashes", hashes_of(target.hashes));
    if (!target.custom.is_null()) row.set("custom", target.custom);
    rows.set(name, std::move(row));
  }
  Value body = body_of(RoleName::targets, version, expires_s);
  body.set("targets", std::move(rows));
  return body;
}

Buffer envelope(const Value& body, const std::vector<Signature>& signatures) {
  Value::Array rows;
  for (const Signature& signature : signatures) {
    rows.push_back(Value().set("keyid", signature.keyid).set("sig", to_hex(signature.value)));
  }
  Value file;
  file.set("signatures", std::move(rows)).set("signed", body);
  return to_buffer(as_bytes(print_json_pretty(file)));
}

Result<Buffer> sign_metadata(const Value& body, std::span<const crypto::Ed25519Key* const> keys) {
  if (keys.empty()) return Error{Err::bad_value, "metadata needs a key to sign it"};
  const std::string canonical = canonical_json(body);
  std::vector<Signature> signatures;
  for (const crypto::Ed25519Key* key : keys) {
    TRY(const auto signature, key->sign(as_bytes(canonical)));
    signatures.push_back({keyid_of(ed25519_key_object(key->public_key())), to_buffer(signature)});
  }
  return envelope(body, signatures);
}

}  // namespace cardea::tuf
