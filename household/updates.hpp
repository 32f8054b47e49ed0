// SPDX-License-Identifier: Apache-2.0
// The maker publishes, a device looks, and somebody watches: a good update, a broken one, and those that an attacker offers.
#pragma once

#include "household/home.hpp"

namespace cardea::household {

// The maker's release desk of this household.
class MakersDesk {
 public:
  static Outcome<MakersDesk> found(const Home& home);

  struct Built {
    std::string model;
    std::string version;
    std::string file;
    std::string component{};  // empty: the system
  };
  // A system image of products/PRODUCT with the programs of `programs`.
  Outcome<Built> image(const std::string& product, const std::string& version, const std::string& programs) const;
  // A component of a model, made of one file with this content.
  Outcome<Built> component(const std::string& model, const std::string& name, const std::string& version,
                           std::string_view content) const;
  struct Terms {
    std::int64_t deadline_s = 0;            // as critical, not to be postponed beyond it; 0: not so
    std::vector<std::string> delta_from{};   // published versions from which there is a difference to it
  };
  // Signs it and publishes it for its model.
  Outcome<Unit> publish(const Built& image, const Terms& terms) const;
  Outcome<Unit> publish(const Built& image) const { return publish(image, Terms()); }
  // A published release in one file, for a person to carry. Returns its path.
  Outcome<std::string> update_file(const Built& image) const;
  // Programs that are properly built but for one, which dies at its start.
  Outcome<std::string> broken_programs() const;

 private:
  explicit MakersDesk(const Home& home) : home_(home) {}
  const Home& home_;
};

// What the device's own page says of the update that it was told of, when it has come to an end.
struct UpdateEnd {
  std::string running_version;
  std::string last_result;   // "succeeded", "fell_back", "refused" ...
  std::string last_version;
  std::string last_reason;
};

// Watches a device's local API, from before an update is offered until it has ended.
class UpdateWatch {
 public:
  static Outcome<UpdateWatch> begin(const Home& home, const Room& room);
  const std::string& running_before() const { return running_before_; }
  Outcome<UpdateEnd> until_ended(Screen& screen) const;

 private:
  UpdateWatch(const Room& room, Consumer owner) : room_(&room), owner_(std::move(owner)) {}
  const Room* room_;
  Consumer owner_;
  std::string running_before_;
  std::string first_check_;
};

Outcome<Unit> show_good_update(Home& home, Room& room, const MakersDesk& desk, Screen& screen);
Outcome<Unit> show_broken_update(Home& home, Room& room, const MakersDesk& desk, Screen& screen);

}  // namespace cardea::household
