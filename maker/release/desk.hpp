// SPDX-License-Identifier: Apache-2.0
// The maker's release desk: a folder with the signing keys of the four TUF roles and the repository that they sign.
//   DIR/keys/offline/{root,targets}.seed      belong on a machine without network once the desk is set up
//   DIR/keys/online/{snapshot,timestamp}.seed needed for each refresh
//   DIR/repository/{metadata,targets}/...     what is published, as the service keeps it
// It signs only what it checked; it never signs an image that contradicts its own description.
#pragma once

#include <string>
#include <vector>

#include "lib/base/clock.hpp"
#include "lib/tuf/release_info.hpp"
#include "maker/release/key_file.hpp"

namespace cardea::release {

// How long signatures of each role hold, in seconds.
struct Lifetimes {
  std::int64_t root_s = 365 * 86'400;
  std::int64_t targets_s = 365 * 86'400;
  std::int64_t snapshot_s = 7 * 86'400;
  std::int64_t timestamp_s = 86'400;
};

struct Release {
  std::string image;      // the image file
  tuf::ReleaseInfo info;  // root is read from the image
};

struct Added {
  std::string name;  // of the target
  std::uint64_t size = 0;
  std::string sha256;
};

// One line of the state that was signed last.
struct Signed {
  std::int64_t targets_version = 0;
  std::int64_t snapshot_version = 0;
  std::int64_t timestamp_version = 0;
};

class Desk {
 public:
  // Makes the keys, the first root, and a repository without targets.
  static Outcome<Desk> init(const std::string& directory, const Clock& clock, const Lifetimes& lifetimes = {});
  static Outcome<Desk> open(const std::string& directory, const Clock& clock, const Lifetimes& lifetimes = {});

  std::string root_path() const { return repository() + "/metadata/1.root.json"; }  // what the factory puts into devices
  std::string repository() const { return directory_ + "/repository"; }

  // Puts an image into the repository and signs targets, snapshot and timestamp.
  Outcome<Added> add(const Release& release);
  // Takes a release back, so that no device installs it any longer.
  Outcome<Signed> withdraw(const std::string& model, const std::string& version);
  // New snapshot and timestamp over the same targets: daily work, with the online keys alone.
  Outcome<Signed> refresh();

  // Everything to publish, in the order that leaves no device with half a state: targets, roots, then the roles from the
  // bottom up and the timestamp last. Paths relative to the repository.
  Outcome<std::vector<std::string>> publication() const;

 private:
  Desk(std::string directory, const Clock& clock, const Lifetimes& lifetimes)
      : directory_(std::move(directory)),
        clock_(&clock),
        lifetimes_(lifetimes) {}

  std::string metadata(const std::string& name) const { return repository() + "/metadata/" + name; }
  std::string key_path(tuf::RoleName role) const;
  Outcome<Unit> sign_first_root(const std::vector<KeyPointer>& keys) const;
  Outcome<Signed> sign_targets(std::int64_t version, const std::map<std::string, tuf::Target>& targets);
  Outcome<Signed> sign_snapshot(std::int64_t targets_version, Bytes targets_json);
  Outcome<Buffer> signed_by(tuf::RoleName role, const Value& body) const;
  Outcome<Unit> write(const std::string& name, Bytes json) const;
  Outcome<tuf::Timestamp> last_timestamp() const;
  Outcome<tuf::Snapshot> last_snapshot() const;
  Outcome<tuf::Targets> last_targets(Buffer* json = nullptr) const;

  std::string directory_;
  const Clock* clock_;
  Lifetimes lifetimes_;
};

// The texts that a release must carry, in both languages or in none (5.3-11). `info.root` is not looked at.
Outcome<Unit> check_texts(const tuf::ReleaseInfo& info);

}  // namespace cardea::release
