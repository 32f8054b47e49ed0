// SPDX-License-Identifier: Apache-2.0
#include "assess/probes/announcements.hpp"

#include <algorithm>
#include <array>

#include "assess/probes/datagrams.hpp"
#include "lib/crypto/crypto.hpp"

namespace cardea::assess {

namespace {

// The list of all services, and those that consumer devices are found by: an answer to one of them carries its texts along.
constexpr std::array<std::string_view, 12> kServices{
    "_services._dns-sd._udp", "_device-info._tcp", "_http._tcp", "_https._tcp",  "_workstation._tcp", "_ssh._tcp", "_mqtt._tcp",
    "_googlecast._tcp",       "_airplay._tcp",     "_hap._tcp",  "_matter._tcp", "_ipp._tcp"};
constexpr std::size_t kHeadSize = 12;
constexpr std::size_t kWordMin = 3;  // shorter ones are lengths and types that happen to be letters

void append_name(Buffer& out, std::string_view name) {
  while (!name.empty()) {
    const std::string_view label = name.substr(0, name.find('.'));
    out.push_back(static_cast<std::uint8_t>(label.size()));
    for (const char c : label) out.push_back(static_cast<std::uint8_t>(c));
    name.remove_prefix(std::min(label.size() + 1, name.size()));
  }
  out.push_back(0);
}

Buffer question_of(Bytes id) {
  Buffer out{id[0], id[1], 0, 0, 0, static_cast<std::uint8_t>(kServices.size()), 0, 0, 0, 0, 0, 0};
  for (const std::string_view service : kServices) {
    append_name(out, std::string(service) + ".local");
    out.insert(out.end(), {0, 12, 0, 1});  // PTR, IN
  }
  return out;
}

bool is_answer(Bytes datagram, Bytes id) {
  constexpr std::uint8_t kIsAnswer = 0x80;
  return datagram.size() > kHeadSize && datagram[0] == id[0] && datagram[1] == id[1] && (datagram[2] & kIsAnswer) != 0;
}

// Names and texts stand in an answer letter by letter, with their lengths in between.
std::string words_in(Bytes bytes) {
  std::string words;
  std::string word;
  const auto take = [&] {
    if (word.size() >= kWordMin) words += word + "\n";
    word.clear();
  };
  for (const std::uint8_t c : bytes) {
    if (c >= 0x20 && c < 0x7F)
      word += static_cast<char>(c);
    else
      take();
  }
  take();
  return words;
}

}  // namespace

Result<HttpReply> ask_by_ssdp(const Endpoint& endpoint) {
  const std::string request = "M-SEARCH * HTTP/1.1\r\nHOST: " + print_endpoint({endpoint.address, endpoint.port, {}}) +
                              "\r\nMAN: \"ssdp:discover\"\r\nST: ssdp:all\r\n\r\n";
  TRY(const Buffer answer,
      exchange_datagram(endpoint, as_bytes(request), [](Bytes datagram) { return parse_http_reply(datagram, true).ok(); }));
  return parse_http_reply(answer, true);
}

Result<std::string> ask_by_mdns(const Endpoint& endpoint) {
  const Buffer id = crypto::random_buffer(2);
  TRY(const Buffer answer, exchange_datagram(endpoint, question_of(id), [&](Bytes datagram) { return is_answer(datagram, id); }));
  return words_in(Bytes(answer).subspan(kHeadSize));
}

}  // namespace cardea::assess
