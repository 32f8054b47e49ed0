// SPDX-License-Identifier: Apache-2.0
// What travels in one datagram of a channel: {op u16, kind u8, id u32, body}. A notice has the id 0,
// everything else another. What a frame carries is wiped from memory when the frame goes.
#pragma once

#include "lib/ipc/message.hpp"

namespace cardea::ipc {

inline constexpr std::size_t kFrameHead = 2 + 1 + 4;

enum class Kind : std::uint8_t { request = 0, reply = 1, refusal = 2, notice = 3 };

struct Frame {
  Op op{};
  Kind kind{};
  std::uint32_t id = 0;
  WipedBuffer body;
};

Result<Frame> parse_frame(Bytes wire);
WipedBuffer encode_frame(const Frame& frame);

// The body of a refusal: why, in one byte.
Result<Err> parse_refusal(Bytes body);
WipedBuffer encode_refusal(Err why);

}  // namespace cardea::ipc
