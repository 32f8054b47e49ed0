// SPDX-License-Identifier: Apache-2.0
#include "lib/store/file.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>

#include "lib/store/descriptor.hpp"

namespace cardea::store {
namespace {

constexpr int kTemporaryTries = 64;

std::string directory_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

// Locks that belong to the open file and end with it, whichever way the process goes.
Status lock(int fd) {
  struct flock whole{};
  whole.l_type = F_WRLCK;
  while (::fcntl(fd, F_OFD_SETLKW, &whole) != 0) {
    if (errno != EINTR) return io_error("cannot lock a file that is being written");
  }
  return kOk;
}

// The content beside its place: under a fixed name, so that what a crash leaves is overwritten by the next write, and locked, so
// that two writers never mix. Removed when it does not reach its place.
class Temporary {
 public:
  static Result<Temporary> open(const std::string& target, unsigned mode) {
    Temporary temporary(target + ".new");
    for (int i = 0; i < kTemporaryTries; ++i) {
      TRY(const bool mine, temporary.take(mode));
      if (mine) return temporary;
    }
    return Error{Err::unavailable, "another writer keeps replacing this file"};
  }

  Temporary(Temporary&& from) noexcept
      : path_(std::move(from.path_)),
        fd_(std::move(from.fd_)),
        held_(std::exchange(from.held_, false)) {}
  Temporary& operator=(Temporary&&) = delete;
  ~Temporary() {
    if (held_) ::unlink(path_.c_str());
  }

  Status fill(Bytes content) {
    TRY_(write_all(fd_.get(), content));
    if (::fsync(fd_.get()) != 0) return io_error("cannot bring a file to the disk");
    return kOk;
  }

  Status replace(const std::string& target) {
    if (::rename(path_.c_str(), target.c_str()) != 0) return io_error("cannot put a file in its place");
    held_ = false;
    return kOk;
  }

  Status claim(const std::string& target) {  // link, not rename: it fails when the name is taken
    if (::link(path_.c_str(), target.c_str()) == 0) return kOk;
    if (errno == EEXIST) return Error{Err::exists, "a file of this name is there already"};
    return io_error("cannot put a file in its place");
  }

 private:
  explicit Temporary(std::string path) : path_(std::move(path)) {}

  // True when we hold the lock of the very file that stands under our name, and nothing else refers to it.
  Result<bool> take(unsigned mode) {
    fd_.reset(::open(path_.c_str(), O_WRONLY | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, mode));
    if (!fd_.valid()) return io_error("cannot write beside a file");
    TRY_(lock(fd_.get()));
    struct stat mine{};
    struct stat named{};
    if (::fstat(fd_.get(), &mine) != 0) return io_error("cannot look at a file that is being written");
    if (::lstat(path_.c_str(), &named) != 0 || named.st_ino != mine.st_ino || named.st_dev != mine.st_dev) {
      fd_.reset();  // its writer has put it in its place meanwhile
      return false;
    }
    if (!S_ISREG(mine.st_mode) || mine.st_nlink != 1) return start_over();
    held_ = true;
    if ((mine.st_mode & 07777U) != mode && ::fchmod(fd_.get(), mode) != 0) return io_error("cannot set the mode of a file");
    if (::ftruncate(fd_.get(), 0) != 0) return io_error("cannot empty a file that is being written");
    return true;
  }

  // What stands there is not for us to write into, for it is the target too: a claim that a crash cut in two.
  Result<bool> start_over() {
    fd_.reset();
    if (::unlink(path_.c_str()) != 0) return io_error("cannot remove an unfinished file");
    return false;
  }

  std::string path_;
  UniqueFd fd_;
  bool held_ = false;
};

Status make_one_directory(const std::string& path, unsigned mode) {
  struct stat there{};
  if (::stat(path.c_str(), &there) == 0) {
    if (S_ISDIR(there.st_mode)) return kOk;
    return Error{Err::exists, "a file stands where a directory should be"};
  }
  if (::mkdir(path.c_str(), mode) != 0 && errno != EEXIST) return io_error("cannot make a directory");
  return sync_directory(directory_of(path));
}

}  // namespace

Result<Buffer> read_file(const std::string& path, std::size_t max) {
  // O_NONBLOCK: a pipe under this name must not hold us.
  const UniqueFd fd(::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  if (!fd.valid()) {
    if (errno == ENOENT) return Error{Err::not_found, "no such file"};
    return io_error("cannot open a file");
  }
  struct stat status{};
  if (::fstat(fd.get(), &status) != 0) return io_error("cannot look at a file");
  if (!S_ISREG(status.st_mode)) return Error{Err::refused, "not a regular file"};
  if (static_cast<std::uint64_t>(status.st_size) > max) return Error{Err::too_large, "a file is longer than its bound"};  // unread
  return read_all(fd.get(), max, static_cast<std::size_t>(status.st_size));
}

Result<std::string> read_text(const std::string& path, std::size_t max) {
  TRY(const Buffer content, read_file(path, max));
  return std::string(as_text(content));
}

Status write_file(const std::string& path, Bytes content, unsigned mode) {
  TRY(Temporary temporary, Temporary::open(path, mode));
  TRY_(temporary.fill(content));
  TRY_(temporary.replace(path));
  return sync_directory(directory_of(path));
}

Status create_file(const std::string& path, Bytes content, unsigned mode) {
  if (file_exists(path)) return Error{Err::exists, "a file of this name is there already"};
  {
    TRY(Temporary temporary, Temporary::open(path, mode));
    TRY_(temporary.fill(content));
    TRY_(temporary.claim(path));
  }
  return sync_directory(directory_of(path));
}

Status make_directory(const std::string& path, unsigned mode) {
  if (path.empty()) return Error{Err::bad_value, "a directory without a name"};
  for (std::size_t at = path.find('/', 1); at != std::string::npos; at = path.find('/', at + 1)) {
    TRY_(make_one_directory(path.substr(0, at), mode));
  }
  return make_one_directory(path, mode);
}

Status sync_directory(const std::string& path) {
  const UniqueFd fd(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!fd.valid()) return io_error("cannot open a directory");
  if (::fsync(fd.get()) != 0) return io_error("cannot bring a directory to the disk");
  return kOk;
}

bool file_exists(const std::string& path) {
  struct stat status{};
  return ::lstat(path.c_str(), &status) == 0;
}

}  // namespace cardea::store
