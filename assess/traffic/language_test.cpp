// SPDX-License-Identifier: Apache-2.0
#include "assess/traffic/language.hpp"

#include <gtest/gtest.h>

namespace cardea::assess {
namespace {

using std::string_view_literals::operator""sv;

std::string of_tcp(std::string_view there, std::string_view back) {
  return language_of(Transport::tcp, as_bytes(there), as_bytes(back));
}
std::string of_udp(std::string_view there, std::string_view back) {
  return language_of(Transport::udp, as_bytes(there), as_bytes(back));
}

TEST(Language, that_protects_is_named_only_where_both_ends_begin_in_it) {
  const auto hello = "\x16\x03\x01\x02\x00\x01"sv;
  EXPECT_EQ(of_tcp(hello, "\x16\x03\x03\x00\x7a\x02"sv), "TLS");
  EXPECT_EQ(of_tcp(hello, "\x15\x03\x03\x00\x02\x02"sv), "TLS") << "an alert is an answer";
  const auto data = "\x17\x03\x03\x00\x7a\x02"sv;
  EXPECT_EQ(of_tcp(data, data), "TLS") << "it was open before";
  EXPECT_EQ(of_tcp(data, ""), "");
  EXPECT_EQ(of_tcp(hello, "HTTP/1.1 400"), "HTTP");
  EXPECT_EQ(of_tcp(hello, ""), "");
  EXPECT_EQ(of_tcp("SSH-2.0-a", "SSH-2.0-b"), "SSH");
  EXPECT_EQ(of_tcp("SSH-2.0-a", "who?"), "");
  const auto dtls = "\x16\xfe\xfd\x00\x00\x00\x00\x00\x00\x00\x00\x00\x10"sv;
  EXPECT_EQ(of_udp(dtls, dtls), "DTLS");
  EXPECT_EQ(of_udp(dtls, ""), "");
  const auto quic = "\xc3\x00\x00\x00\x01\x08\x01\x02"sv;
  EXPECT_EQ(of_udp(quic, quic), "QUIC");
}

TEST(Language, without_protection_is_known_by_its_first_words) {
  EXPECT_EQ(of_tcp("POST /x HTTP/1.1", ""), "HTTP");
  EXPECT_EQ(of_tcp("\x10\x0c\x00\x04MQTT\x04"sv, "\x20\x02\x00\x00"sv), "MQTT");
  EXPECT_EQ(of_tcp("", "\xff\xfd\x18"sv), "telnet");
  EXPECT_EQ(of_udp("M-SEARCH * HTTP/1.1", ""), "HTTP");
  EXPECT_EQ(of_tcp("EHLO", "220 mail"), "");
  EXPECT_EQ(of_tcp("", ""), "");
}

}  // namespace
}  // namespace cardea::assess
