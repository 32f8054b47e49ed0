// SPDX-License-Identifier: Apache-2.0
#include "sim/disk/recorder.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <stdexcept>

namespace cardea::sim {
namespace {

using Kind = Operation::Kind;

Recorder* listening = nullptr;
int skipping = 0;

std::string real_path_of(int fd) {
  std::array<char, 4096> path{};
  const ssize_t size = ::readlink(("/proc/self/fd/" + std::to_string(fd)).c_str(), path.data(), path.size());
  return size > 0 ? std::string(path.data(), static_cast<std::size_t>(size)) : std::string();
}

}  // namespace

std::string_view name_of(Failure failure) {
  constexpr std::array<std::string_view, 4> kNames{"EIO", "ENOSPC", "EINTR", "short write"};
  return kNames[static_cast<std::size_t>(failure)];
}

SkippedSyncs::SkippedSyncs() {
  ++skipping;
}

SkippedSyncs::~SkippedSyncs() {
  --skipping;
}

Recorder* Recorder::current() {
  return listening;
}

bool Recorder::syncs_are_skipped() {
  return skipping > 0;
}

Recorder::Recorder(std::string root) : root_(std::move(root)), start_(Tree::read(root_)), names_(start_.names) {
  if (listening != nullptr) throw std::logic_error("sim/disk: two recorders at once");
  if (!start_.files.empty()) last_ = start_.files.rbegin()->first;
  listening = this;
}

Recorder::~Recorder() {
  listening = nullptr;
}

void Recorder::acknowledged() {
  note(Kind::acknowledged);
}

Operation& Recorder::note(Kind kind) {
  Operation& operation = operations_.emplace_back();
  operation.kind = kind;
  return operation;
}

void Recorder::note_names(Kind kind, const Place& place, Inode file) {
  Operation& operation = note(kind);
  operation.folder = place.folder;
  operation.name = place.name;
  operation.file = file;
}

bool Recorder::covers(const std::string& path) const {
  return path.size() > root_.size() && path.starts_with(root_) && path[root_.size()] == '/';
}

std::optional<std::string> Recorder::path_below(int folder, const char* name) const {
  if (name[0] == '/') return std::string(name);
  if (folder == AT_FDCWD) return std::nullopt;
  const std::string path = real_path_of(folder) + '/' + name;
  return covers(path) ? std::optional(path) : std::nullopt;
}

std::string Recorder::relative(const std::string& path) const {
  std::string below = path.size() > root_.size() ? path.substr(root_.size() + 1) : "";
  while (!below.empty() && below.back() == '/') below.pop_back();
  return below;
}

Recorder::Place Recorder::place(const std::string& path) const {
  const std::string below = relative(path);
  const std::size_t slash = below.rfind('/');
  if (slash == std::string::npos) return {"", below};
  return {below.substr(0, slash), below.substr(slash + 1)};
}

bool Recorder::fails(bool makes_room) {
  if (!planned_ || planned_->failure == Failure::short_write || (planned_->failure == Failure::enospc && !makes_room)) return false;
  if (planned_->calls_to_go-- > 0) return false;
  constexpr std::array kErrors{EIO, ENOSPC, EINTR};
  errno = kErrors[static_cast<std::size_t>(planned_->failure)];
  planned_.reset();
  return failed_ = true;
}

std::size_t Recorder::shortened(std::size_t size) {
  if (!planned_ || planned_->failure != Failure::short_write || size < 2 || planned_->calls_to_go-- > 0) return size;
  planned_.reset();
  failed_ = true;
  return size / 2;
}

int Recorder::open(const std::string& path, int flags, mode_t mode) {
  if (fails((flags & O_CREAT) != 0)) return -1;
  const std::string below = relative(path);
  const bool is_new = (flags & O_CREAT) != 0 && !names_.contains(below);
  const int fd = static_cast<int>(::syscall(SYS_openat, AT_FDCWD, path.c_str(), flags, mode));
  if (fd < 0) return fd;
  struct stat status{};
  const bool folder = ::fstat(fd, &status) == 0 && S_ISDIR(status.st_mode);
  if (folder) {
    descriptors_[fd] = {below, 0};
    return fd;
  }
  if (is_new) {
    names_[below] = ++last_;
    note_names(Kind::enter, place(path), last_);
  }
  descriptors_[fd] = {below, names_.at(below)};
  if ((flags & O_TRUNC) != 0 && !is_new) note(Kind::resize).file = names_.at(below);
  return fd;
}

ssize_t Recorder::read(int fd, void* into, std::size_t size) {
  return fails(false) ? -1 : ::syscall(SYS_read, fd, into, size);
}

ssize_t Recorder::read_at(int fd, void* into, std::size_t size, off_t offset) {
  return fails(false) ? -1 : ::syscall(SYS_pread64, fd, into, size, offset);
}

ssize_t Recorder::write(int fd, const void* data, std::size_t size) {
  const off_t offset = ::lseek(fd, 0, SEEK_CUR);
  const ssize_t written = write_at(fd, data, size, offset);
  if (written > 0) ::lseek(fd, offset + written, SEEK_SET);
  return written;
}

ssize_t Recorder::write_at(int fd, const void* data, std::size_t size, off_t offset) {
  if (fails(true)) return -1;
  const ssize_t written = ::syscall(SYS_pwrite64, fd, data, shortened(size), offset);
  if (written <= 0) return written;
  Operation& operation = note(Kind::write);
  operation.file = descriptors_.at(fd).file;
  operation.offset = static_cast<std::uint64_t>(offset);
  operation.bytes = to_buffer(Bytes(static_cast<const std::uint8_t*>(data), static_cast<std::size_t>(written)));
  return written;
}

int Recorder::resize(int fd, off_t size) {
  if (fails(true)) return -1;
  const int done = static_cast<int>(::syscall(SYS_ftruncate, fd, size));
  if (done != 0) return done;
  Operation& operation = note(Kind::resize);
  operation.file = descriptors_.at(fd).file;
  operation.size = static_cast<std::uint64_t>(size);
  return 0;
}

int Recorder::make_room(int fd, int mode, off_t end) {
  if (mode != 0) throw std::logic_error("sim/disk: this kind of fallocate is not modelled");
  struct stat status{};
  if (::fstat(fd, &status) != 0) return -1;
  if (end > status.st_size) return resize(fd, end);
  return fails(true) ? -1 : 0;
}

int Recorder::sync(int fd) {
  if (fails(true)) return -1;
  const Open& open = descriptors_.at(fd);
  Operation& operation = note(open.file == 0 ? Kind::sync_folder : Kind::sync_file);
  operation.file = open.file;
  if (open.file == 0) operation.folder = open.path;
  return 0;
}

int Recorder::rename(const std::string& from, const std::string& to) {
  if (fails(true)) return -1;
  const Place old_place = place(from);
  const Place new_place = place(to);
  if (old_place.folder != new_place.folder) throw std::logic_error("sim/disk: a rename between folders is not modelled");
  const int done = static_cast<int>(::syscall(SYS_renameat, AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str()));
  if (done != 0) return done;
  const Inode file = names_.at(relative(from));
  names_.erase(relative(from));
  names_[relative(to)] = file;
  note_names(Kind::move, new_place, file);
  operations_.back().old_name = old_place.name;
  return 0;
}

int Recorder::link(const std::string& from, const std::string& to) {
  if (fails(true)) return -1;
  const int done = static_cast<int>(::syscall(SYS_linkat, AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), 0));
  if (done != 0) return done;
  const Inode file = names_[relative(to)] = names_.at(relative(from));
  note_names(Kind::enter, place(to), file);
  return 0;
}

int Recorder::remove(const std::string& path, bool folder) {
  if (fails(false)) return -1;
  const int done = static_cast<int>(::syscall(SYS_unlinkat, AT_FDCWD, path.c_str(), folder ? AT_REMOVEDIR : 0));
  if (done != 0) return done;
  names_.erase(relative(path));
  note_names(folder ? Kind::remove_folder : Kind::remove, place(path), 0);
  return 0;
}

int Recorder::make_folder(const std::string& path, mode_t mode) {
  if (fails(true)) return -1;
  const int done = static_cast<int>(::syscall(SYS_mkdirat, AT_FDCWD, path.c_str(), mode));
  if (done == 0) note_names(Kind::enter_folder, place(path), 0);
  return done;
}

}  // namespace cardea::sim
