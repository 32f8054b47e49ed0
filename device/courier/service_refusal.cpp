// SPDX-License-Identifier: Apache-2.0
#include "device/courier/service_refusal.hpp"

#include <charconv>

namespace cardea::courier {

Error refused_by_service(int status) {
  switch (status) {
    case 401:
    case 403: return Error{Err::refused, "the service refuses this device"};
    case 413:
    case 422: return Error{Err::bad_value, "the service does not accept what was sent"};
    default: return Error{Err::unavailable, "the service has a problem of its own"};
  }
}

Result<std::int64_t> parse_retry_after(std::string_view header) {
  std::uint32_t seconds = 0;
  const auto [end, error] = std::from_chars(header.data(), header.data() + header.size(), seconds);
  if (end != header.data() + header.size() || header.empty())
    return Error{Err::bad_value, "the service's wait is no number of seconds"};
  if (error == std::errc::result_out_of_range) return std::int64_t{UINT32_MAX};  // digits alone, and too many: the bound cuts it
  if (error != std::errc{}) return Error{Err::bad_value, "the service's wait is no number of seconds"};
  return std::int64_t{seconds};
}

}  // namespace cardea::courier
