// SPDX-License-Identifier: Apache-2.0
#include "device/warden/words.hpp"

#include <arpa/inet.h>

#include <array>
#include <charconv>

namespace cardea::warden {
namespace {

constexpr std::size_t kMaxWords = 64;
constexpr std::size_t kMaxWord = 4096;
constexpr std::size_t kMaxId = 64;

Result<std::uint32_t> number_up_to(std::string_view text, std::uint32_t max) {
  std::uint32_t value = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (failed != std::errc{} || end != text.data() + text.size()) return Error{Err::bad_value, "a number was expected"};
  if (value > max) return Error{Err::too_large, "a number is above its bound"};
  return value;
}

bool is_address(const std::string& text) {
  std::array<unsigned char, 16> raw{};
  return ::inet_pton(AF_INET, text.c_str(), raw.data()) == 1 || ::inet_pton(AF_INET6, text.c_str(), raw.data()) == 1;
}

Status read_word(WardenWords& out, std::string_view key, std::string_view value) {
  if (key == "--device" && out.device.empty() && value.starts_with('/')) {
    out.device = value;
  } else if (key == "--slot" && (value == "a" || value == "b")) {
    out.running = value == "a" ? board::Slot::a : board::Slot::b;
  } else if (key == "--watchdog" && out.watchdog_fd < 0) {
    TRY(const std::uint32_t fd, number_up_to(value, 1U << 16));
    if (fd < 3) return Error{Err::bad_value, "the watchdog's descriptor is one of the standard three"};
    out.watchdog_fd = static_cast<int>(fd);
  } else if (key == "--uid-base" && !out.uid_base) {
    TRY(out.uid_base, number_up_to(value, 1U << 30));
  } else if (key == "--listen") {
    TRY(auto listen, parse_listen(value));
    out.listen.push_back(std::move(listen));
  } else {
    return Error{Err::bad_value, "a start word is unknown, given twice or malformed"};
  }
  return kOk;
}

}  // namespace

Result<ListenWord> parse_listen(std::string_view text) {
  const std::size_t equals = text.find('=');
  const std::size_t colon = text.rfind(':');
  if (equals == std::string_view::npos || colon == std::string_view::npos || colon < equals) {
    return Error{Err::bad_value, "ID=ADDRESS:PORT was expected"};
  }
  ListenWord word;
  word.id = text.substr(0, equals);
  if (word.id.empty() || word.id.size() > kMaxId) return Error{Err::bad_value, "an interface's id is missing or too long"};
  std::string_view address = text.substr(equals + 1, colon - equals - 1);
  if (address.size() >= 2 && address.front() == '[' && address.back() == ']') address = address.substr(1, address.size() - 2);
  word.address = address;
  if (!is_address(word.address)) return Error{Err::bad_value, "an IP address was expected"};
  TRY(const std::uint32_t port, number_up_to(text.substr(colon + 1), 65535));
  word.port = static_cast<std::uint16_t>(port);
  return word;
}

Result<WardenWords> parse_words(std::span<const std::string_view> words) {
  if (words.size() > kMaxWords) return Error{Err::too_large, "more start words than any board gives"};
  if (words.size() % 2 != 0) return Error{Err::truncated, "a start word lacks its value"};
  WardenWords out;
  for (std::size_t i = 0; i < words.size(); i += 2) {
    if (words[i + 1].size() > kMaxWord) return Error{Err::too_large, "a start word is too long"};
    TRY_(read_word(out, words[i], words[i + 1]));
  }
  if (out.device.empty()) return Error{Err::bad_value, "--device is missing"};
  return out;
}

}  // namespace cardea::warden
