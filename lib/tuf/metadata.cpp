// SPDX-License-Identifier: Apache-2.0
#include "lib/tuf/metadata.hpp"

#include <algorithm>
#include <set>

#include "lib/base/time.hpp"
#include "lib/codec/json.hpp"

namespace cardea::tuf {

namespace {

constexpr std::size_t kSignaturesMax = 64;
constexpr std::size_t kNameMax = 256;

struct Envelope {
  Value body;
  std::string signed_text;
  std::vector<Signature> signatures;
  std::int64_t version = 0;
  std::int64_t expires_s = 0;
};

Result<std::vector<Signature>> parse_signatures(const Value& file) {
  TRY(const Value::Array* rows, file.array("signatures"));
  if (rows->size() > kSignaturesMax) return Error{Err::too_large, "too many signatures"};
  std::vector<Signature> signatures;
  std::set<std::string> seen;
  for (const Value& row : *rows) {
    Signature signature;
    TRY(signature.keyid, row.text("keyid"));
    TRY(const std::string hex, row.text("sig"));
    if (auto value = from_hex(hex)) signature.value = std::move(*value);  // else: one that does not verify, as any other
    if (!seen.insert(signature.keyid).second) return Error{Err::bad_value, "two signatures name the same key"};
    signatures.push_back(std::move(signature));
  }
  return signatures;
}

Result<std::int64_t> parse_version(const Value& object) {
  TRY(const std::int64_t version, object.integer("version"));
  if (version < 1) return Error{Err::bad_value, "a metadata version is below 1"};
  return version;
}

// Major version 1 of the specification; the minor ones are compatible.
Status check_spec_version(const Value& body) {
  TRY(const std::string spec, body.text("spec_version"));
  if (!spec.starts_with("1.")) return Error{Err::unsupported, "metadata of an unknown major version of TUF"};
  return kOk;
}

// A tree of values weighs more than its text: this bounds the tree.
std::size_t nodes_max(RoleName role) {
  switch (role) {
    case RoleName::root: return 4096;
    case RoleName::timestamp: return 256;
    case RoleName::snapshot: return 8192;
    case RoleName::targets: return 12288;
  }
  return 0;
}

Result<Envelope> parse_envelope(Bytes json, RoleName role) {
  TRY(Value file, parse_json(json, {.bytes_max = size_max(role), .depth_max = 16, .nodes_max = nodes_max(role)}));
  Envelope envelope;
  TRY(envelope.signatures, parse_signatures(file));
  const auto body = file.if_map()->find("signed");  // a map: it has signatures
  if (body == file.if_map()->end() || body->second.if_map() == nullptr)
    return Error{Err::bad_value, "metadata without a signed part"};
  envelope.body = std::move(body->second);
  TRY(const std::string type, envelope.body.text("_type"));
  if (type != name_of(role)) return Error{Err::bad_value, "metadata of another role"};
  TRY_(check_spec_version(envelope.body));
  TRY(envelope.version, parse_version(envelope.body));
  TRY(const std::string expires, envelope.body.text("expires"));
  TRY(envelope.expires_s, parse_rfc3339(expires));
  envelope.signed_text = canonical_json(envelope.body);
  return envelope;
}

template <class T>
Signed<T> sealed(T body, Envelope envelope) {
  body.version = envelope.version;
  body.expires_s = envelope.expires_s;
  return {std::move(body), std::move(envelope.signed_text), std::move(envelope.signatures)};
}

Result<Hashes> parse_hashes(const Value& object) {
  TRY(const Value::Map* rows, object.map("hashes"));
  Hashes hashes;
  for (const auto& [algorithm, digest] : *rows) {
    if (digest.if_text() == nullptr) return Error{Err::bad_value, "a hash is no text"};
    TRY(const Buffer raw, from_hex(*digest.if_text()));
    if (algorithm == "sha256") {
      if (raw.size() != 32) return Error{Err::bad_value, "a SHA-256 hash has another size"};
      std::copy(raw.begin(), raw.end(), hashes.sha256.emplace().begin());
    } else if (algorithm == "sha512") {
      if (raw.size() != 64) return Error{Err::bad_value, "a SHA-512 hash has another size"};
      std::copy(raw.begin(), raw.end(), hashes.sha512.emplace().begin());
    }
  }
  if (!hashes.sha256 && !hashes.sha512) return Error{Err::unsupported, "no hash of a kind that we know"};
  return hashes;
}

Result<std::uint64_t> parse_length(const Value& object) {
  TRY(const std::int64_t length, object.integer("length"));
  if (length < 0) return Error{Err::bad_value, "a length is negative"};
  return static_cast<std::uint64_t>(length);
}

Result<FileMeta> parse_file_meta(const Value& object) {
  FileMeta meta;
  TRY(meta.version, parse_version(object));
  if (object.find("length") != nullptr) {
    TRY(meta.length, parse_length(object));
  }
  if (object.find("hashes") != nullptr) {
    TRY(meta.hashes, parse_hashes(object));
  }
  return meta;
}

Result<std::map<std::string, FileMeta>> parse_meta(const Value& body) {
  TRY(const Value::Map* rows, body.map("meta"));
  std::map<std::string, FileMeta> meta;
  for (const auto& [name, object] : *rows) {
    if (name.size() > kNameMax) return Error{Err::too_large, "a metadata name is longer than its bound"};
    TRY(FileMeta file, parse_file_meta(object));
    meta.emplace(name, std::move(file));
  }
  return meta;
}

// Takes the custom part out of the object: a second copy of it is what would cost the most.
Result<Target> parse_target(Value& object) {
  Target target;
  TRY(target.length, parse_length(object));
  TRY(target.hashes, parse_hashes(object));
  const auto custom = object.if_map()->find("custom");  // a map: it has a length
  if (custom != object.if_map()->end()) target.custom = std::move(custom->second);
  return target;
}

template <class T>
Status check_role(const Signed<T>& metadata, const Root& root, RoleName name) {
  return check_threshold(root.keys, root.role(name), as_bytes(metadata.signed_text), metadata.signatures);
}

}  // namespace

const char* name_of(RoleName role) {
  switch (role) {
    case RoleName::root: return "root";
    case RoleName::timestamp: return "timestamp";
    case RoleName::snapshot: return "snapshot";
    case RoleName::targets: return "targets";
  }
  return "?";
}

std::string quoted_name(const std::string& role) {
  constexpr std::string_view kUnreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string quoted;
  for (const char c : role) {
    const auto byte = static_cast<unsigned char>(c);
    if (kUnreserved.find(c) != std::string_view::npos)
      quoted += c;
    else
      quoted.append("%").append(1, kHex[byte >> 4]).append(1, kHex[byte & 15U]);
  }
  return quoted;
}

std::size_t size_max(RoleName role) {
  switch (role) {
    case RoleName::root: return 128U << 10;
    case RoleName::timestamp: return 16U << 10;
    case RoleName::snapshot: return 256U << 10;
    case RoleName::targets: return 512U << 10;
  }
  return 0;
}

Result<Signed<Root>> parse_root(Bytes json) {
  TRY(Envelope envelope, parse_envelope(json, RoleName::root));
  Root root;
  TRY(root.consistent_snapshot, envelope.body.flag("consistent_snapshot"));
  TRY(root.keys, parse_keys(envelope.body));
  const Value* roles = envelope.body.find("roles");
  if (roles == nullptr) return Error{Err::bad_value, "a root without roles"};
  for (const RoleName name : kRoleNames) {
    const Value* role = roles->find(name_of(name));
    if (role == nullptr) return Error{Err::bad_value, "the root does not name all four roles"};
    TRY(root.roles[static_cast<std::size_t>(name)], parse_role(*role));
  }
  return sealed(std::move(root), std::move(envelope));
}

Result<Signed<Timestamp>> parse_timestamp(Bytes json) {
  TRY(Envelope envelope, parse_envelope(json, RoleName::timestamp));
  TRY(auto meta, parse_meta(envelope.body));
  const auto snapshot = meta.find("snapshot.json");
  if (snapshot == meta.end() || meta.size() != 1) return Error{Err::bad_value, "a timestamp names the snapshot and nothing else"};
  return sealed(Timestamp{.snapshot = snapshot->second}, std::move(envelope));
}

Result<Signed<Snapshot>> parse_snapshot(Bytes json) {
  TRY(Envelope envelope, parse_envelope(json, RoleName::snapshot));
  Snapshot snapshot;
  TRY(snapshot.meta, parse_meta(envelope.body));
  if (!snapshot.meta.contains("targets.json")) return Error{Err::bad_value, "a snapshot without targets"};
  return sealed(std::move(snapshot), std::move(envelope));
}

Result<Signed<Targets>> parse_targets(Bytes json) {
  TRY(Envelope envelope, parse_envelope(json, RoleName::targets));
  Targets targets;
  TRY_(envelope.body.map("targets"));
  for (auto& [name, object] : *envelope.body.if_map()->at("targets").if_map()) {
    if (name.empty() || name.size() > kNameMax) return Error{Err::too_large, "a target's name is empty or too long"};
    TRY(Target target, parse_target(object));
    targets.targets.emplace(name, std::move(target));
  }
  if (const Value* delegations = envelope.body.find("delegations")) {
    TRY(Delegations parsed, parse_delegations(*delegations));
    targets.delegations = std::make_shared<const Delegations>(std::move(parsed));
  }
  return sealed(std::move(targets), std::move(envelope));
}

Result<VerifiedRoot> verify_first_root(Signed<Root> root) {
  TRY_(check_role(root, root.body, RoleName::root));
  return VerifiedRoot(std::move(root.body));
}

Result<VerifiedRoot> verify_next_root(Signed<Root> next, const VerifiedRoot& trusted) {
  TRY_(check_role(next, *trusted, RoleName::root));
  TRY_(check_role(next, next.body, RoleName::root));
  if (next.body.version <= trusted->version) return Error{Err::rollback, "an older version stands where the next one belongs"};
  if (next.body.version != trusted->version + 1) return Error{Err::bad_value, "not the next version of the root"};
  return VerifiedRoot(std::move(next.body));
}

//= EN303645 5.3-10   type=implementation
// # Authenticity of an update is decided by the maker's keys, however the bytes came here.
Result<VerifiedTimestamp> verify_timestamp(Signed<Timestamp> timestamp, const VerifiedRoot& root) {
  TRY_(check_role(timestamp, *root, RoleName::timestamp));
  return VerifiedTimestamp(std::move(timestamp.body));
}

Result<VerifiedSnapshot> verify_snapshot(Signed<Snapshot> snapshot, const VerifiedRoot& root) {
  TRY_(check_role(snapshot, *root, RoleName::snapshot));
  return VerifiedSnapshot(std::move(snapshot.body));
}

Result<VerifiedTargets> verify_targets(Signed<Targets> targets, const VerifiedRoot& root) {
  TRY_(check_role(targets, *root, RoleName::targets));
  return VerifiedTargets(std::move(targets.body));
}

Result<VerifiedTargets> verify_delegated(Signed<Targets> targets, const Delegations& by, const std::string& name) {
  const Role* role = by.role(name);
  if (role == nullptr) return Error{Err::unauthentic, "nobody delegates to it"};
  TRY_(check_threshold(by.keys, *role, as_bytes(targets.signed_text), targets.signatures));
  return VerifiedTargets(std::move(targets.body));
}

Status check_content(const FileMeta& meta, Bytes content) {
  if (meta.length && content.size() != *meta.length) return Error{Err::unauthentic, "another length than the signed one"};
  if (!meta.hashes) return kOk;
  if (meta.hashes->sha256 && crypto::sha256(content) != *meta.hashes->sha256)
    return Error{Err::unauthentic, "another SHA-256 than the signed one"};
  if (meta.hashes->sha512 && crypto::sha512(content) != *meta.hashes->sha512)
    return Error{Err::unauthentic, "another SHA-512 than the signed one"};
  return kOk;
}

}  // namespace cardea::tuf
