// SPDX-License-Identifier: Apache-2.0
// What arrives on the watchdog's line: no message tells an unknown event, and none holds a control character.
#include <algorithm>

#include "device/boards/dirboard.hpp"
#include "tools/fuzz/fuzz.hpp"

void fuzz(cardea::Bytes input) {
  using namespace cardea;
  const auto plain = [](char c) { return static_cast<unsigned char>(c) >= 0x20; };
  board::LineReader reader([&](const board::LineMessage& message) {
    require(!message.event.empty() && std::all_of(message.text.begin(), message.text.end(), plain));
  });
  reader.add(input);
  const auto message = board::parse_line(input);
  if (message && message->text.size() <= 200) {
    const Buffer line = board::encode_line(*message);
    require(board::parse_line(Bytes(line).first(line.size() - 1)).ok());
  }
}
