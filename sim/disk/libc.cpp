// SPDX-License-Identifier: Apache-2.0
// The calls of libc that change or read a disk, defined once more. The linker takes ours before libc's, for our own code and for the
// shared libraries (SQLite, libstdc++), so the program under test needs no seam. Without a recorder they are what they were.
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdarg>

#include "sim/disk/recorder.hpp"

namespace {

using cardea::sim::Recorder;

Recorder* at(const char* path) {
  Recorder* recorder = Recorder::current();
  return recorder != nullptr && path != nullptr && recorder->covers(std::string(path)) ? recorder : nullptr;
}

Recorder* at(int fd) {
  Recorder* recorder = Recorder::current();
  return recorder != nullptr && recorder->covers(fd) ? recorder : nullptr;
}

Recorder* at_file(int fd) {
  Recorder* recorder = Recorder::current();
  return recorder != nullptr && recorder->covers_file(fd) ? recorder : nullptr;
}

int plain(long result) {
  return static_cast<int>(result);
}

mode_t mode_of(int flags, va_list rest) {
  return (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(rest, mode_t) : 0;
}

int open_anywhere(int folder, const char* path, int flags, mode_t mode) {
  Recorder* recorder = Recorder::current();
  if (recorder != nullptr) {
    const auto below = recorder->path_below(folder, path);
    // Folders are listened to whatever they are opened for: their fsync matters. The root itself is one of them.
    if (below && (recorder->covers(*below) || recorder->covers(*below + "/."))) return recorder->open(*below, flags, mode);
  }
  const int fd = plain(::syscall(SYS_openat, folder, path, flags, mode));
  if (recorder != nullptr) recorder->closed(fd);  // closedir closes without us: the number may be a folder's of before
  return fd;
}

int sync(int fd, long call) {
  if (Recorder* recorder = at(fd)) return recorder->sync(fd);
  return Recorder::syncs_are_skipped() ? 0 : plain(::syscall(call, fd));
}

}  // namespace

extern "C" {

int open(const char* path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  const mode_t mode = mode_of(flags, rest);
  va_end(rest);
  return open_anywhere(AT_FDCWD, path, flags, mode);
}

int open64(const char* path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  const mode_t mode = mode_of(flags, rest);
  va_end(rest);
  return open_anywhere(AT_FDCWD, path, flags, mode);
}

int openat(int folder, const char* path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  const mode_t mode = mode_of(flags, rest);
  va_end(rest);
  return open_anywhere(folder, path, flags, mode);
}

int close(int fd) {
  if (Recorder* recorder = at(fd)) recorder->closed(fd);
  return plain(::syscall(SYS_close, fd));
}

ssize_t read(int fd, void* into, size_t size) {
  if (Recorder* recorder = at_file(fd)) return recorder->read(fd, into, size);
  return ::syscall(SYS_read, fd, into, size);
}

ssize_t pread(int fd, void* into, size_t size, off_t offset) {
  if (Recorder* recorder = at_file(fd)) return recorder->read_at(fd, into, size, offset);
  return ::syscall(SYS_pread64, fd, into, size, offset);
}

ssize_t pread64(int fd, void* into, size_t size, off64_t offset) {
  return pread(fd, into, size, offset);
}

ssize_t write(int fd, const void* data, size_t size) {
  if (Recorder* recorder = at_file(fd)) return recorder->write(fd, data, size);
  return ::syscall(SYS_write, fd, data, size);
}

ssize_t pwrite(int fd, const void* data, size_t size, off_t offset) {
  if (Recorder* recorder = at_file(fd)) return recorder->write_at(fd, data, size, offset);
  return ::syscall(SYS_pwrite64, fd, data, size, offset);
}

ssize_t pwrite64(int fd, const void* data, size_t size, off64_t offset) {
  return pwrite(fd, data, size, offset);
}

int ftruncate(int fd, off_t size) noexcept {
  if (Recorder* recorder = at_file(fd)) return recorder->resize(fd, size);
  return plain(::syscall(SYS_ftruncate, fd, size));
}

int ftruncate64(int fd, off64_t size) noexcept {
  return ftruncate(fd, size);
}

// Makes room, and a longer file when it has to: what is new reads as zeros. No other mode is used by anybody.
int fallocate(int fd, int mode, off_t offset, off_t length) {
  if (Recorder* recorder = at_file(fd)) return recorder->make_room(fd, mode, offset + length);
  return plain(::syscall(SYS_fallocate, fd, mode, offset, length));
}

int fallocate64(int fd, int mode, off64_t offset, off64_t length) {
  return fallocate(fd, mode, offset, length);
}

int fsync(int fd) {
  return sync(fd, SYS_fsync);
}

int fdatasync(int fd) {
  return sync(fd, SYS_fdatasync);
}

int rename(const char* from, const char* to) noexcept {
  if (Recorder* recorder = at(from)) return recorder->rename(from, to);
  return plain(::syscall(SYS_renameat, AT_FDCWD, from, AT_FDCWD, to));
}

int link(const char* from, const char* to) noexcept {
  if (Recorder* recorder = at(from)) return recorder->link(from, to);
  return plain(::syscall(SYS_linkat, AT_FDCWD, from, AT_FDCWD, to, 0));
}

int unlink(const char* path) noexcept {
  if (Recorder* recorder = at(path)) return recorder->remove(path, false);
  return plain(::syscall(SYS_unlinkat, AT_FDCWD, path, 0));
}

int remove(const char* path) noexcept {  // libc's own takes a folder too
  struct stat status{};
  return ::lstat(path, &status) == 0 && S_ISDIR(status.st_mode) ? rmdir(path) : unlink(path);
}

int unlinkat(int folder, const char* path, int flags) noexcept {
  if (Recorder* recorder = Recorder::current()) {
    const auto below = recorder->path_below(folder, path);
    if (below && recorder->covers(*below)) return recorder->remove(*below, (flags & AT_REMOVEDIR) != 0);
  }
  return plain(::syscall(SYS_unlinkat, folder, path, flags));
}

int rmdir(const char* path) noexcept {
  if (Recorder* recorder = at(path)) return recorder->remove(path, true);
  return plain(::syscall(SYS_unlinkat, AT_FDCWD, path, AT_REMOVEDIR));
}

int mkdir(const char* path, mode_t mode) noexcept {
  if (Recorder* recorder = at(path)) return recorder->make_folder(path, mode);
  return plain(::syscall(SYS_mkdirat, AT_FDCWD, path, mode));
}

}  // extern "C"
