// SPDX-License-Identifier: Apache-2.0
#include "lib/base/result.hpp"

#include <cerrno>

namespace cardea {

const char* name_of(Err code) {
  switch (code) {
    case Err::bad_value: return "bad value";
    case Err::too_large: return "too large";
    case Err::truncated: return "truncated";
    case Err::not_found: return "not found";
    case Err::exists: return "exists already";
    case Err::refused: return "refused";
    case Err::unauthentic: return "not authentic";
    case Err::expired: return "expired";
    case Err::rollback: return "rollback";
    case Err::exhausted: return "exhausted";
    case Err::unavailable: return "unavailable";
    case Err::unsupported: return "unsupported";
    case Err::io: return "input/output";
    case Err::broken: return "broken state";
  }
  return "unknown";
}

Error io_error(const char* what) { return Error{Err::io, what, errno}; }

std::string Problem::describe(const Error& e) {
  std::string text = e.what;
  if (e.sys != 0) text += std::string(": ") + std::strerror(e.sys);
  return text;
}

}  // namespace cardea
