// SPDX-License-Identifier: Apache-2.0
// What a target answers over HTTP/1.x. The target is not ours and may lie: the parser is total, bounded and keeps
// header values as they came, so that the disclosure probe sees them.
#pragma once

#include <string_view>
#include <utility>
#include <vector>

#include "lib/base/bytes.hpp"

namespace cardea::assess {

inline constexpr std::size_t kReplyHeadMax = 64U << 10;
inline constexpr std::size_t kReplyBodyMax = 1U << 20;
inline constexpr std::size_t kReplyHeadersMax = 200;
inline constexpr std::size_t kReplyChunksMax = 16'384;  // one byte each would cost more to read than to send

struct HttpReply {
  int status = 0;
  std::vector<std::pair<std::string, std::string>> headers;  // names in lower case
  Buffer body;
  bool whole = true;  // false: its head says all, but its body did not come to an end in time

  std::string_view header(std::string_view lower_case_name) const;   // the first, or empty
  std::string every_header(std::string_view lower_case_name) const;  // as the list that they are (RFC 9110, section 5.3)
};

// Err::truncated: more has to arrive. `closed` says that nothing more will: a body without a length then ends here.
Result<HttpReply> parse_http_reply(Bytes raw, bool closed);

}  // namespace cardea::assess
