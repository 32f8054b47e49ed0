// SPDX-License-Identifier: Apache-2.0
#include "lib/crypto/password.hpp"

#include <gtest/gtest.h>

#include <fstream>

namespace cardea::crypto {
namespace {

constexpr Argon2Cost kCheap{.memory_kib = 64, .passes = 1, .lanes = 1};

SecretBytes word(std::string_view text) {
  return SecretBytes(text);
}

template <class T>
Err refusal(const Result<T>& result) {
  EXPECT_FALSE(result.ok());
  return result.ok() ? Err{} : result.error().code;
}

//= EN303645 5.1-3 type=test
TEST(Passwords, are_verified_and_others_refused) {
  const auto verifier = hash_password(word("correct horse"), kCheap);
  ASSERT_TRUE(verifier.ok());
  EXPECT_TRUE(verify_password(*verifier, word("correct horse")).ok());
  for (const char* other : {"", "correct hors", "correct horse ", "Correct horse"}) {
    EXPECT_EQ(refusal(verify_password(*verifier, word(other))), Err::unauthentic) << other;
  }
}

TEST(Passwords, never_hash_to_the_same_verifier_twice) {
  EXPECT_NE(*hash_password(word("same"), kCheap), *hash_password(word("same"), kCheap));
}

std::size_t resident_kib() {
  std::ifstream statm("/proc/self/statm");
  std::size_t all = 0;
  std::size_t resident = 0;
  statm >> all >> resident;
  return resident * 4;
}

TEST(Passwords, leave_no_memory_behind_when_they_are_hashed) {
  EXPECT_TRUE(hash_password(word("warm"), kCheap).ok());
  const std::size_t before = resident_kib();
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(hash_password(word("password")).ok());
  EXPECT_LT(resident_kib(), before + Argon2Cost{}.memory_kib / 2);
}

TEST(Passwords, are_hashed_at_the_default_cost_unless_told) {
  const auto verifier = hash_password(word("password"));
  ASSERT_TRUE(verifier.ok());
  EXPECT_EQ(parse_verifier(*verifier)->cost, Argon2Cost{});
  EXPECT_TRUE(verify_password(*verifier, word("password")).ok());
}

// From the test programs of the argon2 reference implementation (CC0): version 19, argon2id.
TEST(Passwords, match_the_reference_implementation) {
  EXPECT_TRUE(
      verify_password("$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc", word("password"))
          .ok());
  EXPECT_TRUE(
      verify_password("$argon2id$v=19$m=256,t=2,p=2$c29tZXNhbHQ$bQk8UB/VmZZF4Oo79iDXuL5/0ttZwg2f/5U52iv1cDc", word("password"))
          .ok());
}

TEST(Passwords, longer_than_their_bound_are_refused) {
  EXPECT_EQ(refusal(hash_password(SecretBytes(std::string(kPasswordMax + 1, 'x')), kCheap)), Err::too_large);
}

TEST(Passwords, are_not_hashed_at_costs_outside_the_bounds) {
  EXPECT_EQ(refusal(hash_password(word("x"), {.memory_kib = kArgon2MemoryKibMax + 1})), Err::too_large);
  EXPECT_EQ(refusal(hash_password(word("x"), {.passes = 0})), Err::bad_value);
  EXPECT_EQ(refusal(hash_password(word("x"), {.memory_kib = 15, .lanes = 2})), Err::bad_value);
}

TEST(Verifiers, come_back_from_their_text) {
  const std::string text = *hash_password(word("x"), kCheap);
  EXPECT_EQ(print_verifier(*parse_verifier(text)), text);
}

struct Hostile {
  const char* why;
  const char* text;
  Err code;
};

constexpr Hostile kHostile[] = {
    {"memory above 256 MiB", "$argon2id$v=19$m=262145,t=1,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
     Err::too_large},
    {"memory of 4 TiB", "$argon2id$v=19$m=4294967295,t=1,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
     Err::too_large},
    {"memory past 32 bits", "$argon2id$v=19$m=4294967296,t=1,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
     Err::bad_value},
    {"too many passes", "$argon2id$v=19$m=64,t=17,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc", Err::too_large},
    {"too many lanes", "$argon2id$v=19$m=640,t=1,p=17$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc", Err::too_large},
    {"no passes", "$argon2id$v=19$m=64,t=0,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc", Err::bad_value},
    {"another argon2", "$argon2i$v=19$m=64,t=1,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc", Err::bad_value},
    {"an old version", "$argon2id$v=16$m=64,t=1,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc", Err::bad_value},
    {"a negative cost", "$argon2id$v=19$m=-64,t=1,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc", Err::bad_value},
    {"a cost with a zero in front", "$argon2id$v=19$m=064,t=1,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
     Err::bad_value},
    {"a short tag", "$argon2id$v=19$m=64,t=1,p=1$c29tZXNhbHQ$CTFhFdXP", Err::bad_value},
    {"no tag", "$argon2id$v=19$m=64,t=1,p=1$c29tZXNhbHQ", Err::bad_value},
    {"a short salt", "$argon2id$v=19$m=64,t=1,p=1$c29t$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc", Err::bad_value},
    {"text behind the tag", "$argon2id$v=19$m=64,t=1,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc$",
     Err::bad_value},
    {"padding", "$argon2id$v=19$m=64,t=1,p=1$c29tZXNhbHQ=$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc", Err::bad_value},
    {"nothing", "", Err::bad_value},
};

TEST(Verifiers, that_are_malformed_or_too_costly_are_refused) {
  for (const Hostile& row : kHostile) {
    EXPECT_EQ(refusal(parse_verifier(row.text)), row.code) << row.why;
    EXPECT_EQ(refusal(verify_password(row.text, word("password"))), Err::broken) << row.why;
  }
  EXPECT_EQ(refusal(parse_verifier(std::string(257, 'x'))), Err::too_large);
}

TEST(Passwords, the_trial_of_a_machine_is_itself_within_the_bounds_and_its_cost_can_be_hashed_with) {
  const auto cost = argon2_cost_for(SystemClock());
  ASSERT_TRUE(cost) << Problem::describe(cost.error());
  EXPECT_GE(cost->passes, Argon2Cost{}.passes);
  EXPECT_TRUE(hash_password(word("plum kettle orbit"), *cost));
}

TEST(Passwords, cost_more_on_a_faster_machine_within_bounds) {
  EXPECT_EQ(argon2_cost_after(500), Argon2Cost{}) << "a slow machine gets the least, never less";
  EXPECT_EQ(argon2_cost_after(100), Argon2Cost{});
  EXPECT_EQ(argon2_cost_after(40).passes, 5U);
  EXPECT_EQ(argon2_cost_after(0).passes, 8U);
  EXPECT_EQ(argon2_cost_after(0).memory_kib, Argon2Cost{}.memory_kib) << "memory is what a small device has least of";
}

}  // namespace
}  // namespace cardea::crypto
