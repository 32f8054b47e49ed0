// SPDX-License-Identifier: Apache-2.0
#include "lib/store/append_log.hpp"

#include <gtest/gtest.h>

#include <cerrno>

#include "lib/store/file.hpp"
#include "lib/store/scratch.hpp"

namespace cardea::store {
namespace {

constexpr std::size_t kHeader = 36;

template <class T>
Err refusal(const Result<T>& result) {
  EXPECT_FALSE(result.ok());
  return result.ok() ? Err{} : result.error().code;
}

class Logs : public testing::Test {
 protected:
  void SetUp() override {
    const auto log = open();
    for (const char* body : {"first", "", "third"}) ASSERT_TRUE(log->append(as_bytes(body)).ok());
    head_ = log->head();
  }

  std::unique_ptr<AppendLog> open() {
    seen_.clear();
    auto log = AppendLog::open(path_, [this](Bytes record) -> Status {
      seen_.emplace_back(as_text(record));
      return kOk;
    });
    EXPECT_TRUE(log.ok());
    return log.ok() ? std::move(*log) : nullptr;
  }

  Buffer file() { return *read_file(path_); }
  void set_file(Bytes content) { ASSERT_TRUE(write_file(path_, content).ok()); }
  Err refused_with(Bytes content) {
    set_file(content);
    return refusal(AppendLog::open(path_, [](Bytes) -> Status { return kOk; }));
  }

  ScratchDirectory folder_;
  std::string path_ = folder_ / "events.log";
  std::vector<std::string> seen_;
  crypto::Digest256 head_{};
};

const std::vector<std::string> kAll = {"first", "", "third"};

TEST_F(Logs, replay_what_was_appended) {
  const auto log = open();
  EXPECT_EQ(seen_, kAll);
  EXPECT_EQ(log->head(), head_);
  EXPECT_EQ(log->torn_bytes(), 0U);
}

TEST_F(Logs, chain_each_record_to_the_one_before) {
  crypto::Digest256 head{};
  for (const std::string& body : kAll) {
    Buffer input(head.begin(), head.end());
    input.insert(input.end(), body.begin(), body.end());
    head = crypto::sha256(input);
  }
  EXPECT_EQ(head, head_);
}

TEST_F(Logs, go_on_where_they_ended) {
  ASSERT_TRUE(open()->append(as_bytes("fourth")).ok());
  const auto log = open();
  EXPECT_EQ(seen_.back(), "fourth");
  EXPECT_EQ(seen_.size(), 4U);
}

TEST_F(Logs, cut_a_torn_record_at_every_length_and_say_so) {
  const Buffer whole = file();
  const std::size_t last = kHeader + 5;
  for (std::size_t kept = 1; kept < last; ++kept) {
    set_file(Bytes(whole).first(whole.size() - last + kept));
    const auto log = open();
    ASSERT_NE(log, nullptr);
    EXPECT_EQ(log->torn_bytes(), kept);
    EXPECT_EQ(seen_, std::vector<std::string>({"first", ""}));
    EXPECT_EQ(file().size(), whole.size() - last);
  }
  ASSERT_TRUE(open()->append(as_bytes("third")).ok());
  EXPECT_EQ(file(), whole);
}

TEST_F(Logs, cut_zeros_that_a_file_system_left_at_the_end) {
  Buffer content = file();
  content.resize(content.size() + 4096);
  set_file(content);
  EXPECT_EQ(open()->torn_bytes(), 4096U);
  EXPECT_EQ(seen_, kAll);
}

TEST_F(Logs, with_any_flipped_bit_are_refused_and_left_alone) {
  const Buffer whole = file();
  for (std::size_t at = 0; at < whole.size(); ++at) {
    for (unsigned bit = 0; bit < 8; ++bit) {
      Buffer changed = whole;
      changed[at] ^= static_cast<std::uint8_t>(1U << bit);
      ASSERT_EQ(refusal(parse_append_log(changed)), Err::unauthentic) << at << " bit " << bit;
    }
  }
  Buffer changed = whole;
  changed[3] ^= 0x80;  // a size that reaches past the end, so that all that follows looks torn
  EXPECT_EQ(refused_with(changed), Err::unauthentic);
  EXPECT_EQ(file(), changed);
}

TEST_F(Logs, with_a_record_taken_out_put_in_or_swapped_are_refused) {
  const Buffer whole = file();
  const Bytes first = Bytes(whole).first(kHeader + 5);
  const Bytes second = Bytes(whole).subspan(kHeader + 5, kHeader);
  const Bytes third = Bytes(whole).last(kHeader + 5);
  const auto joined = [](std::initializer_list<Bytes> parts) {
    Buffer out;
    for (const Bytes part : parts) out.insert(out.end(), part.begin(), part.end());
    return out;
  };
  ASSERT_TRUE(parse_append_log(joined({first, second, third})).ok());
  EXPECT_EQ(refused_with(joined({second, third})), Err::unauthentic);
  EXPECT_EQ(refused_with(joined({first, third})), Err::unauthentic);
  EXPECT_EQ(refused_with(joined({first, first, second, third})), Err::unauthentic);
  EXPECT_EQ(refused_with(joined({first, third, second})), Err::unauthentic);
}

TEST_F(Logs, cut_at_a_record_show_it_by_their_head) {
  const Buffer whole = file();
  const auto shorter = parse_append_log(Bytes(whole).first(whole.size() - kHeader - 5));
  ASSERT_TRUE(shorter.ok());
  EXPECT_EQ(shorter->torn_bytes, 0U);
  EXPECT_NE(shorter->head, head_);
}

TEST_F(Logs, take_an_append_whose_first_sector_never_came_for_a_torn_one) {
  {
    const auto log = open();
    ASSERT_TRUE(log->append(Buffer(1000, 'x')).ok());
  }
  const std::size_t before = 3 * kHeader + 10;
  Buffer torn = file();
  std::fill(torn.begin() + static_cast<std::ptrdiff_t>(before), torn.begin() + 512, std::uint8_t{0});
  const auto log = parse_append_log(torn);
  ASSERT_TRUE(log.ok());
  EXPECT_EQ(log->size, before);
  EXPECT_EQ(log->torn_bytes, torn.size() - before);
}

TEST_F(Logs, begin_no_record_whose_header_would_cross_a_sector) {
  {
    const auto log = open();
    ASSERT_TRUE(log->append(Buffer(512 - (3 * kHeader + 10) - kHeader - 10, 'x')).ok());  // ten bytes are left of the sector
    ASSERT_TRUE(log->append(as_bytes("next")).ok());
  }
  const Buffer whole = file();
  EXPECT_EQ(whole.size(), 512 + kHeader + 4);
  EXPECT_EQ(parse_append_log(whole)->records.size(), 5U);
  Buffer changed = whole;
  changed[510] = 1;
  EXPECT_EQ(refused_with(changed), Err::unauthentic);
}

TEST_F(Logs, stay_as_they_were_on_a_full_disk) {
  const auto log = open();
  const Buffer before = file();
  {
    const FullDisk full(before.size() + 10);
    const auto appended = log->append(as_bytes("does not fit"));
    EXPECT_EQ(refusal(appended), Err::io);
    EXPECT_EQ(appended.error().sys, EFBIG);
    EXPECT_EQ(file(), before);
  }
  EXPECT_EQ(log->head(), head_);
  ASSERT_TRUE(log->append(as_bytes("fits now")).ok());
  EXPECT_EQ(parse_append_log(file())->records.size(), 4U);
}

TEST_F(Logs, cannot_be_made_in_a_read_only_folder) {
  const int sys = with_read_only_folder(folder_, [&] {
    const auto log = AppendLog::open(folder_ / "other.log", [](Bytes) -> Status { return kOk; });
    return log.ok() ? 0 : log.error().sys;
  });
  EXPECT_EQ(sys, EACCES);
}

TEST_F(Logs, have_one_writer) {
  const auto log = open();
  EXPECT_EQ(refusal(AppendLog::open(path_, [](Bytes) -> Status { return kOk; })), Err::unavailable);
}

TEST_F(Logs, refuse_records_and_files_above_their_bounds) {
  const auto log = open();
  EXPECT_EQ(refusal(log->append(Buffer(kRecordMax + 1))), Err::too_large);
  EXPECT_TRUE(log->append(Buffer(kRecordMax)).ok());
  EXPECT_EQ(refusal(parse_append_log(Buffer(kAppendLogMax + 1))), Err::too_large);
}

TEST_F(Logs, stop_opening_when_a_record_is_not_taken) {
  const auto log = AppendLog::open(path_, [](Bytes) -> Status { return Error{Err::bad_value, "not one of ours"}; });
  EXPECT_EQ(refusal(log), Err::bad_value);
}

TEST_F(Logs, keep_what_was_acknowledged_before_a_kill) {
  int acknowledged[2];
  ASSERT_EQ(::pipe(acknowledged), 0);
  Child writer([&] {
    const auto log = AppendLog::open(path_, [](Bytes) -> Status { return kOk; });
    while (log.ok() && (*log)->append(Buffer(3000, 'x')).ok() && ::write(acknowledged[1], "x", 1) == 1) {
    }
    return 1;
  });
  char byte = 0;
  for (int i = 0; i < 20; ++i) ASSERT_EQ(::read(acknowledged[0], &byte, 1), 1);
  writer.kill();
  const auto log = open();
  EXPECT_GE(seen_.size(), kAll.size() + 20);
  ::close(acknowledged[0]);
  ::close(acknowledged[1]);
}

}  // namespace
}  // namespace cardea::store
