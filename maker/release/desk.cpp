// SPDX-License-Identifier: Apache-2.0
#include "maker/release/desk.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstdio>

#include "lib/base/time.hpp"
#include "lib/codec/json.hpp"
#include "lib/image/block_io.hpp"
#include "lib/image/image.hpp"
#include "lib/store/file.hpp"
#include "lib/tuf/repository.hpp"
#include "maker/release/words.hpp"

namespace cardea::release {

using tuf::RoleName;

namespace {

constexpr std::size_t kChunk = 256U << 10;

Problem about(const std::string& path, const Error& cause, std::string hint = {}) {
  return Problem(cause.code, path + ": " + Problem::describe(cause), std::move(hint));
}

Outcome<Buffer> read_metadata(const std::string& path) {
  auto json = store::read_file(path, 1U << 20);
  if (!json) return about(path, json.error(), "is this a folder that cardea release init made?");
  return std::move(*json);
}

template <class T>
Outcome<T> parsed(const std::string& path, Result<tuf::Signed<T>> metadata) {
  if (!metadata) return about(path, metadata.error(), "the repository is damaged; restore it from a copy");
  return std::move(metadata->body);
}

// Copies a file; what arrives is what is hashed.
Result<crypto::Digest256> copy_file(const std::string& from, const std::string& to, std::uint64_t size) {
  TRY(const UniqueFd source, image::open_to_read(from));
  ::unlink(to.c_str());
  TRY(const UniqueFd target, image::create_new(to, 0644));
  crypto::Sha256 hash;
  Buffer chunk(kChunk);
  for (std::uint64_t at = 0; at < size;) {
    const MutableBytes part = MutableBytes(chunk).first(static_cast<std::size_t>(std::min<std::uint64_t>(kChunk, size - at)));
    TRY_(image::read_at(source, at, part));
    TRY_(image::write_at(target, at, part));
    hash.add(part);
    at += part.size();
  }
  if (::fsync(target.get()) != 0) return io_error("it cannot be brought to the disk");
  return hash.finish();
}

struct Checked {
  crypto::Digest256 root{};
  std::uint64_t size = 0;
};

Problem contradiction(const std::string& image, const std::string& what, const std::string& inside, const std::string& given) {
  return Problem(Err::bad_value, image + ": the image says " + what + " " + inside + ", the release says " + given,
                 "give the image's own " + what + ", or build the image again");
}

// The image must be whole, and what is said of it must be what it says of itself.
Outcome<Checked> check_image(const Release& release) {
  const auto root = image::root_of(release.image);
  if (!root) return about(release.image, root.error(), "make it with cardea release image");
  const auto image = image::verify(release.image, *root);
  if (!image) return about(release.image, image.error(), "make it with cardea release image");
  const image::Manifest& inside = image->manifest();
  const tuf::ReleaseInfo& info = release.info;
  const std::string what = info.component.empty() ? "model" : "component";
  if (inside.model != model_of_image(info)) return contradiction(release.image, what, inside.model, model_of_image(info));
  if (inside.version != info.version) return contradiction(release.image, "version", inside.version, info.version);
  if (inside.epoch != info.epoch)
    return contradiction(release.image, "epoch", std::to_string(inside.epoch), std::to_string(info.epoch));
  TRY(const UniqueFd file, image::open_to_read(release.image));
  TRY(const std::uint64_t size, image::size_of(file));
  return Checked{*root, size};
}

Outcome<Unit> check_pair(const std::string& en, const std::string& zh, const std::string& option) {
  if (en.empty() == zh.empty()) return kOk;
  const std::string missing = en.empty() ? "-en" : "-zh";
  return Problem(Err::bad_value, "the release has --" + option + (en.empty() ? "-zh" : "-en") + " without --" + option + missing,
                 "say it in both languages: the consumer reads his own");
}

// Says in the older release, under the maker's signature, that it may follow the one that is taken back.
Outcome<Unit> open_way_back(std::map<std::string, tuf::Target>& targets, const std::string& older, const tuf::Target& withdrawn,
                            const std::string& version) {
  const auto target = targets.find(older);
  if (target == targets.end())
    return Problem(Err::not_found, older + " is not in the repository", "--back-to names a release that is still there");
  auto info = tuf::parse_release_info(target->second.custom);
  const auto from = tuf::parse_release_info(withdrawn.custom);
  if (!info || !from) return Problem(Err::broken, older + " does not say which release it is", "add it again");
  if (info->epoch < from->epoch) {
    return Problem(Err::refused,
                   older + " has the security epoch " + std::to_string(info->epoch) + ", below " + std::to_string(from->epoch) +
                       " of the release that is taken back",
                   "no device goes back below its epoch: release a newer version instead");
  }
  info->back_from = version;
  target->second.custom = tuf::encode_release_info(*info);
  return kOk;
}

}  // namespace

std::string stem_of(const Which& which) {
  return which.model + "-" + (which.component.empty() ? "" : which.component + "-") + which.version;
}

std::string target_name(const Which& which) {
  return stem_of(which) + ".img";
}

//= EN303645 5.3-11   type=implementation
// # A security update is not published without saying, in both languages, which risk it removes.
Outcome<Unit> check_texts(const tuf::ReleaseInfo& info) {
  TRY_(check_pair(info.risk_en, info.risk_zh, "risk"));
  TRY_(check_pair(info.notes_en, info.notes_zh, "notes"));
  if (info.security && info.risk_en.empty()) {
    return Problem(Err::bad_value, "a security release must say which risk it removes", "--risk-en TEXT --risk-zh TEXT");
  }
  if (!tuf::parse_release_number(info.version)) {
    return Problem(Err::bad_value, "\"" + info.version + "\" is no release number", "one to four numbers with dots: 1.2.0");
  }
  return kOk;
}

//= EN303645 5.3-6   type=implementation
// # A deadline takes a choice away from the consumer: only with a reason that he can read, and not without notice.
Outcome<Unit> check_deadline(const tuf::ReleaseInfo& info, std::int64_t now_s) {
  if (info.deadline_s == 0) return kOk;
  if (!info.security || info.risk_en.empty()) {
    return Problem(Err::bad_value, "a release with a deadline must be a security release and say which risk it removes",
                   "--security --risk-en TEXT --risk-zh TEXT: the device shows it to whoever may not postpone any longer");
  }
  if (info.deadline_s < now_s + kNoticeS) {
    return Problem(Err::bad_value, "the deadline " + to_rfc3339(info.deadline_s) + " is less than a day from now",
                   "give the consumer at least a day's notice: --deadline " + to_date(now_s + 8 * 86'400));
  }
  return kOk;
}

std::string Desk::key_path(RoleName role) const {
  const bool offline = role == RoleName::root || role == RoleName::targets;
  return directory_ + "/keys/" + (offline ? "offline/" : "online/") + tuf::name_of(role) + ".seed";
}

Outcome<Unit> Desk::write(const std::string& name, Bytes json) const {
  if (const Status written = store::write_file(metadata(name), json, 0644); !written)
    return about(metadata(name), written.error());
  return kOk;
}

Outcome<Buffer> Desk::signed_by(RoleName role, const Value& body) const {
  TRY(const SigningKeyPointer key, open_signing_key(key_path(role), ask_));
  TRY(Buffer signature, key->sign(as_bytes(canonical_json(body))));
  return tuf::envelope(body, {{tuf::keyid_of(key->public_object()), std::move(signature)}});
}

Outcome<std::vector<Value>> Desk::founder_keys(RoleName role, const Founders::Role& of) const {
  if (!of.keys.empty()) return of.keys;
  const bool online = role == RoleName::snapshot || role == RoleName::timestamp;
  TRY(const SigningKeyPointer key, make_signing_key(key_path(role), online ? no_passphrase : ask_));
  return std::vector<Value>{key->public_object()};
}

Outcome<Value> Desk::first_root(const Founders& founders) const {
  tuf::RootTerms terms{.version = 1, .expires_s = clock_->wall_s() + lifetimes_.root_s, .roles = {}};
  const std::pair<RoleName, Founders::Role> all[] = {{RoleName::root, founders.root},
                                                     {RoleName::targets, founders.targets},
                                                     {RoleName::snapshot, {}},
                                                     {RoleName::timestamp, {}}};
  for (const auto& [role, of] : all) {
    TRY(terms.role(role).keys, founder_keys(role, of));
    terms.role(role).threshold = of.threshold;
    if (of.threshold < 1 || static_cast<std::size_t>(of.threshold) > terms.role(role).keys.size()) {
      return Problem(Err::bad_value,
                     std::string("the role ") + tuf::name_of(role) + " wants " + std::to_string(of.threshold) + " of " +
                         std::to_string(terms.role(role).keys.size()) + " keys",
                     "a threshold is at least 1 and at most the number of keys");
    }
  }
  return tuf::make_root(terms);
}

Outcome<Desk> Desk::init(const std::string& directory, const Clock& clock, const Lifetimes& lifetimes, const Founders& founders,
                         const AskPassphrase& ask) {
  Desk desk(directory, clock, lifetimes, ask);
  if (store::file_exists(desk.root_path()) || store::file_exists(desk.pending_path(RoleName::root))) {
    return Problem(Err::exists, directory + " is a release desk already", "use it, or choose a new folder");
  }
  for (const char* folder : {"/keys/offline", "/keys/online", "/pending"}) {
    if (const Status made = store::make_directory(directory + folder, 0700); !made)
      return about(directory + folder, made.error());
  }
  for (const char* folder : {"/metadata", "/targets"}) {
    if (const Status made = store::make_directory(desk.repository() + folder, 0755); !made)
      return about(desk.repository() + folder, made.error());
  }
  TRY(const Value root, desk.first_root(founders));
  TRY_(desk.submit({.root = {}, .metadata = unsigned_file(root)}));
  return desk;
}

Outcome<Desk> Desk::open(const std::string& directory, const Clock& clock, const Lifetimes& lifetimes, const AskPassphrase& ask) {
  Desk desk(directory, clock, lifetimes, ask);
  if (store::file_exists(desk.pending_path(RoleName::root)) && !store::file_exists(desk.root_path())) return desk;
  TRY(const Buffer root, read_metadata(desk.root_path()));
  TRY_(parsed(desk.root_path(), tuf::parse_root(root)));
  return desk;
}

Outcome<tuf::Timestamp> Desk::last_timestamp() const {
  TRY(const Buffer json, read_metadata(metadata("timestamp.json")));
  return parsed(metadata("timestamp.json"), tuf::parse_timestamp(json));
}

Outcome<tuf::Snapshot> Desk::last_snapshot() const {
  TRY(const tuf::Timestamp timestamp, last_timestamp());
  const std::string path = metadata(std::to_string(timestamp.snapshot.version) + ".snapshot.json");
  TRY(const Buffer json, read_metadata(path));
  return parsed(path, tuf::parse_snapshot(json));
}

Outcome<Value> Desk::root_of_now() const {
  int version = 1;
  while (store::file_exists(metadata(std::to_string(version + 1) + ".root.json"))) ++version;
  const std::string path = metadata(std::to_string(version) + ".root.json");
  if (!store::file_exists(path) && store::file_exists(pending_path(RoleName::root))) {
    return Problem(Err::unavailable, "the first root is not signed yet",
                   "cardea release sign --request " + pending_path(RoleName::root) + " --key KEY");
  }
  TRY(const Buffer json, read_metadata(path));
  auto value = parse_json(json);
  if (!value) return about(path, value.error(), "the repository is damaged; restore it from a copy");
  return std::move(*value);
}

Outcome<tuf::Targets> Desk::targets_to_be() const {
  const std::string path = pending_path(RoleName::targets);
  if (!store::file_exists(path)) return last_targets();
  TRY(const Request request, read_request(path));
  TRY(tuf::Targets targets, parsed(path, tuf::parse_targets(as_bytes(print_json(request.metadata)))));
  --targets.version;  // it is made anew with what is added, and signed anew
  return targets;
}

Outcome<tuf::Targets> Desk::last_targets(Buffer* raw) const {
  TRY(const tuf::Snapshot snapshot, last_snapshot());
  const std::string path = metadata(std::to_string(snapshot.meta.at("targets.json").version) + ".targets.json");
  TRY(Buffer json, read_metadata(path));
  auto targets = parsed(path, tuf::parse_targets(json));
  if (raw != nullptr) *raw = std::move(json);
  return targets;
}

Outcome<Signed> Desk::sign_targets(std::int64_t version, const std::map<std::string, tuf::Target>& targets) {
  TRY(Value root, root_of_now());
  const Value body = tuf::make_targets(version, clock_->wall_s() + lifetimes_.targets_s, targets);
  return submit({std::move(root), unsigned_file(body)});
}

// Written bottom up: until the timestamp is replaced, the old state is whole.
Outcome<Signed> Desk::sign_snapshot(std::int64_t targets_version, Bytes targets_json) {
  Signed now{.targets_version = targets_version, .snapshot_version = 1, .timestamp_version = 1};
  if (store::file_exists(metadata("timestamp.json"))) {
    TRY(const tuf::Timestamp last, last_timestamp());
    now.snapshot_version = last.snapshot.version + 1;
    now.timestamp_version = last.version + 1;
  }
  const Value snapshot =
      tuf::make_snapshot(now.snapshot_version, clock_->wall_s() + lifetimes_.snapshot_s, targets_version, targets_json);
  TRY(const Buffer snapshot_json, signed_by(RoleName::snapshot, snapshot));
  TRY_(write(std::to_string(now.snapshot_version) + ".snapshot.json", snapshot_json));
  const Value timestamp =
      tuf::make_timestamp(now.timestamp_version, clock_->wall_s() + lifetimes_.timestamp_s, now.snapshot_version, snapshot_json);
  TRY(const Buffer timestamp_json, signed_by(RoleName::timestamp, timestamp));
  TRY_(write("timestamp.json", timestamp_json));
  return now;
}

Outcome<std::string> Desk::put_in_place(const std::string& file, const std::string& name, std::uint64_t size,
                                        crypto::Digest256& digest) const {
  const std::string fresh = repository() + "/targets/incoming";
  const auto copied = copy_file(file, fresh, size);
  if (!copied) return about(file, copied.error(), "is there space for a copy of it?");
  digest = *copied;
  std::string place = repository() + "/targets/" + to_hex(digest) + "." + name;
  if (::rename(fresh.c_str(), place.c_str()) != 0) return about(place, io_error("it cannot be put in place"));
  return place;
}

// The bill of materials is a target of its own: what it says of an image is signed with it.
Outcome<std::string> Desk::add_sbom(const Release& release, std::map<std::string, tuf::Target>& targets) const {
  if (release.sbom.empty()) return std::string();
  const auto content = store::read_file(release.sbom);
  if (!content) return about(release.sbom, content.error(), "--sbom wants a CycloneDX file in JSON");
  const auto json = parse_json(*content, {.bytes_max = store::kSmallFileMax, .depth_max = 64, .nodes_max = 1U << 20});
  const auto format = json ? json->text("bomFormat") : Result<std::string>(json.error());
  if (!format || *format != "CycloneDX") {
    return Problem(Err::bad_value,
                   release.sbom + ": this is no CycloneDX document" + (json ? "" : std::string(" (") + json.error().what + ")"),
                   "--sbom wants a CycloneDX file in JSON");
  }
  const std::string name = stem_of(which(release.info)) + ".cdx.json";
  crypto::Digest256 digest{};
  TRY_(put_in_place(release.sbom, name, content->size(), digest));
  targets[name] = {.length = content->size(), .hashes = {.sha256 = digest, .sha512 = {}}, .custom = {}};
  return name;
}

Outcome<Added> Desk::add(const Release& release) {
  if (!release.info.component.empty()) TRY_(check_component_name(release.info.component));
  TRY_(check_texts(release.info));
  TRY_(check_deadline(release.info, clock_->wall_s()));
  TRY(const Checked checked, check_image(release));
  TRY(tuf::Targets targets, targets_to_be());
  const std::string name = target_name(which(release.info));
  if (targets.targets.contains(name)) {
    return Problem(Err::exists, name + " is in the repository already",
                   "a version is released once: raise the version and build again");
  }
  tuf::ReleaseInfo info = release.info;
  TRY(info.sbom, add_sbom(release, targets.targets));
  crypto::Digest256 digest{};
  TRY_(put_in_place(release.image, name, checked.size, digest));
  info.root = checked.root;
  targets.targets[name] = {
      .length = checked.size, .hashes = {.sha256 = digest, .sha512 = {}}, .custom = tuf::encode_release_info(info)};
  Added added{name, checked.size, to_hex(digest), {}, {}, {}};
  TRY(added.packed, add_packed(info, targets.targets));
  for (const std::string& from : release.delta_from) {
    TRY(Added delta, add_delta(info, from, targets.targets));
    added.deltas.push_back(std::move(delta));
  }
  TRY(const Signed now, sign_targets(targets.version + 1, targets.targets));
  added.pending = now.pending;
  return added;
}

Outcome<Signed> Desk::withdraw(const Which& release, const std::string& back_to) {
  TRY(tuf::Targets targets, targets_to_be());
  const std::string name = target_name(release);
  const auto found = targets.targets.find(name);
  if (found == targets.targets.end())
    return Problem(Err::not_found, name + " is not in the repository", "check --model, --component and --version");
  if (!back_to.empty()) {
    const Which older{release.model, back_to, release.component};
    TRY_(open_way_back(targets.targets, target_name(older), found->second, release.version));
  }
  drop_deltas_to(found->second, targets.targets);
  targets.targets.erase(name);
  targets.targets.erase(stem_of(release) + ".cdx.json");
  return sign_targets(targets.version + 1, targets.targets);
}

Outcome<Signed> Desk::refresh() {
  Buffer json;
  TRY(const tuf::Targets targets, last_targets(&json));
  return sign_snapshot(targets.version, json);
}

Outcome<std::vector<std::string>> Desk::publication() const {
  TRY(const tuf::Timestamp timestamp, last_timestamp());
  TRY(const tuf::Targets targets, last_targets());
  std::vector<std::string> paths;
  for (const auto& [name, target] : targets.targets) paths.push_back("targets/" + to_hex(*target.hashes.sha256) + "." + name);
  for (int version = 1; store::file_exists(metadata(std::to_string(version) + ".root.json")); ++version) {
    paths.push_back("metadata/" + std::to_string(version) + ".root.json");
  }
  paths.push_back("metadata/" + std::to_string(targets.version) + ".targets.json");
  paths.push_back("metadata/" + std::to_string(timestamp.snapshot.version) + ".snapshot.json");
  paths.push_back("metadata/timestamp.json");
  return paths;
}

}  // namespace cardea::release
