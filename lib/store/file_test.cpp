// SPDX-License-Identifier: Apache-2.0
#include "lib/store/file.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>

#include <cerrno>

#include "lib/store/scratch.hpp"

namespace cardea::store {
namespace {

template <class T>
Err refusal(const Result<T>& result) {
  EXPECT_FALSE(result.ok());
  return result.ok() ? Err{} : result.error().code;
}

mode_t mode_of(const std::string& path) {
  struct stat status{};
  EXPECT_EQ(::stat(path.c_str(), &status), 0);
  return status.st_mode & 07777U;
}

class Files : public testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(write_file(path_, as_bytes("old")).ok()); }
  std::string content() { return read_text(path_).value_or("(unreadable)"); }

  ScratchDirectory folder_;
  std::string path_ = folder_ / "state";
};

TEST_F(Files, are_replaced_whole) {
  EXPECT_EQ(content(), "old");
  ASSERT_TRUE(write_file(path_, as_bytes("new content")).ok());
  EXPECT_EQ(content(), "new content");
  ASSERT_TRUE(write_file(path_, Bytes{}).ok());
  EXPECT_EQ(content(), "");
  EXPECT_EQ(folder_.count(), 1U);
}

TEST_F(Files, have_the_mode_that_was_asked_for) {
  EXPECT_EQ(mode_of(path_), 0600U);
  const mode_t old_mask = ::umask(077);
  ASSERT_TRUE(write_file(path_, as_bytes("new"), 0644).ok());
  ::umask(old_mask);
  EXPECT_EQ(mode_of(path_), 0644U);
  ASSERT_TRUE(write_file(path_, as_bytes("new")).ok());
  EXPECT_EQ(mode_of(path_), 0600U);
}

TEST_F(Files, above_the_bound_are_refused_and_at_the_bound_read) {
  EXPECT_TRUE(read_file(path_, 3).ok());
  EXPECT_EQ(refusal(read_file(path_, 2)), Err::too_large);
  EXPECT_EQ(refusal(read_file(path_, 0)), Err::too_large);
  ASSERT_TRUE(write_file(path_, Buffer(200'000, 7)).ok());
  EXPECT_EQ(read_file(path_)->size(), 200'000U);
}

TEST_F(Files, that_do_not_exist_are_not_found) {
  EXPECT_EQ(refusal(read_file(folder_ / "absent")), Err::not_found);
  EXPECT_FALSE(file_exists(folder_ / "absent"));
  EXPECT_TRUE(file_exists(path_));
}

TEST_F(Files, are_not_read_through_a_link) {
  ASSERT_EQ(::symlink(path_.c_str(), (folder_ / "link").c_str()), 0);
  const auto read = read_file(folder_ / "link");
  EXPECT_EQ(refusal(read), Err::io);
  EXPECT_EQ(read.error().sys, ELOOP);
}

TEST_F(Files, are_written_over_a_link_not_through_it) {
  ASSERT_EQ(::symlink(path_.c_str(), (folder_ / "link").c_str()), 0);
  ASSERT_TRUE(write_file(folder_ / "link", as_bytes("new")).ok());
  EXPECT_EQ(content(), "old");
  EXPECT_EQ(*read_text(folder_ / "link"), "new");
}

TEST_F(Files, are_not_written_through_a_link_that_waits_under_the_temporary_name) {
  ASSERT_EQ(::symlink((folder_ / "victim").c_str(), (path_ + ".new").c_str()), 0);
  EXPECT_EQ(refusal(write_file(path_, as_bytes("new"))), Err::io);
  EXPECT_FALSE(file_exists(folder_ / "victim"));
  EXPECT_EQ(content(), "old");
}

TEST_F(Files, that_are_pipes_or_folders_are_refused_without_waiting) {
  ASSERT_EQ(::mkfifo((folder_ / "pipe").c_str(), 0600), 0);
  EXPECT_EQ(refusal(read_file(folder_ / "pipe")), Err::refused);
  EXPECT_EQ(refusal(read_file(folder_.path())), Err::refused);
}

TEST_F(Files, keep_their_content_on_a_full_disk) {
  {
    const FullDisk full(1000);
    const auto written = write_file(path_, Buffer(5000, 'x'));
    EXPECT_EQ(refusal(written), Err::io);
    EXPECT_EQ(written.error().sys, EFBIG);
  }
  EXPECT_EQ(content(), "old");
  EXPECT_EQ(folder_.count(), 1U);  // nothing left beside
}

TEST_F(Files, keep_their_content_in_a_read_only_folder) {
  const int sys = with_read_only_folder(folder_, [&] {
    const auto written = write_file(path_, as_bytes("new"));
    return written.ok() ? 0 : written.error().sys;
  });
  EXPECT_EQ(sys, EACCES);
  EXPECT_EQ(content(), "old");
}

TEST_F(Files, survive_what_a_crash_left_beside_them) {
  {
    const UniqueFd left(::open((path_ + ".new").c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
  }
  ASSERT_EQ(::truncate((path_ + ".new").c_str(), 100'000), 0);
  EXPECT_EQ(content(), "old");
  ASSERT_TRUE(write_file(path_, as_bytes("new")).ok());
  EXPECT_EQ(content(), "new");
  EXPECT_EQ(folder_.count(), 1U);
}

TEST_F(Files, hold_old_or_new_content_after_a_kill_at_any_moment) {
  for (int round = 0; round < 20; ++round) {
    int ready[2];
    ASSERT_EQ(::pipe(ready), 0);
    Child writer([&] {
      for (int i = 0;; ++i) {
        if (!write_file(path_, Buffer(100'000, static_cast<std::uint8_t>('a' + i % 2))).ok()) return 1;
        if (::write(ready[1], "x", 1) != 1) return 2;
      }
    });
    char byte = 0;
    ASSERT_EQ(::read(ready[0], &byte, 1), 1);
    writer.kill();
    const std::string now = content();
    ASSERT_EQ(now.size(), 100'000U);
    ASSERT_EQ(now, std::string(now.size(), now[0]));
    ::close(ready[0]);
    ::close(ready[1]);
  }
}

TEST_F(Files, of_two_writers_at_once_are_never_mixed) {
  const auto write_often = [&](char letter, std::size_t size) {
    return [=, this] {
      for (int i = 0; i < 100; ++i) {
        if (!write_file(path_, Buffer(size, static_cast<std::uint8_t>(letter))).ok()) return 1;
      }
      return 0;
    };
  };
  Child one(write_often('a', 70'000));
  Child two(write_often('b', 50'000));
  for (int i = 0; i < 200; ++i) {
    const std::string now = content();
    ASSERT_TRUE(now == "old" || now == std::string(70'000, 'a') || now == std::string(50'000, 'b')) << now.size();
  }
  EXPECT_EQ(one.wait(), 0);
  EXPECT_EQ(two.wait(), 0);
  EXPECT_EQ(folder_.count(), 1U);
}

TEST_F(Files, are_created_once) {
  ASSERT_TRUE(create_file(folder_ / "serial-1", as_bytes("mine")).ok());
  EXPECT_EQ(refusal(create_file(folder_ / "serial-1", as_bytes("yours"))), Err::exists);
  EXPECT_EQ(*read_text(folder_ / "serial-1"), "mine");
  EXPECT_EQ(folder_.count(), 2U);
}

TEST_F(Files, are_claimed_by_one_of_many) {
  std::vector<std::unique_ptr<Child>> children;
  for (int i = 0; i < 8; ++i) {
    children.push_back(std::make_unique<Child>([&] { return create_file(folder_ / "claim", as_bytes("x")).ok() ? 1 : 0; }));
  }
  int winners = 0;
  for (auto& child : children) winners += child->wait();
  EXPECT_EQ(winners, 1);
  EXPECT_EQ(folder_.count(), 2U);
}

TEST_F(Files, created_just_before_a_crash_are_not_emptied_by_the_next_write) {
  ASSERT_EQ(::link(path_.c_str(), (path_ + ".new").c_str()), 0);  // between the link and the unlink of a claim
  const FullDisk full(1);
  EXPECT_FALSE(write_file(path_, as_bytes("new content")).ok());
  EXPECT_EQ(content(), "old");
}

TEST_F(Files, cannot_be_written_where_there_is_no_folder) {
  EXPECT_EQ(refusal(write_file(folder_ / "a/b", as_bytes("x"))), Err::io);
}

TEST_F(Files, get_folders_with_all_parents) {
  ASSERT_TRUE(make_directory(folder_ / "a/b/c", 0700).ok());
  ASSERT_TRUE(make_directory(folder_ / "a/b/c", 0700).ok());
  EXPECT_EQ(mode_of(folder_ / "a/b"), 0700U);
  EXPECT_EQ(refusal(make_directory(path_)), Err::exists);
  EXPECT_EQ(refusal(make_directory(path_ + "/below")), Err::exists);
  EXPECT_EQ(refusal(make_directory("")), Err::bad_value);
}

}  // namespace
}  // namespace cardea::store
