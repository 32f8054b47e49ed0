// SPDX-License-Identifier: Apache-2.0
#include "sim/disk/volume.hpp"

#include <algorithm>

namespace cardea::sim {
namespace {

using Kind = Operation::Kind;

constexpr std::size_t kSector = 512;

// Where a torn write breaks: at the border of sectors next to its middle. One that lies within a sector comes whole or not at all,
// or only its first half; no disk writes the end of a sector without its beginning.
std::size_t break_of(const Operation& write) {
  const std::size_t size = write.bytes.size();
  const std::uint64_t border = (write.offset + size / 2 + kSector - 1) / kSector * kSector;
  const std::uint64_t end = write.offset + size;
  if (border < end) return static_cast<std::size_t>(border - write.offset);
  if (border - kSector > write.offset) return static_cast<std::size_t>(border - kSector - write.offset);
  return size / 2;
}

bool crosses_sectors(const Operation& write) {
  return write.offset / kSector != (write.offset + write.bytes.size() - 1) / kSector;
}

void put(Buffer& file, std::uint64_t offset, Bytes bytes, std::size_t from, std::size_t to) {
  if (from >= to) return;
  const std::size_t end = static_cast<std::size_t>(offset) + to;
  if (file.size() < end) file.resize(end);
  std::copy(bytes.begin() + static_cast<std::ptrdiff_t>(from), bytes.begin() + static_cast<std::ptrdiff_t>(to),
            file.begin() + static_cast<std::ptrdiff_t>(offset + from));
}

void apply_data(Buffer& file, const Operation& operation, Fate fate) {
  if (fate == Fate::dropped) return;
  if (operation.kind == Kind::resize) return file.resize(static_cast<std::size_t>(operation.size));
  const std::size_t size = operation.bytes.size();
  if (fate == Fate::zeros) return put(file, operation.offset, Buffer(size), 0, size);
  put(file, operation.offset, operation.bytes, fate == Fate::tail ? break_of(operation) : 0,
      fate == Fate::head ? break_of(operation) : size);
}

void apply_entry(Tree& tree, const Operation& operation) {
  const std::string path = below(operation.folder, operation.name);
  switch (operation.kind) {
    case Kind::enter: tree.names[path] = operation.file; break;
    case Kind::move:
      tree.names[path] = operation.file;
      tree.names.erase(below(operation.folder, operation.old_name));
      break;
    case Kind::remove: tree.names.erase(path); break;
    case Kind::enter_folder: tree.folders.insert(path); break;
    case Kind::remove_folder: tree.folders.erase(path); break;
    default: break;
  }
}

bool is_entry(Kind kind) {
  return kind == Kind::enter || kind == Kind::move || kind == Kind::remove || kind == Kind::enter_folder ||
         kind == Kind::remove_folder;
}

// What lies in a folder that is not there, is not there either; what nothing names, is gone.
void drop_unreachable(Tree& tree) {
  const auto lost = [&](const std::string& path) {
    for (std::size_t at = path.find('/'); at != std::string::npos; at = path.find('/', at + 1)) {
      if (!tree.folders.contains(path.substr(0, at))) return true;
    }
    return false;
  };
  std::erase_if(tree.folders, lost);
  std::erase_if(tree.names, [&](const auto& entry) { return lost(entry.first); });
  std::set<Inode> named;
  for (const auto& [name, file] : tree.names) named.insert(file);
  std::erase_if(tree.files, [&](const auto& entry) { return !named.contains(entry.first); });
  for (const Inode file : named) tree.files.try_emplace(file);
}

std::string_view word(Fate fate) {
  constexpr std::array<std::string_view, 5> kWords{"dropped", "kept", "head only", "tail only", "zeros"};
  return kWords[static_cast<std::size_t>(fate)];
}

}  // namespace

void Volume::take(const Operation& operation) {
  if (operation.kind == Kind::sync_file) return settle_file(operation.file);
  if (operation.kind == Kind::sync_folder) return settle_folder(operation.folder);
  if (is_entry(operation.kind)) {
    entries_[operation.folder].push_back(operation);
    if (operation.kind == Kind::enter) stable_.files.try_emplace(operation.file);
  } else if (operation.kind != Kind::acknowledged) {
    data_.push_back(operation);
  }
}

void Volume::settle_file(Inode file) {
  for (const Operation& operation : data_) {
    if (operation.file == file) apply_data(stable_.files[file], operation, Fate::kept);
  }
  std::erase_if(data_, [&](const Operation& operation) { return operation.file == file; });
}

void Volume::settle_folder(const std::string& folder) {
  for (const Operation& operation : entries_[folder]) apply_entry(stable_, operation);
  entries_.erase(folder);
}

std::vector<Fate> Volume::fates(const Operation& operation) const {
  if (operation.kind == Kind::resize) return {Fate::dropped, Fate::kept};
  if (operation.bytes.size() < 2) return {Fate::dropped, Fate::kept, Fate::zeros};
  if (!crosses_sectors(operation)) return {Fate::dropped, Fate::kept, Fate::head, Fate::zeros};
  return {Fate::dropped, Fate::kept, Fate::head, Fate::tail, Fate::zeros};
}

double Volume::count() const {
  double count = 1;
  for (const Operation& operation : data_) count *= static_cast<double>(fates(operation).size());
  for (const auto& [folder, changes] : entries_) count *= static_cast<double>(changes.size() + 1);
  return count;
}

std::vector<Outcome> Volume::outcomes(std::size_t max, std::mt19937_64& chance) const {
  if (count() <= static_cast<double>(max)) return every_outcome();
  std::vector<Outcome> some = extreme_outcomes();
  while (some.size() < max) some.push_back(random_outcome(chance));
  return some;
}

std::vector<Outcome> Volume::every_outcome() const {
  std::vector<Outcome> all(1);
  const auto grow = [&](const auto& choices, auto member) {
    std::vector<Outcome> grown;
    for (const Outcome& outcome : all) {
      for (const auto& choice : choices) {
        grown.push_back(outcome);
        (grown.back().*member).push_back(choice);
      }
    }
    all = std::move(grown);
  };
  for (const Operation& operation : data_) grow(fates(operation), &Outcome::data);
  for (const auto& [folder, changes] : entries_) {
    std::vector<std::size_t> lengths(changes.size() + 1);
    for (std::size_t i = 0; i < lengths.size(); ++i) lengths[i] = i;
    grow(lengths, &Outcome::entries);
  }
  return all;
}

// Everything or nothing of the names with everything or nothing of the data, and each piece of data alone otherwise than the rest.
std::vector<Outcome> Volume::extreme_outcomes() const {
  std::vector<std::size_t> all_entries;
  for (const auto& [folder, changes] : entries_) all_entries.push_back(changes.size());
  std::vector<Outcome> some;
  for (const auto& entries : {all_entries, std::vector<std::size_t>(all_entries.size(), 0)}) {
    for (const Fate rest : {Fate::dropped, Fate::kept}) {
      const std::vector<Fate> data(data_.size(), rest);
      some.push_back({data, entries});
      for (std::size_t i = 0; i < data.size(); ++i) {
        for (const Fate fate : fates(data_[i])) {
          if (fate == rest) continue;
          some.push_back({data, entries});
          some.back().data[i] = fate;
        }
      }
    }
  }
  return some;
}

Outcome Volume::random_outcome(std::mt19937_64& chance) const {
  Outcome outcome;
  for (const Operation& operation : data_) {
    const std::vector<Fate> possible = fates(operation);
    outcome.data.push_back(possible[chance() % possible.size()]);
  }
  for (const auto& [folder, changes] : entries_) outcome.entries.push_back(chance() % (changes.size() + 1));
  return outcome;
}

Tree Volume::after_cut(const Outcome& outcome) const {
  Tree tree = stable_;
  for (std::size_t i = 0; i < data_.size(); ++i) apply_data(tree.files[data_[i].file], data_[i], outcome.data[i]);
  std::size_t folder = 0;
  for (const auto& [name, changes] : entries_) {
    for (std::size_t i = 0; i < outcome.entries[folder]; ++i) apply_entry(tree, changes[i]);
    ++folder;
  }
  drop_unreachable(tree);
  return tree;
}

Tree Volume::now() const {
  Outcome everything{std::vector<Fate>(data_.size(), Fate::kept), {}};
  for (const auto& [folder, changes] : entries_) everything.entries.push_back(changes.size());
  return after_cut(everything);
}

std::string Volume::describe(const Outcome& outcome) const {
  std::string text;
  for (std::size_t i = 0; i < data_.size(); ++i) {
    text += "file " + std::to_string(data_[i].file) + (data_[i].kind == Kind::resize ? " resize to " + std::to_string(data_[i].size)
                                                                                    : " write of " + std::to_string(data_[i].bytes.size()) +
                                                                                          " at " + std::to_string(data_[i].offset));
    text += " " + std::string(word(outcome.data[i])) + "; ";
  }
  std::size_t folder = 0;
  for (const auto& [name, changes] : entries_) {
    text += "folder \"" + name + "\": " + std::to_string(outcome.entries[folder++]) + " of " + std::to_string(changes.size()) +
            " changes of names; ";
  }
  return text;
}

}  // namespace cardea::sim
