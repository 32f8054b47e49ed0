// SPDX-License-Identifier: Apache-2.0
#include "assess/traffic/language.hpp"

#include <algorithm>

namespace cardea::assess {

namespace {

constexpr std::array<std::string_view, 9> kHttpMethods{"GET ",    "POST ",    "PUT ",   "HEAD ",    "PATCH ",
                                                       "DELETE ", "OPTIONS ", "HTTP/1", "M-SEARCH "};

// RFC 8446, section 5.1: the type of a record and its version. One that was open before is heard from its data on.
bool is_tls(Bytes begins, std::initializer_list<std::uint8_t> types) {
  if (begins.size() < 5 || begins[1] != 3 || begins[2] > 4) return false;
  return std::find(types.begin(), types.end(), begins[0]) != types.end();
}

// RFC 9147, section 4: versions count down from 1.0, and an epoch of 0 begins.
bool is_dtls(Bytes begins) {
  return begins.size() >= 13 && begins[0] >= 20 && begins[0] <= 26 && begins[1] == 0xfe && begins[2] >= 0xfc;
}

// RFC 9000, section 17.2, and the versions 1 and 2 (RFC 9369).
bool is_quic(Bytes begins) {
  if (begins.size() < 7 || (begins[0] & 0xc0U) != 0xc0U) return false;
  const std::string_view version = as_text(begins.subspan(1, 4));
  return version == std::string_view("\0\0\0\1", 4) || version == "\x6b\x33\x43\xcf";
}

bool is_http(Bytes begins) {
  return std::any_of(kHttpMethods.begin(), kHttpMethods.end(),
                     [&](std::string_view word) { return as_text(begins).starts_with(word); });
}

// MQTT 3.1.1 and 5, section 3.1: CONNECT, a length of one to four bytes, and the protocol's name.
bool is_mqtt(Bytes begins) {
  const std::size_t name = as_text(begins).find(std::string_view("\0\4MQTT", 6));
  return !begins.empty() && begins[0] == 0x10 && name >= 2 && name <= 5;
}

// RFC 854: IAC and one of WILL, WONT, DO, DONT.
bool is_telnet(Bytes begins) {
  return begins.size() >= 3 && begins[0] == 0xff && begins[1] >= 0xfb && begins[1] <= 0xfe;
}

std::string of_stream(Bytes there, Bytes back) {
  if (is_tls(there, {22, 23}) && is_tls(back, {21, 22, 23})) return "TLS";
  if (as_text(there).starts_with("SSH-2.0-") && as_text(back).starts_with("SSH-2.0-")) return "SSH";
  if (is_http(there) || is_http(back)) return "HTTP";
  if (is_mqtt(there)) return "MQTT";
  return is_telnet(there) || is_telnet(back) ? "telnet" : "";
}

}  // namespace

std::string language_of(Transport transport, Bytes there, Bytes back) {
  if (transport == Transport::tcp) return of_stream(there, back);
  if (is_dtls(there) && is_dtls(back)) return "DTLS";
  if (is_quic(there) && is_quic(back)) return "QUIC";
  return is_http(there) ? "HTTP" : "";
}

}  // namespace cardea::assess
