// SPDX-License-Identifier: Apache-2.0
#include "assess/wire/client_hello.hpp"

#include <gtest/gtest.h>

namespace cardea::assess {
namespace {

using Numbers = std::vector<std::uint16_t>;

Bytes bytes(std::string_view text) {
  return as_bytes(text);
}

TEST(ClientHello, lists_its_versions_behind_one_byte_and_its_groups_behind_two) {
  EXPECT_EQ(*parse_hello_numbers(bytes({"\x04\x03\x04\x03\x03", 5}), LengthOf::one_byte), (Numbers{0x0304, 0x0303}));
  EXPECT_EQ(*parse_hello_numbers(bytes({"\x00\x04\x00\x1d\x00\x17", 6}), LengthOf::two_bytes), (Numbers{0x001d, 0x0017}));
}

TEST(ClientHello, whose_list_does_not_hold_together_is_refused) {
  EXPECT_FALSE(parse_hello_numbers({}, LengthOf::one_byte).ok());
  EXPECT_FALSE(parse_hello_numbers(bytes({"\x03\x03\x04\x03", 4}), LengthOf::one_byte).ok());      // half a number
  EXPECT_FALSE(parse_hello_numbers(bytes({"\x06\x03\x04\x03\x03", 5}), LengthOf::one_byte).ok());  // ends too soon
  EXPECT_FALSE(parse_hello_numbers(bytes({"\x02\x03\x04\x03\x03", 5}), LengthOf::one_byte).ok());  // and goes on
}

TEST(ClientHello, names_the_host_that_it_means) {
  EXPECT_EQ(*parse_server_name(bytes({"\x00\x0e\x00\x00\x0b"
                                      "example.com",
                                      16})),
            "example.com");
}

TEST(ClientHello, with_another_kind_of_name_or_half_a_name_names_nobody) {
  EXPECT_FALSE(parse_server_name({}).ok());
  EXPECT_FALSE(parse_server_name(bytes({"\x00\x0e\x01\x00\x0b"
                                        "example.com",
                                        16}))
                   .ok());
  EXPECT_FALSE(parse_server_name(bytes({"\x00\x0e\x00\x00\x0c"
                                        "example.com",
                                        16}))
                   .ok());
  EXPECT_FALSE(parse_server_name(bytes({"\x00\x0f\x00\x00\x0b"
                                        "example.com",
                                        16}))
                   .ok());
  const std::string long_name = std::string("\x01\x03\x00\x01\x00", 5) + std::string(256, 'a');
  EXPECT_FALSE(parse_server_name(bytes(long_name)).ok());
}

}  // namespace
}  // namespace cardea::assess
