// SPDX-License-Identifier: Apache-2.0
// The maker's release desk: a folder with the repository, and with those signing keys that lie on this machine.
//   DIR/repository/{metadata,targets}/...       what is published, as the service keeps it
//   DIR/keys/online/{snapshot,timestamp}.seed   needed for each refresh
//   DIR/keys/offline/{root,targets}.seed        only where one person holds everything; else the keys are elsewhere, and
//   DIR/pending/{root,targets}.json             waits until enough of their holders have signed it (request.hpp)
// It signs only what it checked; it never signs an image that contradicts its own description.
#pragma once

#include <string>
#include <vector>

#include "lib/base/clock.hpp"
#include "lib/tuf/release_info.hpp"
#include "maker/release/delta.hpp"
#include "maker/release/request.hpp"

namespace cardea::release {

// How long signatures of each role hold, in seconds.
struct Lifetimes {
  std::int64_t root_s = 365 * 86'400;
  std::int64_t targets_s = 365 * 86'400;
  std::int64_t snapshot_s = 7 * 86'400;
  std::int64_t timestamp_s = 86'400;
};

struct Release {
  std::string image;                      // the image file
  tuf::ReleaseInfo info;                  // root is read from the image
  std::string sbom{};                     // CycloneDX in JSON, published beside it; empty: none
  std::vector<std::string> delta_from{};  // versions in the repository from which a delta leads to this one
};

struct Added {
  std::string name;  // of the target
  std::uint64_t size = 0;
  std::string sha256;
  std::string pending{};        // the request that waits for signatures; empty: it is signed
  std::vector<Added> packed{};  // the image compressed, where that gains something; signed with it
  std::vector<Added> deltas{};  // as well
};

// One line of the state that was signed last.
struct Signed {
  std::int64_t targets_version = 0;
  std::int64_t snapshot_version = 0;
  std::int64_t timestamp_version = 0;
  std::string pending{};  // the request that waits for signatures; empty: everything is signed
};

// Whose keys the first root names. Without keys of a role, one is made on this machine.
struct Founders {
  struct Role {
    std::vector<Value> keys;  // key objects
    std::int64_t threshold = 1;
  };
  Role root, targets;
};

// What the next root has other than the one of now. Nothing: only a later date.
struct RootChange {
  tuf::RoleName role = tuf::RoleName::root;
  std::vector<Value> add;           // key objects
  std::vector<std::string> revoke;  // keyids, or how they begin
  std::optional<std::int64_t> threshold;
  bool renew_online = false;  // new keys of snapshot and timestamp: after a theft of the machine that holds them
};

// One release: of a model's system, or of a component of it.
struct Which {
  std::string model, version;
  std::string component{};
};
inline Which which(const tuf::ReleaseInfo& info) {
  return {info.model, info.version, info.component};
}

class Desk {
 public:
  // Makes the keys, the first root, and a repository without targets; with founders, requests for both.
  static Outcome<Desk> init(const std::string& directory, const Clock& clock, const Lifetimes& lifetimes = {},
                            const Founders& founders = {}, const AskPassphrase& ask = no_passphrase);
  static Outcome<Desk> open(const std::string& directory, const Clock& clock, const Lifetimes& lifetimes = {},
                            const AskPassphrase& ask = no_passphrase);

  std::string root_path() const { return repository() + "/metadata/1.root.json"; }  // what the factory puts into devices
  std::string repository() const { return directory_ + "/repository"; }

  // Puts an image into the repository and signs targets, snapshot and timestamp.
  Outcome<Added> add(const Release& release);
  // Takes a release back, so that no device installs it any longer.
  // `back_to`, an older release of the same epoch that is still there, may then be installed over it.
  Outcome<Signed> withdraw(const Which& release, const std::string& back_to = {});
  // New snapshot and timestamp over the same targets: daily work, with the online keys alone.
  Outcome<Signed> refresh();
  // The next root.
  Outcome<Signed> change_root(const RootChange& change);
  // Takes copies of what is pending back; what has enough signatures becomes part of the repository.
  Outcome<std::vector<Standing>> collect(const std::vector<std::string>& requests);
  Outcome<std::vector<Standing>> pending() const;

  // Follows the repository as a device does that has only the first root: what it refuses is not to be published.
  Outcome<Unit> check_as_a_device() const;

  // Everything to publish, in the order that leaves no device with half a state: targets, roots, then the roles from the
  // bottom up and the timestamp last. Paths relative to the repository.
  Outcome<std::vector<std::string>> publication() const;
  // A release of the repository in one new file (desk_file.cpp). Returns its size.
  Outcome<std::uint64_t> write_update_file(const Which& release, const std::string& path) const;

 private:
  Desk(std::string directory, const Clock& clock, const Lifetimes& lifetimes, AskPassphrase ask)
      : directory_(std::move(directory)),
        clock_(&clock),
        lifetimes_(lifetimes),
        ask_(std::move(ask)) {}

  std::string metadata(const std::string& name) const { return repository() + "/metadata/" + name; }
  std::string key_path(tuf::RoleName role) const;
  std::string pending_path(tuf::RoleName role) const { return directory_ + "/pending/" + tuf::name_of(role) + ".json"; }
  Outcome<std::vector<Value>> founder_keys(tuf::RoleName role, const Founders::Role& of) const;
  Outcome<Value> first_root(const Founders& founders) const;

  // An offline role: signed at once where its key is here, else pending.
  Outcome<Signed> submit(Request request);
  Outcome<Unit> sign_with_local_key(Request& request) const;
  Outcome<Signed> accept(const Request& request, const Standing& standing);
  Outcome<Unit> take_back(const std::string& copy);
  Outcome<Unit> finish_pending(tuf::RoleName role);
  Outcome<Signed> after_new_root();
  Outcome<Unit> tell_pending_targets(const Value& root) const;
  Outcome<Unit> take_new_online_keys() const;
  Outcome<Value> changed_root(const RootChange& change, const Value& now) const;

  Outcome<Signed> sign_targets(std::int64_t version, const std::map<std::string, tuf::Target>& targets);
  Outcome<Signed> sign_snapshot(std::int64_t targets_version, Bytes targets_json);
  Outcome<Buffer> signed_by(tuf::RoleName role, const Value& body) const;
  Outcome<Unit> write(const std::string& name, Bytes json) const;
  Outcome<std::string> put_in_place(const std::string& file, const std::string& name, std::uint64_t size,
                                    crypto::Digest256& digest) const;
  Outcome<std::string> add_sbom(const Release& release, std::map<std::string, tuf::Target>& targets) const;
  Outcome<Added> take_delta(const std::string& name, const DeltaFile& made, const std::string& file,
                            std::map<std::string, tuf::Target>& targets) const;
  Outcome<Added> add_delta(const tuf::ReleaseInfo& info, const std::string& from,
                           std::map<std::string, tuf::Target>& targets) const;
  Outcome<std::vector<Added>> add_packed(const tuf::ReleaseInfo& info, std::map<std::string, tuf::Target>& targets) const;
  static void drop_deltas_to(const tuf::Target& release, std::map<std::string, tuf::Target>& targets);
  std::string target_path(const std::string& name, const tuf::Target& target) const {
    return repository() + "/targets/" + to_hex(*target.hashes.sha256) + "." + name;
  }

  Outcome<Value> root_of_now() const;  // the newest root that is signed, as a whole file
  Outcome<tuf::Timestamp> last_timestamp() const;
  Outcome<tuf::Snapshot> last_snapshot() const;
  Outcome<tuf::Targets> last_targets(Buffer* json = nullptr) const;
  Outcome<tuf::Targets> targets_to_be() const;  // with what is pending

  std::string directory_;
  const Clock* clock_;
  Lifetimes lifetimes_;
  AskPassphrase ask_;
};

// Of a release's image, and of the same compressed.
std::string target_name(const Which& which);
std::string packed_name(const Which& which);

// The texts that a release must carry, in both languages or in none (5.3-11). `info.root` is not looked at.
Outcome<Unit> check_texts(const tuf::ReleaseInfo& info);
// A release that may not be postponed without end says why, and leaves at least kNoticeS from now.
inline constexpr std::int64_t kNoticeS = 86'400;
Outcome<Unit> check_deadline(const tuf::ReleaseInfo& info, std::int64_t now_s);

}  // namespace cardea::release
