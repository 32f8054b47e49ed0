// SPDX-License-Identifier: Apache-2.0
#include "device/process/memory.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <link.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <string>
#include <vector>

#include "lib/base/fd.hpp"
#include "lib/crypto/crypto.hpp"

namespace cardea::process {
namespace {

// The text of the C++ library: large, and for the most part not running.
struct Text {
  const volatile unsigned char* at = nullptr;
  std::size_t size = 0;
};

Text library_text() {
  Text found;
  dl_iterate_phdr(
      [](dl_phdr_info* object, std::size_t, void* into) {
        if (std::string_view(object->dlpi_name).find("libstdc++") == std::string_view::npos) return 0;
        for (std::size_t i = 0; i < object->dlpi_phnum; ++i) {
          const ElfW(Phdr)& segment = object->dlpi_phdr[i];
          if (segment.p_type != PT_LOAD || (segment.p_flags & PF_X) == 0) continue;
          *static_cast<Text*>(into) = {reinterpret_cast<const unsigned char*>(object->dlpi_addr + segment.p_vaddr),
                                       segment.p_memsz};
        }
        return 1;
      },
      &found);
  return found;
}

unsigned sum_of(const Text& text) {
  unsigned sum = 0;
  for (std::size_t i = 0; i < text.size; ++i) sum = sum * 31 + text.at[i];
  return sum;
}

// One bit a page, from the kernel's own table (Documentation/admin-guide/mm/pagemap.rst).
std::size_t pages_held(const volatile void* at, std::size_t size) {
  constexpr std::uint64_t kPresent = 1ULL << 63;
  constexpr std::size_t kPage = 4096;
  std::vector<std::uint64_t> entries(size / kPage);
  const UniqueFd table(::open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC));
  const auto from = static_cast<off_t>(reinterpret_cast<std::uintptr_t>(at) / kPage * sizeof(std::uint64_t));
  const ssize_t got = ::pread(table.get(), entries.data(), entries.size() * sizeof(std::uint64_t), from);
  EXPECT_EQ(got, static_cast<ssize_t>(entries.size() * sizeof(std::uint64_t)));
  return static_cast<std::size_t>(
      std::count_if(entries.begin(), entries.end(), [](std::uint64_t entry) { return (entry & kPresent) != 0; }));
}

// Reads all of it until all of it is in memory at once. One reading need not be enough: on a busy machine a third of the pages
// was once not there a moment after it.
bool is_all_held(const Text& text) {
  for (int reading = 0; reading < 1000; ++reading) {
    sum_of(text);
    if (pages_held(text.at, text.size) >= text.size / 4096 - 1) return true;
  }
  return false;
}

TEST(Memory, text_that_is_not_running_is_given_back_and_is_the_same_when_it_is_read_again) {
  const Text text = library_text();
  ASSERT_GT(text.size, 100'000U);
  const unsigned before = sum_of(text);
  ASSERT_TRUE(is_all_held(text));
  give_back_memory();
  EXPECT_LT(pages_held(text.at, text.size), text.size / 4096 / 4);
  EXPECT_EQ(sum_of(text), before);
}

TEST(Memory, locked_text_is_given_back_too_and_a_locked_secret_stays_where_it_is) {
  const Text text = library_text();
  const std::string secret(100'000, 's');
  ASSERT_EQ(::mlock(const_cast<const unsigned char*>(text.at), text.size), 0);
  ASSERT_EQ(::mlock(secret.data(), secret.size()), 0);
  ASSERT_TRUE(is_all_held(text));
  give_back_memory();
  EXPECT_LT(pages_held(text.at, text.size), text.size / 4096 / 4);
  EXPECT_EQ(pages_held(secret.data(), secret.size()), secret.size() / 4096);
  ::munlock(secret.data(), secret.size());
}

TEST(Memory, a_process_goes_on_with_what_it_had_at_start) {
  const auto before = crypto::sha256(as_bytes("here before and after"));
  for (int i = 0; i < 3; ++i) give_back_memory();
  EXPECT_EQ(crypto::sha256(as_bytes("here before and after")), before);
}

}  // namespace
}  // namespace cardea::process
