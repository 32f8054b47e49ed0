// SPDX-License-Identifier: Apache-2.0
#include "contracts/board/key_store.hpp"

#include <gtest/gtest.h>

#include <filesystem>

#include "lib/base/temporary_folder.hpp"
#include "lib/store/file.hpp"

namespace cardea::board {
namespace {

Result<KeyStore> parse(std::string_view text) {
  return parse_key_store(as_bytes(text));
}

TEST(KeyStore, names_one_of_three_roots_of_trust) {
  EXPECT_EQ(*parse("file\n"), KeyStore(FileKeys{}));
  EXPECT_EQ(*parse("tpm2 device:/dev/tpmrm0 11\n"), KeyStore(TpmKeys{TpmKeys::Door::device, "/dev/tpmrm0", 11}));
  EXPECT_EQ(*parse("tpm2 swtpm:path=/d/t 23\n"), KeyStore(TpmKeys{TpmKeys::Door::socket, "/d/t", 23}));
  EXPECT_EQ(*parse("pkcs11 /m.so home\n"), KeyStore(TokenKeys{"/m.so", "home"}));
}

TEST(KeyStore, refuses_a_kind_that_it_does_not_know_and_says_so) {
  EXPECT_EQ(parse("cloud\n").error().code, Err::unsupported);
  EXPECT_EQ(parse("file tpm2\n").error().code, Err::unsupported);
}

TEST(KeyStore, refuses_relative_paths_and_registers_that_no_tpm_has) {
  for (const char* line : {"tpm2 swtpm:path=t 23\n", "tpm2 device:/dev/tpm0 24\n", "tpm2 device:/dev/tpm0 011\n",
                           "tpm2 mssim:host=x 1\n", "pkcs11 m.so home\n", "file  \n", "tpm2 device:/dev/tpm0\t 1\n"}) {
    EXPECT_EQ(parse(line).error().code, Err::bad_value) << line;
  }
  EXPECT_EQ(parse("file").error().code, Err::truncated);
  EXPECT_EQ(parse(std::string(kKeyStoreMax, 'x') + '\n').error().code, Err::too_large);
}

TEST(KeyStore, of_a_device_that_says_nothing_is_a_file) {
  const TemporaryFolder folder;
  EXPECT_EQ(*read_key_store(folder.path()), KeyStore(FileKeys{}));
  ASSERT_TRUE(store::make_directory(folder / "identity").ok());
  ASSERT_TRUE(store::write_file(folder / "identity/key-store", as_bytes("pkcs11 /m.so home\n")).ok());
  EXPECT_EQ(*read_key_store(folder.path()), KeyStore(TokenKeys{"/m.so", "home"}));
}

}  // namespace
}  // namespace cardea::board
