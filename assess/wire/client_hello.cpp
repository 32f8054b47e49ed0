// SPDX-License-Identifier: Apache-2.0
#include "assess/wire/client_hello.hpp"

#include <openssl/ssl.h>

#include <algorithm>
#include <array>
#include <cstdio>

#include "lib/codec/reader.hpp"

namespace cardea::assess {

namespace {

using Named = std::pair<std::uint16_t, std::string_view>;

constexpr std::array<Named, 5> kVersions{
    {{0x0300, "SSL 3.0"}, {0x0301, "TLS 1.0"}, {0x0302, "TLS 1.1"}, {0x0303, "TLS 1.2"}, {0x0304, "TLS 1.3"}}};

constexpr std::array<Named, 16> kGroups{{{0x0013, "secp192r1"},
                                         {0x0015, "secp224r1"},
                                         {0x0016, "secp256k1"},
                                         {0x0017, "P-256"},
                                         {0x0018, "P-384"},
                                         {0x0019, "P-521"},
                                         {0x001a, "brainpoolP256r1"},
                                         {0x001b, "brainpoolP384r1"},
                                         {0x001c, "brainpoolP512r1"},
                                         {0x001d, "X25519"},
                                         {0x001e, "X448"},
                                         {0x0100, "ffdhe2048"},
                                         {0x0101, "ffdhe3072"},
                                         {0x0102, "ffdhe4096"},
                                         {0x0103, "ffdhe6144"},
                                         {0x11ec, "X25519MLKEM768"}}};

// Those that this OpenSSL is built without, and so has no name for: a client that offers them must not go unnoticed.
constexpr std::array<Named, 24> kWeakSuites{{{0x0003, "TLS_RSA_EXPORT_WITH_RC4_40_MD5"},
                                             {0x0004, "TLS_RSA_WITH_RC4_128_MD5"},
                                             {0x0005, "TLS_RSA_WITH_RC4_128_SHA"},
                                             {0x0006, "TLS_RSA_EXPORT_WITH_RC2_CBC_40_MD5"},
                                             {0x0007, "TLS_RSA_WITH_IDEA_CBC_SHA"},
                                             {0x0008, "TLS_RSA_EXPORT_WITH_DES40_CBC_SHA"},
                                             {0x0009, "TLS_RSA_WITH_DES_CBC_SHA"},
                                             {0x000a, "TLS_RSA_WITH_3DES_EDE_CBC_SHA"},
                                             {0x0013, "TLS_DHE_DSS_WITH_3DES_EDE_CBC_SHA"},
                                             {0x0014, "TLS_DHE_RSA_EXPORT_WITH_DES40_CBC_SHA"},
                                             {0x0015, "TLS_DHE_RSA_WITH_DES_CBC_SHA"},
                                             {0x0016, "TLS_DHE_RSA_WITH_3DES_EDE_CBC_SHA"},
                                             {0x0017, "TLS_DH_anon_EXPORT_WITH_RC4_40_MD5"},
                                             {0x0018, "TLS_DH_anon_WITH_RC4_128_MD5"},
                                             {0x001b, "TLS_DH_anon_WITH_3DES_EDE_CBC_SHA"},
                                             {0xc002, "TLS_ECDH_ECDSA_WITH_RC4_128_SHA"},
                                             {0xc003, "TLS_ECDH_ECDSA_WITH_3DES_EDE_CBC_SHA"},
                                             {0xc007, "TLS_ECDHE_ECDSA_WITH_RC4_128_SHA"},
                                             {0xc008, "TLS_ECDHE_ECDSA_WITH_3DES_EDE_CBC_SHA"},
                                             {0xc00c, "TLS_ECDH_RSA_WITH_RC4_128_SHA"},
                                             {0xc011, "TLS_ECDHE_RSA_WITH_RC4_128_SHA"},
                                             {0xc012, "TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA"},
                                             {0xc016, "TLS_ECDH_anon_WITH_RC4_128_SHA"},
                                             {0xc017, "TLS_ECDH_anon_WITH_3DES_EDE_CBC_SHA"}}};

// Said by clients to keep servers from choking on what they do not know (RFC 8701); it means nothing.
bool is_grease(std::uint16_t number) {
  return (number & 0x0f0f) == 0x0a0a && number >> 8 == (number & 0xff);
}

std::string hex_of(std::uint16_t number) {
  std::array<char, 8> text{};
  std::snprintf(text.data(), text.size(), "0x%04X", number);
  return text.data();
}

template <std::size_t N>
std::string name_in(const std::array<Named, N>& names, std::uint16_t number) {
  const auto named = std::find_if(names.begin(), names.end(), [&](const Named& one) { return one.first == number; });
  return named == names.end() ? hex_of(number) : std::string(named->second);
}

std::string suite_name(ssl_st* ssl, std::uint16_t number) {
  const std::array<unsigned char, 2> bytes{static_cast<unsigned char>(number >> 8), static_cast<unsigned char>(number)};
  const SSL_CIPHER* known = SSL_CIPHER_find(ssl, bytes.data());
  const char* name = known == nullptr ? nullptr : SSL_CIPHER_standard_name(known);
  return name == nullptr ? name_in(kWeakSuites, number) : std::string(name);
}

template <class Name>
std::vector<std::string> names_of(const std::vector<std::uint16_t>& numbers, Name name) {
  std::vector<std::string> names;
  for (const std::uint16_t number : numbers) {
    if (is_grease(number)) continue;
    if (names.size() == kHelloNamesMax) break;
    names.push_back(name(number));
  }
  return names;
}

std::vector<std::uint16_t> numbers_of(Bytes pairs) {
  std::vector<std::uint16_t> numbers;
  Reader reader(pairs);
  for (auto number = reader.u16(); number; number = reader.u16()) numbers.push_back(*number);
  return numbers;
}

Bytes extension_of(ssl_st* ssl, unsigned type) {
  const unsigned char* body = nullptr;
  std::size_t size = 0;
  return SSL_client_hello_get0_ext(ssl, type, &body, &size) == 1 ? Bytes(body, size) : Bytes();
}

std::vector<std::uint16_t> numbers_in(ssl_st* ssl, unsigned type, LengthOf length) {
  const auto numbers = parse_hello_numbers(extension_of(ssl, type), length);
  return numbers ? *numbers : std::vector<std::uint16_t>();
}

}  // namespace

Result<std::vector<std::uint16_t>> parse_hello_numbers(Bytes extension, LengthOf length) {
  Reader reader(extension);
  std::size_t size = 0;
  if (length == LengthOf::one_byte) {
    TRY(size, reader.u8());
  } else {
    TRY(size, reader.u16());
  }
  if (size % 2 != 0) return Error{Err::bad_value, "half a number in a hello"};
  TRY(const Bytes pairs, reader.take(size));
  TRY_(reader.finish());
  return numbers_of(pairs);
}

Result<std::string> parse_server_name(Bytes extension) {
  constexpr std::uint8_t kHostName = 0;
  constexpr std::size_t kNameMax = 255;
  Reader reader(extension);
  TRY(const std::uint16_t whole, reader.u16());
  TRY(const Bytes list, reader.take(whole));
  TRY_(reader.finish());
  Reader one(list);
  TRY(const std::uint8_t kind, one.u8());
  TRY(const std::uint16_t size, one.u16());
  TRY(const Bytes name, one.take(size));
  if (kind != kHostName || size > kNameMax) return Error{Err::bad_value, "no name of a host"};
  return std::string(as_text(name));
}

ClientHello read_client_hello(ssl_st* ssl) {
  ClientHello hello;
  const auto version = [](std::uint16_t number) { return name_in(kVersions, number); };
  hello.versions = names_of(numbers_in(ssl, TLSEXT_TYPE_supported_versions, LengthOf::one_byte), version);
  if (hello.versions.empty())
    hello.versions.push_back(version(static_cast<std::uint16_t>(SSL_client_hello_get0_legacy_version(ssl))));
  const unsigned char* suites = nullptr;
  const std::size_t size = SSL_client_hello_get0_ciphers(ssl, &suites);
  hello.suites = names_of(numbers_of(Bytes(suites, size)), [&](std::uint16_t number) { return suite_name(ssl, number); });
  hello.groups = names_of(numbers_in(ssl, TLSEXT_TYPE_supported_groups, LengthOf::two_bytes),
                          [](std::uint16_t number) { return name_in(kGroups, number); });
  if (const auto name = parse_server_name(extension_of(ssl, TLSEXT_TYPE_server_name)); name) hello.server_name = *name;
  return hello;
}

}  // namespace cardea::assess
