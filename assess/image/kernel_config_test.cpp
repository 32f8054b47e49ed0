// SPDX-License-Identifier: Apache-2.0
#include "assess/image/kernel_config.hpp"

#include <gtest/gtest.h>
#define ZLIB_CONST
#include <zlib.h>

#include "assess/image/gzip.hpp"

namespace cardea::assess {
namespace {

Buffer packed(std::string_view text) {
  z_stream stream{};
  EXPECT_EQ(::deflateInit2(&stream, 9, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY), Z_OK);
  Buffer out(::deflateBound(&stream, text.size()));
  const Bytes in = as_bytes(text);
  stream.next_in = in.data();
  stream.avail_in = static_cast<uInt>(in.size());
  stream.next_out = out.data();
  stream.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(::deflate(&stream, Z_FINISH), Z_STREAM_END);
  out.resize(stream.total_out);
  ::deflateEnd(&stream);
  return out;
}

KernelConfig config(std::string_view text) {
  const auto parsed = parse_kernel_config(as_bytes(text));
  EXPECT_TRUE(parsed.ok());
  return parsed ? *parsed : KernelConfig();
}

bool has(const std::vector<std::string>& list, std::string_view name) {
  return std::find(list.begin(), list.end(), name) != list.end();
}

TEST(KernelConfig, tells_what_is_on_what_could_be_and_what_it_does_not_speak_of) {
  const KernelConfig found = config(
      "#\n# Linux/arm64 6.1.0 Kernel Configuration\n#\nCONFIG_STACKPROTECTOR=y\n# CONFIG_STACKPROTECTOR_STRONG is not set\n"
      "CONFIG_RANDOMIZE_BASE=n\nCONFIG_KGDB=y\nCONFIG_DEVMEM=y\nCONFIG_LOCALVERSION=\"-x\"\n");
  EXPECT_TRUE(has(found.hardens, "STACKPROTECTOR"));
  EXPECT_TRUE(has(found.lacks, "STACKPROTECTOR_STRONG"));
  EXPECT_TRUE(has(found.lacks, "RANDOMIZE_BASE"));
  EXPECT_TRUE(has(found.silent, "STRICT_KERNEL_RWX"));
  EXPECT_EQ(found.opens, (std::vector<std::string>{"DEVMEM", "KGDB"}));
  EXPECT_TRUE(has(found.silent, "STRICT_DEVMEM"));
  EXPECT_EQ(found.options, 6);
}

TEST(KernelConfig, what_guards_modules_or_memory_that_are_not_there_is_not_missed) {
  const KernelConfig found =
      config("# CONFIG_MODULES is not set\n# CONFIG_MODULE_SIG is not set\n# CONFIG_STRICT_DEVMEM is not set\n");
  EXPECT_FALSE(has(found.lacks, "MODULE_SIG"));
  EXPECT_FALSE(has(found.lacks, "STRICT_DEVMEM"));
  EXPECT_TRUE(has(config("CONFIG_MODULES=y\n# CONFIG_MODULE_SIG is not set\n").lacks, "MODULE_SIG"));
}

TEST(KernelConfig, knows_the_names_of_older_kernels) {
  const KernelConfig found = config("CONFIG_CC_STACKPROTECTOR_STRONG=y\nCONFIG_DEBUG_RODATA=y\n");
  EXPECT_TRUE(has(found.hardens, "STACKPROTECTOR_STRONG"));
  EXPECT_TRUE(has(found.hardens, "STRICT_KERNEL_RWX"));
}

TEST(KernelConfig, may_be_packed) {
  const auto found = parse_kernel_config(packed("CONFIG_SECCOMP=y\n"));
  ASSERT_TRUE(found.ok());
  EXPECT_TRUE(has(found->hardens, "SECCOMP"));
}

TEST(KernelConfig, that_unpacks_without_end_is_refused) {
  const Buffer bomb = packed(std::string(64U << 20, '\n'));
  EXPECT_LT(bomb.size(), 100'000U);
  EXPECT_EQ(parse_kernel_config(bomb).error().code, Err::too_large);
  EXPECT_EQ(parse_kernel_config(as_bytes(std::string(kKernelConfigMax + 1, '\n'))).error().code, Err::too_large);
}

TEST(KernelConfig, that_is_cut_off_or_none_is_refused) {
  Buffer cut = packed("CONFIG_SECCOMP=y\nCONFIG_KGDB=y\n");
  cut.resize(cut.size() / 2);
  EXPECT_FALSE(parse_kernel_config(cut).ok());
  EXPECT_FALSE(parse_kernel_config(as_bytes(std::string_view("hello\n"))).ok());
  EXPECT_FALSE(parse_kernel_config({}).ok());
  EXPECT_EQ(unpack_gzip(packed("12345"), 5)->size(), 5U);
  EXPECT_FALSE(unpack_gzip(packed("12345"), 4).ok());
}

}  // namespace
}  // namespace cardea::assess
