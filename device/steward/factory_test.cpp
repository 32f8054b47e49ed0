// SPDX-License-Identifier: Apache-2.0
#include "device/steward/factory.hpp"

#include <gtest/gtest.h>

#include "lib/codec/cbor.hpp"

namespace cardea::steward {
namespace {

TEST(FactoryRecord, reads_back_what_was_written) {
  const FactoryRecord record{"$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$aGFzaA"};
  const auto read = parse_factory_record(encode_factory_record(record));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->verifier, record.verifier);
}

TEST(FactoryRecord, carries_the_hash_of_the_pairing_secret_when_there_is_one) {
  FactoryRecord record{"$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$aGFzaA"};
  record.label_secret_hash = Buffer(32, 7);
  EXPECT_EQ(parse_factory_record(encode_factory_record(record))->label_secret_hash, Buffer(32, 7));
  record.label_secret_hash = Buffer(31, 7);
  EXPECT_FALSE(parse_factory_record(encode_factory_record(record)));
}

TEST(FactoryRecord, refuses_what_is_no_verifier) {
  EXPECT_FALSE(parse_factory_record({}));
  EXPECT_FALSE(parse_factory_record(encode_factory_record({"plain text"})));
  Value more;
  more.set("verifier", "$argon2id$x").set("extra", 1);
  EXPECT_FALSE(parse_factory_record(encode_cbor(more)));
  EXPECT_FALSE(parse_factory_record(encode_cbor(Value(7))));
}

}  // namespace
}  // namespace cardea::steward
