// SPDX-License-Identifier: Apache-2.0
// Listens to what this process asks of the disk below one folder, through libc.cpp: the program under test is the real one, with
// the real SQLite, and knows nothing of it. It can also make one call fail.
#pragma once

#include <sys/types.h>

#include <map>
#include <optional>
#include <vector>

#include "sim/disk/tree.hpp"

namespace cardea::sim {

enum class Failure : std::uint8_t { eio, enospc, eintr, short_write };
inline constexpr std::array kFailures{Failure::eio, Failure::enospc, Failure::eintr, Failure::short_write};
std::string_view name_of(Failure failure);

// One at a time. The folder must exist; its path must be the real one, without links.
class Recorder {
 public:
  explicit Recorder(std::string root);
  ~Recorder();
  Recorder(const Recorder&) = delete;
  Recorder& operator=(const Recorder&) = delete;

  const Tree& start() const { return start_; }
  const std::vector<Operation>& operations() const { return operations_; }
  void acknowledged();

  // The `call`-th call from now on (0 is the next) that `failure` can befall fails, once.
  void fail(Failure failure, std::size_t call) { planned_ = Plan{failure, call}; }
  bool has_failed() const { return !planned_ && failed_; }

  // For libc.cpp: the one that listens now, or null.
  static Recorder* current();
  static bool syncs_are_skipped();

  int open(const std::string& path, int flags, mode_t mode);
  ssize_t read(int fd, void* into, std::size_t size);
  ssize_t read_at(int fd, void* into, std::size_t size, off_t offset);
  ssize_t write(int fd, const void* data, std::size_t size);
  ssize_t write_at(int fd, const void* data, std::size_t size, off_t offset);
  int resize(int fd, off_t size);
  int make_room(int fd, int mode, off_t end);
  int sync(int fd);
  void closed(int fd) { descriptors_.erase(fd); }
  int rename(const std::string& from, const std::string& to);
  int link(const std::string& from, const std::string& to);
  int remove(const std::string& path, bool folder);
  int make_folder(const std::string& path, mode_t mode);

  bool covers(const std::string& path) const;
  bool covers(int fd) const { return descriptors_.contains(fd); }
  bool covers_file(int fd) const { return covers(fd) && descriptors_.at(fd).file != 0; }
  // The path of a name below an open folder, for the calls that end in "at".
  std::optional<std::string> path_below(int folder, const char* name) const;

 private:
  struct Plan {
    Failure failure{};
    std::size_t calls_to_go = 0;
  };
  struct Open {
    std::string path;  // below the root
    Inode file = 0;    // 0: a folder
  };
  struct Place {
    std::string folder, name;
  };

  std::string relative(const std::string& path) const;
  Place place(const std::string& path) const;
  // True when this call is to fail with errno set.
  bool fails(bool makes_room);
  std::size_t shortened(std::size_t size);
  Operation& note(Operation::Kind kind);
  void note_names(Operation::Kind kind, const Place& place, Inode file);

  std::string root_;
  Tree start_;
  std::map<std::string, Inode> names_;  // as they are now
  Inode last_ = 0;
  std::map<int, Open> descriptors_;
  std::vector<Operation> operations_;
  std::optional<Plan> planned_;
  bool failed_ = false;
};

// While it lives, fsync in this process returns at once: for checking outcomes, where nothing will be cut.
class SkippedSyncs {
 public:
  SkippedSyncs();
  ~SkippedSyncs();
  SkippedSyncs(const SkippedSyncs&) = delete;
  SkippedSyncs& operator=(const SkippedSyncs&) = delete;
};

}  // namespace cardea::sim
