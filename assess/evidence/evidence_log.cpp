// SPDX-License-Identifier: Apache-2.0
#include "assess/evidence/evidence_log.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "lib/base/time.hpp"
#include "lib/codec/json.hpp"
#include "lib/crypto/crypto.hpp"
#include "lib/store/file.hpp"

namespace cardea::assess {

namespace {

const std::string kStart(64, '0');  // what the first line names as the one before it

constexpr Limits kLineLimits{kEvidenceLineMax, 16, 1U << 17};

std::string digest_of(std::string_view line) {
  return to_hex(crypto::sha256(as_bytes(line)));
}

Value to_value(const Fact& fact, const std::string& previous) {
  Value value;
  value.set("seq", static_cast<std::int64_t>(fact.seq));
  value.set("at", to_rfc3339(fact.at_s));
  value.set("probe", fact.probe);
  value.set("effect", name_of(fact.effect));
  value.set("subject", fact.subject);
  value.set("values", fact.values);
  value.set("previous", previous);
  return value;
}

Result<Effect> effect_named(std::string_view name) {
  for (const Effect effect : {Effect::reads, Effect::attempts, Effect::changes, Effect::destroys}) {
    if (name_of(effect) == name) return effect;
  }
  return Error{Err::bad_value, "an effect that there is not"};
}

Result<Fact> fact_from(const Value& value) {
  Fact fact;
  TRY(const std::int64_t seq, value.integer("seq"));
  TRY(const std::string at, value.text("at"));
  TRY(const std::string effect, value.text("effect"));
  TRY(const Value::Map* const values, value.map("values"));
  TRY(fact.probe, value.text("probe"));
  TRY(fact.subject, value.text("subject"));
  TRY(fact.at_s, parse_rfc3339(at));
  TRY(fact.effect, effect_named(effect));
  fact.seq = static_cast<std::uint64_t>(seq);
  fact.values = *values;
  return fact;
}

// One line: a fact that says where it stands and what stood before it.
Result<Fact> parse_line(std::string_view line, std::uint64_t seq, const std::string& previous) {
  TRY(const Value value, parse_json(as_bytes(line), kLineLimits));
  TRY(const std::string names, value.text("previous"));
  TRY(Fact fact, fact_from(value));
  if (fact.seq != seq)
    return Error{Err::unauthentic, "its number is not the next one: records are missing, doubled or reordered"};
  if (names != previous)
    return Error{Err::unauthentic, "it does not follow from the record before it: one of the two was changed"};
  if (print_json(to_value(fact, previous)) != line) return Error{Err::unauthentic, "it is not written as this program writes it"};
  return fact;
}

Status write_all(int fd, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(fd, text.data(), text.size());
    if (written < 0 && errno != EINTR) return io_error("cannot write the evidence");
    if (written > 0) text.remove_prefix(static_cast<std::size_t>(written));
  }
  return kOk;
}

// One writer: two would break each other's chain.
Status lock(int fd) {
  if (::flock(fd, LOCK_EX | LOCK_NB) == 0) return kOk;
  return Error{Err::unavailable, "somebody writes to this evidence"};
}

}  // namespace

EvidenceLog::EvidenceLog(UniqueFd file, const Clock& clock)
    : file_(std::move(file)),
      clock_(&clock),
      head_(kStart),
      run_head_(kStart) {}

Result<EvidenceLog> EvidenceLog::create(const std::string& path, const Clock& clock) {
  UniqueFd file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0600));
  if (!file.valid() && errno == EEXIST) return Error{Err::exists, "evidence is there already"};
  if (!file.valid()) return io_error("cannot create the evidence log");
  TRY_(lock(file.get()));
  return EvidenceLog(std::move(file), clock);
}

Outcome<EvidenceLog> EvidenceLog::go_on(const std::string& path, const Clock& clock) {
  UniqueFd file(::open(path.c_str(), O_WRONLY | O_APPEND | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));  // a pipe must not hold us
  if (!file.valid()) return Problem(io_error("cannot open the evidence log"));
  TRY_(lock(file.get()));
  TRY(Buffer bytes, store::read_file(path, kEvidenceBytesMax));
  const std::size_t whole = as_text(bytes).rfind('\n') + 1;  // npos + 1 is 0
  const std::size_t unfinished = bytes.size() - whole;
  bytes.resize(whole);
  EvidenceLog log(std::move(file), clock);
  if (bytes.empty()) {  // it was interrupted before its first record was whole, so there is nothing to tell
    if (::ftruncate(log.file_.get(), 0) != 0) return Problem(io_error("cannot cut off what was never finished"));
    return log;
  }
  TRY(Evidence evidence, parse_evidence(bytes));
  log.size_ = whole;
  log.facts_ = std::move(evidence.facts);
  log.head_ = std::move(evidence.head);
  log.run_head_ = std::move(evidence.run_head);
  if (unfinished > 0) TRY_(log.cut_off(whole, unfinished));
  return log;
}

Status EvidenceLog::cut_off(std::size_t whole, std::size_t unfinished) {
  if (::ftruncate(file_.get(), static_cast<off_t>(whole)) != 0) return io_error("cannot cut off what was never finished");
  Value values;
  values.set("unfinished_bytes", static_cast<std::int64_t>(unfinished));
  return record("bench", Effect::reads, std::string(kCutOff), std::move(values));
}

bool EvidenceLog::has_room(const Fact& fact, std::size_t size) const {
  const bool is_frame = fact.subject == "probe" || fact.probe == "bench" || fact.probe == kReview;
  if (is_frame) return size_ + size <= kEvidenceBytesMax;
  const auto before = size_of_probe_.find(fact.probe);
  const std::size_t of_probe = before == size_of_probe_.end() ? 0 : before->second;
  return size_ + size <= kEvidenceBytesMax - kRoomForEnds && of_probe + size <= kProbeBytesMax;
}

Status EvidenceLog::append(const Fact& fact, const std::string& line) {
  const Status written = write_all(file_.get(), line + "\n");
  if (!written) {
    failed_ = written.error();
    return written;
  }
  size_ += line.size() + 1;
  size_of_probe_[fact.probe] += line.size() + 1;
  return kOk;
}

Status EvidenceLog::record(std::string_view probe, Effect effect, std::string subject, Value values) {
  if (failed_) return *failed_;
  if (values.is_null()) values = Value::Map{};
  Fact fact{facts_.size() + 1, clock_->wall_s(), std::string(probe), effect, std::move(subject), std::move(values)};
  const std::string line = print_json(to_value(fact, head_));
  if (line.size() > kEvidenceLineMax) return Error{Err::too_large, "a fact above its bound"};
  if (!has_room(fact, line.size() + 1)) return Error{Err::too_large, "more evidence than one probe, or the whole run, may leave"};
  TRY(fact, parse_line(line, fact.seq, head_));
  TRY_(append(fact, line));
  head_ = digest_of(line);
  if (probe != kReview) run_head_ = head_;
  facts_.push_back(std::move(fact));
  return kOk;
}

Status EvidenceLog::sync() {
  if (::fdatasync(file_.get()) != 0) return io_error("cannot sync the evidence");
  return kOk;
}

Outcome<Evidence> parse_evidence(Bytes log) {
  if (log.size() > kEvidenceBytesMax) return Problem(Err::too_large, "the evidence log is above its bound");
  std::string_view text = as_text(log);
  if (text.empty()) return Problem(Err::truncated, "the evidence log is empty", "a run without evidence proves nothing");
  Evidence evidence{{}, kStart, kStart};
  while (!text.empty()) {
    const std::string record = "evidence record " + std::to_string(evidence.facts.size() + 1);
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos) return Problem(Err::truncated, record + " is cut off");
    auto fact = parse_line(text.substr(0, end), evidence.facts.size() + 1, evidence.head);
    if (!fact)
      return Problem(Err::unauthentic, record + " is broken: " + fact.error().what, "this log was changed after it was written");
    evidence.head = digest_of(text.substr(0, end));
    if (fact->probe != kReview) evidence.run_head = evidence.head;
    evidence.facts.push_back(std::move(*fact));
    text.remove_prefix(end + 1);
  }
  return evidence;
}

}  // namespace cardea::assess
