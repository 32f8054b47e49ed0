// SPDX-License-Identifier: Apache-2.0
#include "device/courier/repository_read.hpp"

#include <gtest/gtest.h>

namespace cardea::courier {
namespace {

constexpr const char* kOther = "the service sent another range than was asked for";
constexpr const char* kNone = "the service, or a proxy before it, does not do range requests";

std::string content_of(std::size_t size) {
  std::string content(size, '\0');
  for (std::size_t i = 0; i < size; ++i) content[i] = static_cast<char>('a' + (i * 7 + i / 1000) % 26);
  return content;
}

// What becomes of a read when the service answers so.
class Reading {
 public:
  Reading(std::uint64_t offset, std::uint32_t length, std::string path = "targets/00.image")
      : read_(*RepositoryRead::of({std::move(path), offset, length})) {}

  Result<contract::Piece> answer(int status, net::Headers headers, std::string_view body) {
    net::HttpResponse head{status, std::move(headers), {}};
    const auto bound = read_.take_head(head);
    if (!bound) return read_.piece(bound.error());
    for (std::size_t at = 0; at < body.size(); at += kPiece) {
      if (body.size() > *bound) return read_.piece(Error{Err::too_large, "the body is over its limit"});
      if (status / 100 == 2 && !read_.take_body(as_bytes(body.substr(at, kPiece))))
        return Error{Err::broken, "a piece was refused"};
    }
    return read_.piece(net::Fetched{std::move(head), ""});
  }
  Result<contract::Piece> range(const char* content_range, std::string_view body) {
    return answer(206, {{"content-range", content_range}}, body);
  }
  Result<contract::Piece> broken(Error why) { return read_.piece(why); }

  static constexpr std::size_t kPiece = 7;
  RepositoryRead read_;
};

void expect_unavailable(const Result<contract::Piece>& got, const char* what, const char* about) {
  ASSERT_FALSE(got.ok()) << about;
  EXPECT_EQ(got.error().code, Err::unavailable) << about;
  EXPECT_STREQ(got.error().what, what) << about;
}

TEST(RepositoryPath, is_metadata_or_a_target_of_plain_characters) {
  for (const char* path : {"metadata/timestamp.json", "metadata/1.root.json", "targets/00ff.speaker-1.1.0.image"}) {
    EXPECT_TRUE(check_repository_path(path)) << path;
  }
  for (const char* path : {"", "metadata/", "metadata", "timestamp.json", "/metadata/a", "metadata/.a", "metadata/../a",
                           "metadata/a/b", "targets/a b", "targets/a?b", "targets/a%2fb", "targets/a\r\nhost: b"}) {
    EXPECT_FALSE(check_repository_path(path)) << path;
  }
  EXPECT_TRUE(check_repository_path("targets/" + std::string(200, 'a')));
  EXPECT_FALSE(check_repository_path("targets/" + std::string(201, 'a')));
}

TEST(RepositoryRead, is_of_1_to_65536_bytes_that_a_file_may_have) {
  EXPECT_TRUE(RepositoryRead::of({"targets/a", 0, 1}).ok());
  EXPECT_TRUE(RepositoryRead::of({"targets/a", UINT64_MAX - 65'536, 65'536}).ok());
  EXPECT_EQ(RepositoryRead::of({"targets/a", 0, 0}).error().code, Err::bad_value);
  EXPECT_EQ(RepositoryRead::of({"targets/a", 0, 65'537}).error().code, Err::bad_value);
  EXPECT_EQ(RepositoryRead::of({"targets/a", UINT64_MAX - 65'535, 65'536}).error().code, Err::bad_value);
  EXPECT_EQ(RepositoryRead::of({"elsewhere/a", 0, 1}).error().code, Err::bad_value);
}

TEST(RepositoryRead, asks_for_exactly_its_range) {
  const auto read = RepositoryRead::of({"targets/00.image", 1000, 500});
  EXPECT_EQ(read->target(), "/v1/repository/targets/00.image");
  EXPECT_EQ(read->range(), "bytes=1000-1499");
  EXPECT_EQ(RepositoryRead::of({"targets/a", UINT64_MAX - 1, 1})->range(), "bytes=18446744073709551614-18446744073709551614");
}

TEST(RepositoryRead, takes_the_range_it_asked_for) {
  const std::string file = content_of(5000);
  const auto piece = Reading(1000, 500).range("bytes 1000-1499/5000", file.substr(1000, 500));
  ASSERT_TRUE(piece) << piece.error().what;
  EXPECT_TRUE(piece->found);
  EXPECT_EQ(piece->total, 5000U);
  EXPECT_EQ(as_text(piece->bytes), file.substr(1000, 500));
  EXPECT_EQ(piece->wait_s, 0U);
}

TEST(RepositoryRead, takes_a_short_range_where_the_file_ends) {
  const auto tail = Reading(4900, 500).range("bytes 4900-4999/5000", content_of(100));
  ASSERT_TRUE(tail) << tail.error().what;
  EXPECT_EQ(tail->bytes.size(), 100U);
  EXPECT_EQ(tail->total, 5000U);
  EXPECT_EQ(Reading(0, 1).range("bytes 0-0/1", "x")->bytes.size(), 1U);
}

TEST(RepositoryRead, another_range_than_it_asked_for_is_no_answer_now) {
  for (const char* other : {"",
                            "bytes",
                            "bytes ",
                            "bytes 1000-1499",
                            "bytes 1000-1499/",
                            "bytes 1000-1499/*",
                            "bytes */5000",
                            "bytes 1000/5000",
                            "bytes -1499/5000",
                            "bytes 1000-/5000",
                            "octets 1000-1499/5000",
                            "bytes=1000-1499/5000",
                            "bytes  1000-1499/5000",
                            "bytes 1000-1499/5000 ",
                            "bytes 1000-1499/5000/1",
                            "bytes +1000-1499/5000",
                            "bytes 1000--1499/5000",
                            "bytes 0x3e8-1499/5000",
                            "bytes 1000-1499/99999999999999999999",
                            "bytes 999-1498/5000",
                            "bytes 1001-1500/5000",
                            "bytes 1000-1498/5000",
                            "bytes 1000-1500/5000",
                            "bytes 1000-999/5000",
                            "bytes 1000-1499/1499",
                            "bytes 1000-1499/0",
                            "bytes 0-499/5000",
                            "bytes 1000-1398/1400",
                            "bytes 1000-18446744073709551615/5000"}) {
    expect_unavailable(Reading(1000, 500).range(other, content_of(500)), kOther, other);
  }
  expect_unavailable(Reading(1000, 500).range("bytes 1400-1499/5000", content_of(100)), kOther, "it begins later");
  expect_unavailable(Reading(1000, 500).range("bytes 999-1499/5000", content_of(501)), kOther, "it begins earlier");
  expect_unavailable(Reading(1000, 500).range("bytes 1000-1399/5000", content_of(400)), kOther, "it ends earlier");
  expect_unavailable(Reading(1000, 500).range("bytes 1000-1500/5000", content_of(501)), kOther, "it ends later");
  expect_unavailable(Reading(1000, 500).answer(206, {}, content_of(500)), kOther, "none");
  expect_unavailable(Reading(1000, 500).answer(206, {{"content-type", "multipart/byteranges; boundary=a"}}, content_of(500)),
                     kOther, "many");
}

TEST(RepositoryRead, a_body_that_is_not_as_long_as_its_range_is_no_answer_now) {
  for (const std::size_t size : {0U, 1U, 499U, 501U, 100'000U}) {
    expect_unavailable(Reading(1000, 500).range("bytes 1000-1499/5000", content_of(size)), kOther, std::to_string(size).c_str());
  }
  expect_unavailable(Reading(4900, 500).range("bytes 4900-4999/5000", content_of(500)), kOther, "beyond the end");
}

TEST(RepositoryRead, beyond_the_end_there_are_no_bytes) {
  const auto end = Reading(5000, 500).answer(416, {{"content-range", "bytes */5000"}}, "{}");
  ASSERT_TRUE(end) << end.error().what;
  EXPECT_TRUE(end->found);
  EXPECT_EQ(end->total, 5000U);
  EXPECT_TRUE(end->bytes.empty());
  EXPECT_EQ(Reading(0, 500).answer(416, {{"content-range", "bytes */0"}}, "")->total, 0U) << "an empty file";
  for (const char* silent : {"", "bytes */*", "bytes 0-1/2", "bytes */-5", "bytes */"}) {
    const auto piece = Reading(5000, 500).answer(416, {{"content-range", silent}}, "");
    ASSERT_TRUE(piece) << silent;
    EXPECT_TRUE(piece->found && piece->bytes.empty() && piece->total == 0) << silent;
  }
  expect_unavailable(Reading(4999, 500).answer(416, {{"content-range", "bytes */5000"}}, ""), kOther, "it has that byte");
}

TEST(RepositoryRead, of_a_whole_small_file_keeps_its_part) {
  const std::string file = content_of(200'000);
  for (const std::uint64_t offset : {0U, 3U, 65'536U, 150'000U, 199'999U}) {
    const auto piece = Reading(offset, 65'536).answer(200, {{"content-length", "200000"}}, file);
    ASSERT_TRUE(piece) << piece.error().what;
    EXPECT_TRUE(piece->found);
    EXPECT_EQ(piece->total, 200'000U);
    EXPECT_TRUE(as_text(piece->bytes) == file.substr(offset, 65'536)) << offset;
  }
  const auto past = Reading(200'000, 1).answer(200, {}, file);
  ASSERT_TRUE(past);
  EXPECT_TRUE(past->found && past->bytes.empty() && past->total == 200'000U);
}

TEST(RepositoryRead, of_a_whole_large_file_is_given_up) {
  expect_unavailable(Reading(0, 10).answer(200, {{"content-length", std::to_string(kWholeMax + 1)}}, ""), kNone, "it says so");
  expect_unavailable(Reading(0, 10).answer(200, {{"content-length", "18446744073709551615"}}, ""), kNone, "very large");
  expect_unavailable(Reading(0, 10).answer(200, {}, content_of(kWholeMax + 1)), kNone, "it does not say so");
  EXPECT_TRUE(Reading(kWholeMax - 10, 10).answer(200, {}, content_of(kWholeMax)));
}

TEST(RepositoryRead, holds_no_more_of_a_whole_file_than_its_part) {
  auto read = *RepositoryRead::of({"targets/a", 1'000'000, 100});
  ASSERT_TRUE(read.take_head({200, {}, {}}));
  const Buffer block(16 * 1024, 'x');
  for (int i = 0; i < 256; ++i) ASSERT_TRUE(read.take_body(block));
  const auto piece = read.piece(net::Fetched{{200, {}, {}}, ""});
  ASSERT_TRUE(piece);
  EXPECT_EQ(piece->bytes.size(), 100U);
  EXPECT_LE(piece->bytes.capacity(), 1024U);
}

TEST(RepositoryRead, a_file_that_is_not_there_is_found_nowhere) {
  const auto piece = Reading(0, 10).answer(404, {}, "{}");
  ASSERT_TRUE(piece);
  EXPECT_FALSE(piece->found);
}

TEST(RepositoryRead, an_answer_that_is_no_part_of_a_file_is_short_and_no_bytes_of_it_are_kept) {
  for (const int status : {201, 204, 301, 304, 400, 500, 503}) {
    const auto got = Reading(0, 10).answer(status, {}, "0123456789");
    expect_unavailable(got, "the service has a problem of its own", std::to_string(status).c_str());
  }
  EXPECT_EQ(Reading(0, 10).answer(403, {}, "").error().code, Err::refused);
  EXPECT_LE(*Reading(0, 10).read_.take_head({404, {}, {}}), 16U * 1024);
}

TEST(RepositoryRead, waits_for_its_turn_for_a_release_and_never_for_metadata) {
  const net::Headers later{{"retry-after", "90"}};
  EXPECT_EQ(Reading(0, 10).answer(429, later, "{}")->wait_s, 90U);
  EXPECT_FALSE(Reading(0, 10, "metadata/timestamp.json").answer(429, later, "{}").ok());
  EXPECT_FALSE(Reading(0, 10).answer(429, {{"retry-after", "soon"}}, "{}").ok());
}

TEST(RepositoryRead, what_breaks_off_is_unavailable_in_its_own_words_and_a_refusal_stays_one) {
  for (const Err code :
       {Err::truncated, Err::bad_value, Err::too_large, Err::unauthentic, Err::unsupported, Err::io, Err::unavailable}) {
    expect_unavailable(Reading(0, 10).broken({code, "the peer closed"}), "the peer closed", name_of(code));
  }
  EXPECT_EQ(Reading(0, 10).broken({Err::refused, "the peer refused our certificate"}).error().code, Err::refused);
}

}  // namespace
}  // namespace cardea::courier
