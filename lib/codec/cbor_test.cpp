// SPDX-License-Identifier: Apache-2.0
#include "lib/codec/cbor.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

namespace cardea {
namespace {

Result<Value> parse(std::string_view hex, const Limits& limits = {}) { return parse_cbor(*from_hex(hex), limits); }

Err refusal(std::string_view hex, const Limits& limits = {}) {
  const auto value = parse(hex, limits);
  EXPECT_FALSE(value.ok()) << hex;
  return value.ok() ? Err::broken : value.error().code;
}

nlohmann::json vectors() {
  std::ifstream in(CARDEA_SOURCE_DIR "/lib/codec/vectors/cbor-rfc8949.json");
  return nlohmann::json::parse(in);
}

// What of RFC 8949 appendix A lies outside our profile: tags, floats, other simple values, indefinite lengths, keys
// that are no text, whole numbers that need more than an int64. Told from the bytes, by independent reasoning.
bool outside_profile(const Buffer& wire) {
  const std::string hex = to_hex(wire);
  const unsigned first = wire[0];
  const unsigned major = first >> 5;
  if (major == 6 || (major == 7 && (first < 0xf4 || first > 0xf6))) return true;
  if (hex == "1bffffffffffffffff" || hex == "3bffffffffffffffff") return true;
  if (hex == "a201020304") return true;                                 // {1: 2, 3: 4}
  return hex.find("bf") == 0 || hex.find("9f") != std::string::npos ||  // indefinite
         hex.find("5f") == 0 || hex.find("7f") == 0 || hex.find("bf6") != std::string::npos;
}

TEST(Cbor, the_examples_of_the_rfc_decode_and_encode_back_or_are_outside_our_profile) {
  std::size_t inside = 0;
  const nlohmann::json all = vectors();
  for (const auto& item : all["well_formed"]) {
    const Buffer wire = *from_hex(item["hex"].get<std::string>());
    const auto value = parse_cbor(wire);
    ASSERT_EQ(value.ok(), !outside_profile(wire)) << item["hex"];
    if (!value.ok()) continue;
    ++inside;
    EXPECT_TRUE(item["canonical"].get<bool>()) << item["hex"];
    EXPECT_EQ(to_hex(encode_cbor(*value)), item["hex"].get<std::string>());
  }
  EXPECT_GE(inside, 30U);
}

TEST(Cbor, what_the_rfc_calls_not_well_formed_is_refused) {
  const nlohmann::json all = vectors();
  std::size_t seen = 0;
  for (const auto& group : all["not_well_formed"]) {
    for (const auto& hex : group) {
      refusal(hex.get<std::string>());
      ++seen;
    }
  }
  EXPECT_GE(seen, 50U);
}

TEST(Cbor, floats_tags_undefined_and_indefinite_lengths_are_refused) {
  for (const auto* hex : {"f93c00", "fa47c35000", "fb3ff199999999999a", "c001", "c249010000000000000000", "f7", "f0", "f818", "f8ff",
                          "9fff", "bfff", "5f4101ff", "7f6161ff", "ff"}) {
    EXPECT_EQ(refusal(hex), Err::bad_value) << hex;
  }
}

TEST(Cbor, heads_longer_than_need_be_are_refused) {
  for (const auto* hex : {"1800", "1817", "190000", "1900ff", "1a0000ffff", "1b00000000ffffffff", "3800", "5800", "7800", "9800", "b800", "f814"}) {
    EXPECT_EQ(refusal(hex), Err::bad_value) << hex;
  }
}

TEST(Cbor, whole_numbers_end_where_int64_ends) {
  EXPECT_EQ(*parse("1b7fffffffffffffff")->if_int(), INT64_MAX);
  EXPECT_EQ(*parse("3b7fffffffffffffff")->if_int(), INT64_MIN);
  EXPECT_EQ(refusal("1b8000000000000000"), Err::bad_value);
  EXPECT_EQ(refusal("3b8000000000000000"), Err::bad_value);
}

TEST(Cbor, map_keys_are_text_in_order_and_once) {
  EXPECT_TRUE(parse("a261620162616102").ok());             // "b" before "aa": shorter first
  EXPECT_EQ(refusal("a262616101616202"), Err::bad_value);  // "aa" before "b"
  EXPECT_EQ(refusal("a2616101616102"), Err::bad_value);    // twice
  EXPECT_EQ(refusal("a10102"), Err::bad_value);            // key is a number
  EXPECT_EQ(refusal("a1416102"), Err::bad_value);          // key is a byte string
  Value v;
  v.set("aa", 2).set("b", 1);
  EXPECT_EQ(to_hex(encode_cbor(v)), "a261620162616102");
}

TEST(Cbor, text_must_be_utf8) {
  EXPECT_EQ(refusal("62c080"), Err::bad_value);
  EXPECT_EQ(refusal("a161ff01"), Err::bad_value);
}

TEST(Cbor, input_that_is_cut_or_goes_on_is_refused) {
  EXPECT_EQ(refusal(""), Err::truncated);
  EXPECT_EQ(refusal("18"), Err::truncated);
  EXPECT_EQ(refusal("4401"), Err::truncated);
  EXPECT_EQ(refusal("8201"), Err::truncated);
  EXPECT_EQ(refusal("9bffffffffffffffff"), Err::truncated);
  EXPECT_EQ(refusal("5bffffffffffffffff"), Err::truncated);
  EXPECT_EQ(refusal("bb7fffffffffffffff"), Err::truncated);
  EXPECT_EQ(refusal("0000"), Err::bad_value);
}

TEST(Cbor, each_bound_is_enforced_while_parsing) {
  EXPECT_EQ(refusal("820102", {.bytes_max = 2}), Err::too_large);
  EXPECT_EQ(refusal("818180", {.depth_max = 2}), Err::too_large);
  EXPECT_TRUE(parse("818180", {.depth_max = 3}).ok());
  EXPECT_EQ(refusal("83010203", {.nodes_max = 3}), Err::too_large);
  EXPECT_TRUE(parse("83010203", {.nodes_max = 4}).ok());
  EXPECT_EQ(parse_cbor(Buffer(100'000, 0x81)).error().code, Err::too_large);
}

}  // namespace
}  // namespace cardea
