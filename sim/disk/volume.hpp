// SPDX-License-Identifier: Apache-2.0
// What the disk may hold after a power cut. A file system owes a program only what was synced: fsync of a file makes its content
// last, fsync of a folder its names. Of everything else each part may be there or not, in any combination:
//   - a write wholly, not at all, only its first or only its last part, or as zeros (room was made, the bytes never came);
//   - the names of a folder up to any point of their order (a journal keeps it), each folder on its own.
// This is less than any file system in use promises, so what survives it survives them all.
#pragma once

#include <random>
#include <vector>

#include "sim/disk/tree.hpp"

namespace cardea::sim {

enum class Fate : std::uint8_t { dropped, kept, head, tail, zeros };

// One possible outcome: a fate for each write and resize that is not synced, and how many of each folder's changes last.
struct Outcome {
  std::vector<Fate> data;
  std::vector<std::size_t> entries;
};

class Volume {
 public:
  explicit Volume(const Tree& start) : stable_(start) {}

  void take(const Operation& operation);
  // What the program itself sees now: everything, synced or not.
  Tree now() const;
  // All outcomes if they are at most `max`; else the extreme ones, however many, and up to `max` a choice of the rest, the same
  // for the same `chance`.
  std::vector<Outcome> outcomes(std::size_t max, std::mt19937_64& chance) const;
  Tree after_cut(const Outcome& outcome) const;
  std::string describe(const Outcome& outcome) const;  // for whoever has to find the bug

 private:
  void settle_file(Inode file);
  void settle_folder(const std::string& folder);
  std::vector<Fate> fates(const Operation& operation) const;
  std::vector<Outcome> every_outcome() const;
  std::vector<Outcome> extreme_outcomes() const;
  Outcome random_outcome(std::mt19937_64& chance) const;
  double count() const;

  Tree stable_;
  std::vector<Operation> data_;                               // not synced, in order
  std::map<std::string, std::vector<Operation>> entries_;  // by folder, not synced, in order
};

}  // namespace cardea::sim
