// SPDX-License-Identifier: Apache-2.0
#include "lib/store/append_log.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>

#include "lib/codec/reader.hpp"
#include "lib/codec/writer.hpp"
#include "lib/store/descriptor.hpp"
#include "lib/store/file.hpp"

namespace cardea::store {
namespace {

using crypto::Digest256;

constexpr std::size_t kHeaderSize = 4 + 32;
constexpr std::size_t kSector = 512;  // what a disk writes whole or not at all

Digest256 link(const Digest256& previous, Bytes body) {
  crypto::Sha256 hash;
  hash.add(previous);
  hash.add(body);
  return hash.finish();
}

Error broken_chain() {
  return Error{Err::unauthentic, "a record of the log does not follow from the one before"};
}

// A size field that was changed can make an acknowledged record look cut short. Such a record still stands whole in the tail, and
// its hash finds it: then it is tampering, and cutting it off would help whoever did it.
bool hides_a_whole_record(const Digest256& previous, Bytes expected, Bytes tail) {
  crypto::Sha256 hash;
  hash.add(previous);
  if (equal(hash.so_far(), expected)) return true;
  for (std::size_t at = 0; at < tail.size(); ++at) {
    hash.add(tail.subspan(at, 1));
    if (equal(hash.so_far(), expected)) return true;
  }
  return false;
}

// What stands behind the last whole record: nothing, a torn append, or proof of tampering.
Status check_tail(const Digest256& previous, Bytes tail) {
  Reader in(tail);
  const auto size = in.u32();
  const auto expected = in.take(32);
  if (!size || !expected) return kOk;
  if (*size > kRecordMax || hides_a_whole_record(previous, *expected, tail.subspan(kHeaderSize))) return broken_chain();
  return kOk;
}

bool is_zero(Bytes bytes) {
  return std::all_of(bytes.begin(), bytes.end(), [](std::uint8_t byte) { return byte == 0; });
}

// The sectors of an append may reach the disk in any order: when the one it begins in never came, zeros stand there, whatever
// stands behind. Such a record was never acknowledged; it shows, for a header lies within one sector.
bool begins_in_a_lost_sector(std::size_t position, Bytes tail) {
  return is_zero(tail.first(std::min(tail.size(), kSector - position % kSector)));
}

// Zeros before the record that would begin at `position`, so that its header does not cross a sector.
std::size_t padding_at(std::size_t position) {
  const std::size_t left = kSector - position % kSector;
  return left < kHeaderSize ? left : 0;
}

// The record at the cursor, or nothing when the input ends inside it.
Result<bool> next_record(Reader& in, Digest256& head, std::vector<Bytes>& records) {
  const auto size = in.u32();
  const auto hash = in.take(32);
  if (!size || !hash || *size > in.left() || *size > kRecordMax) return false;
  TRY(const Bytes body, in.take(*size));
  const Digest256 expected = link(head, body);
  if (!equal(expected, *hash)) return broken_chain();
  head = expected;
  records.push_back(body);
  return true;
}

Result<UniqueFd> open_locked(const std::string& path) {
  const bool is_new = !file_exists(path);
  UniqueFd fd(::open(path.c_str(), O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0600));
  if (!fd.valid()) return io_error("cannot open a log");
  struct stat status{};
  if (::fstat(fd.get(), &status) != 0) return io_error("cannot look at a log");
  if (!S_ISREG(status.st_mode)) return Error{Err::refused, "a log that is not a regular file"};
  struct flock whole{};
  whole.l_type = F_WRLCK;
  if (::fcntl(fd.get(), F_OFD_SETLK, &whole) != 0) {
    if (errno == EAGAIN || errno == EACCES) return Error{Err::unavailable, "another process has this log open"};
    return io_error("cannot lock a log");
  }
  if (is_new) {
    const std::size_t slash = path.rfind('/');
    TRY_(sync_directory(slash == std::string::npos ? "." : path.substr(0, slash + 1)));
  }
  return fd;
}

Status cut(int fd, std::size_t size) {
  if (::ftruncate(fd, static_cast<off_t>(size)) != 0) return io_error("cannot cut a log");
  if (::fsync(fd) != 0) return io_error("cannot bring a log to the disk");
  return kOk;
}

}  // namespace

Result<ParsedLog> parse_append_log(Bytes file) {
  if (file.size() > kAppendLogMax) return Error{Err::too_large, "a log is longer than its bound"};
  ParsedLog log;
  Reader in(file);
  while (!in.done()) {
    TRY(const Bytes padding, in.take(std::min(in.left(), padding_at(log.size))));
    if (!is_zero(padding)) return broken_chain();
    const Bytes tail = file.subspan(in.position());
    const auto whole = next_record(in, log.head, log.records);
    if ((!whole || !*whole) && begins_in_a_lost_sector(log.size + padding.size(), tail)) break;
    TRY_(whole);
    if (!*whole) {
      TRY_(check_tail(log.head, tail));
      break;
    }
    log.size = in.position();
  }
  log.torn_bytes = file.size() - log.size;
  return log;
}

Result<std::unique_ptr<AppendLog>> AppendLog::open(const std::string& path, const std::function<Status(Bytes)>& on_record) {
  TRY(UniqueFd fd, open_locked(path));
  TRY(const Buffer file, read_all(fd.get(), kAppendLogMax));
  TRY(const ParsedLog log, parse_append_log(file));
  for (const Bytes record : log.records) TRY_(on_record(record));
  if (log.torn_bytes > 0) TRY_(cut(fd.get(), log.size));
  return std::unique_ptr<AppendLog>(new AppendLog(std::move(fd), log));
}

Status AppendLog::append(Bytes body) {
  if (!usable_) return Error{Err::broken, "the log could not be mended after a failed write"};
  if (body.size() > kRecordMax) return Error{Err::too_large, "a record is longer than its bound"};
  if (size_ + padding_at(size_) + kHeaderSize + body.size() > kAppendLogMax) return Error{Err::exhausted, "the log is full"};
  const Digest256 next = link(head_, body);
  Writer record;
  record.raw(Buffer(padding_at(size_))).u32(static_cast<std::uint32_t>(body.size())).raw(next).raw(body);
  if (auto written = write_record(record.view()); !written) {
    usable_ = cut(fd_.get(), size_).ok();
    return written;
  }
  head_ = next;
  size_ += record.view().size();
  return kOk;
}

Status AppendLog::write_record(Bytes record) {
  if (::lseek(fd_.get(), static_cast<off_t>(size_), SEEK_SET) < 0) return io_error("cannot find the end of a log");
  TRY_(write_all(fd_.get(), record));
  if (::fsync(fd_.get()) != 0) return io_error("cannot bring a log to the disk");
  return kOk;
}

}  // namespace cardea::store
