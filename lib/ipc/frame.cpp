// SPDX-License-Identifier: Apache-2.0
#include "lib/ipc/frame.hpp"

namespace cardea::ipc {

Result<Frame> parse_frame(Bytes wire) {
  if (wire.size() > kMaxFrame) return Error{Err::too_large, "a frame is longer than its bound"};
  Reader r(wire);
  TRY(const std::uint16_t op, r.u16());
  TRY(const std::uint8_t kind, r.u8());
  TRY(const std::uint32_t id, r.u32());
  if (kind > static_cast<std::uint8_t>(Kind::notice)) return Error{Err::bad_value, "a frame of no known kind"};
  if ((static_cast<Kind>(kind) == Kind::notice) != (id == 0)) return Error{Err::bad_value, "a frame's id does not fit its kind"};
  TRY(const Bytes body, r.take(r.left()));
  Frame frame{Op{op}, static_cast<Kind>(kind), id, {body.begin(), body.end()}};
  if (frame.kind == Kind::refusal) TRY_(parse_refusal(body));
  return frame;
}

WipedBuffer encode_frame(const Frame& frame) {
  MessageWriter w;
  w.u16(static_cast<std::uint16_t>(frame.op)).u8(static_cast<std::uint8_t>(frame.kind)).u32(frame.id).raw(frame.body);
  return w.take();
}

Result<Err> parse_refusal(Bytes body) {
  Reader r(body);
  TRY(const std::uint8_t code, r.u8());
  TRY_(r.finish());
  if (code > static_cast<std::uint8_t>(Err::broken)) return Error{Err::bad_value, "a refusal without a known reason"};
  return static_cast<Err>(code);
}

WipedBuffer encode_refusal(Err why) { return {static_cast<std::uint8_t>(why)}; }

}  // namespace cardea::ipc
