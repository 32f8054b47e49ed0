// SPDX-License-Identifier: Apache-2.0
// Frames as they pass at an interface of this machine, or as somebody's tcpdump elsewhere writes them to a stream. They are
// handed on by a thread of its own until it is told to stop.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "assess/traffic/packet.hpp"
#include "assess/wire/socket.hpp"

namespace cardea::assess {

struct CaptureEnd {
  std::int64_t frames = 0;
  std::int64_t dropped = 0;   // by the kernel, because nobody took them in time
  std::string stopped_early;  // why it ended before it was told to; empty: it did not
};

class Capture {
 public:
  using Take = std::function<void(LinkType link, Bytes frame)>;  // in the capture's thread

  // Err::refused: this user may not listen (CAP_NET_RAW); Err::not_found: no such interface.
  static Result<std::unique_ptr<Capture>> at_interface(const std::string& name, Take take);
  // A socket at whose other end somebody writes pcap or pcapng. Err::exhausted: nothing began before the deadline;
  // Err::bad_value: it is no capture, or of a link layer that is not read.
  static Result<std::unique_ptr<Capture>> of_stream(UniqueFd stream, const Deadline& deadline, Take take);

  virtual ~Capture() = default;
  Capture() = default;
  Capture(const Capture&) = delete;
  Capture& operator=(const Capture&) = delete;

  // Waits until what has passed is handed on, as far as that can be known, and not for a flood.
  virtual void catch_up() {}
  virtual bool is_over() const { return false; }  // nothing more can come
  virtual CaptureEnd stop() = 0;                  // what came before is handed on first
};

}  // namespace cardea::assess
