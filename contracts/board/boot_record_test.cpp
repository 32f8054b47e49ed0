// SPDX-License-Identifier: Apache-2.0
#include "contracts/board/boot_record.hpp"

#include <gtest/gtest.h>

#include "lib/codec/cbor.hpp"

namespace cardea::board {
namespace {

BootRecord sample() {
  BootRecord record;
  record.good = Slot::b;
  record.trial = Slot::a;
  record.tries_left = 2;
  record.slot_a = SlotRecord{"2.0.0", 8192, 4, {1, 2, 3}, {4, 5, 6}};
  record.slot_b = SlotRecord{"1.0.0", 4096, 3, {7}, {8}};
  record.last_failure = "gate was ended by signal 11";
  return record;
}

TEST(BootRecord, reads_what_it_wrote) {
  const Buffer wire = encode_boot_record(sample());
  const auto read = parse_boot_record(wire);
  ASSERT_TRUE(read.ok()) << read.error().what;
  EXPECT_EQ(encode_boot_record(*read), wire);
  EXPECT_EQ(read->trial, Slot::a);
  EXPECT_EQ(read->slot_a->version, "2.0.0");
  EXPECT_EQ(read->slot_b->epoch, 3U);
}

TEST(BootRecord, refuses_a_cut_at_any_byte) {
  const Buffer wire = encode_boot_record(sample());
  for (std::size_t size = 0; size < wire.size(); ++size) EXPECT_FALSE(parse_boot_record(Bytes(wire).first(size)).ok()) << size;
}

TEST(BootRecord, refuses_what_follows_and_what_it_does_not_know) {
  Buffer wire = encode_boot_record(sample());
  wire.push_back(0);
  EXPECT_FALSE(parse_boot_record(wire).ok());
  auto value = *parse_cbor(encode_boot_record(sample()));
  value.set("zz", 1);
  EXPECT_FALSE(parse_boot_record(encode_cbor(value)).ok());
}

TEST(BootRecord, refuses_values_out_of_range) {
  const auto refuses = [](std::string key, Value bad) {
    auto value = *parse_cbor(encode_boot_record(sample()));
    value.set(std::move(key), std::move(bad));
    return !parse_boot_record(encode_cbor(value)).ok();
  };
  EXPECT_TRUE(refuses("good", "c"));
  EXPECT_TRUE(refuses("tries_left", -1));
  EXPECT_TRUE(refuses("tries_left", 1000));
  EXPECT_TRUE(refuses("slot_a", "2.0.0"));
  EXPECT_TRUE(refuses("last_failure", std::string(1000, 'x')));
}

}  // namespace
}  // namespace cardea::board
