// SPDX-License-Identifier: Apache-2.0
// On the seeds of the fuzzer's corpus: small programs made for this test.
#include "assess/probes/elf.hpp"

#include <gtest/gtest.h>

#include "lib/store/file.hpp"

namespace cardea::assess {
namespace {

Buffer seed(const std::string& name) {
  const auto file = store::read_file(std::string(CARDEA_SOURCE_DIR) + "/assess/probes/corpus/elf/" + name);
  EXPECT_TRUE(file.ok()) << name;
  return file ? *file : Buffer{};
}

TEST(Elf, a_hardened_program_is_seen_as_one) {
  const auto elf = parse_elf(seed("hardened"));
  ASSERT_TRUE(elf.ok()) << elf.error().what;
  EXPECT_TRUE(elf->position_independent);
  EXPECT_FALSE(elf->executable_stack);
  EXPECT_FALSE(elf->writable_and_executable);
  EXPECT_EQ(elf->relro, Relro::full);
  EXPECT_TRUE(elf->bind_now);
  EXPECT_TRUE(elf->run_paths.empty());
  EXPECT_EQ(elf->stack_protector, Known::yes);
  EXPECT_EQ(elf->fortified, Known::yes);
  EXPECT_TRUE(elf->cet_branch);
}

TEST(Elf, a_soft_program_is_seen_as_one) {
  const auto elf = parse_elf(seed("soft"));
  ASSERT_TRUE(elf.ok()) << elf.error().what;
  EXPECT_FALSE(elf->position_independent);
  EXPECT_TRUE(elf->executable_stack);
  EXPECT_EQ(elf->relro, Relro::none);
  EXPECT_EQ(elf->run_paths, std::vector<std::string>{"/opt/vendor"});
  EXPECT_EQ(elf->stack_protector, Known::no);
  EXPECT_EQ(elf->fortified, Known::no);
}

TEST(Elf, lazy_binding_leaves_relro_partial) {
  const auto elf = parse_elf(seed("lazy"));
  ASSERT_TRUE(elf.ok());
  EXPECT_EQ(elf->relro, Relro::partial);
  EXPECT_FALSE(elf->bind_now);
}

TEST(Elf, what_is_none_and_what_is_cut_is_refused) {
  EXPECT_EQ(parse_elf(as_bytes("#!/bin/sh\n")).error().code, Err::unsupported);
  EXPECT_EQ(parse_elf({}).error().code, Err::unsupported);
  const Buffer whole = seed("hardened");
  for (const std::size_t size : {std::size_t{64}, std::size_t{200}, whole.size() / 2}) {
    EXPECT_FALSE(parse_elf(Bytes(whole).first(size)).ok()) << size;
  }
}

}  // namespace
}  // namespace cardea::assess
