// SPDX-License-Identifier: Apache-2.0
// The prover itself: it must find the classic mistakes, each in a small store that makes it, and leave a sound store alone.
#include "sim/disk/crash_proof.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <unistd.h>

#include "lib/base/fd.hpp"
#include "lib/store/file.hpp"

namespace cardea::sim {
namespace {

// A store of one number.
class OneNumber : public Life {
 public:
  using Write = std::function<Status(const std::string& path, Bytes content)>;
  OneNumber(std::string folder, Write write) : path_(folder + "/number"), write_(std::move(write)) {}
  Status step(std::size_t index) override {
    const std::string content = "number " + std::to_string(index + 1);
    return write_(path_, as_bytes(content));
  }
  Result<std::string> look() override {
    auto content = store::read_text(path_);
    if (!content && content.error().code == Err::not_found) return std::string("none");
    return content;
  }

 private:
  std::string path_;
  Write write_;
};

Subject subject(OneNumber::Write write) {
  return {"one number", 3, [](const std::string&) {}, [write](const std::string& folder) -> Result<std::unique_ptr<Life>> {
            return std::unique_ptr<Life>(std::make_unique<OneNumber>(folder, write));
          }};
}

Status put(const std::string& path, Bytes content, bool sync) {
  const UniqueFd fd(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
  if (!fd.valid()) return io_error("open");
  if (::write(fd.get(), content.data(), content.size()) != static_cast<ssize_t>(content.size())) return io_error("write");
  if (sync && ::fsync(fd.get()) != 0) return io_error("fsync");
  return kOk;
}

std::string folder_of(const std::string& path) {
  return path.substr(0, path.rfind('/'));
}

TEST(CrashProof, finds_nothing_in_a_sound_store) {
  const Subject sound = subject([](const std::string& path, Bytes content) { return store::write_file(path, content); });
  const Proof cuts = prove_against_power_cuts(sound);
  EXPECT_THAT(cuts.lost, testing::IsEmpty());
  EXPECT_GT(cuts.states, 15U);
  const Proof failures = prove_against_failed_calls(sound);
  EXPECT_THAT(failures.lost, testing::IsEmpty());
  EXPECT_GT(failures.failed_calls, 20U);
}

TEST(CrashProof, finds_a_store_that_writes_in_place) {
  EXPECT_FALSE(prove_against_power_cuts(subject([](const std::string& path, Bytes content) { return put(path, content, true); })).lost.empty());
}

TEST(CrashProof, finds_a_rename_before_the_content_is_on_the_disk) {
  const auto proof = prove_against_power_cuts(subject([](const std::string& path, Bytes content) -> Status {
    TRY_(put(path + ".new", content, false));
    if (::rename((path + ".new").c_str(), path.c_str()) != 0) return io_error("rename");
    return store::sync_directory(folder_of(path));
  }));
  EXPECT_FALSE(proof.lost.empty());
}

TEST(CrashProof, finds_an_acknowledgement_before_the_name_is_on_the_disk) {
  const auto proof = prove_against_power_cuts(subject([](const std::string& path, Bytes content) -> Status {
    TRY_(put(path + ".new", content, true));
    if (::rename((path + ".new").c_str(), path.c_str()) != 0) return io_error("rename");
    return kOk;
  }));
  EXPECT_FALSE(proof.lost.empty());
}

TEST(CrashProof, finds_a_write_whose_failure_nobody_looks_at) {
  const auto proof = prove_against_failed_calls(subject([](const std::string& path, Bytes content) -> Status {
    (void)store::write_file(path, content).ok();
    return kOk;
  }));
  EXPECT_FALSE(proof.lost.empty());
}

TEST(CrashProof, finds_a_short_write_taken_for_a_whole_one) {
  const auto proof = prove_against_failed_calls(subject([](const std::string& path, Bytes content) -> Status {
    const UniqueFd fd(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
    if (!fd.valid()) return io_error("open");
    return ::write(fd.get(), content.data(), content.size()) > 0 ? Status(kOk) : Status(io_error("write"));
  }));
  EXPECT_FALSE(proof.lost.empty());
}

}  // namespace
}  // namespace cardea::sim
