// SPDX-License-Identifier: Apache-2.0
// Writing heads. Everything that came from a caller is checked: one CR LF too many is a second message.
#include <algorithm>
#include <array>

#include "lib/net/http1.hpp"

namespace cardea::net {
namespace {

struct Reason {
  int status;
  std::string_view text;
};

// clang-format off
constexpr std::array kReasons{
    Reason{100, "Continue"}, Reason{200, "OK"}, Reason{201, "Created"}, Reason{202, "Accepted"}, Reason{204, "No Content"},
    Reason{206, "Partial Content"}, Reason{301, "Moved Permanently"}, Reason{302, "Found"}, Reason{303, "See Other"},
    Reason{304, "Not Modified"}, Reason{400, "Bad Request"}, Reason{401, "Unauthorized"}, Reason{403, "Forbidden"},
    Reason{404, "Not Found"}, Reason{405, "Method Not Allowed"}, Reason{408, "Request Timeout"}, Reason{409, "Conflict"},
    Reason{413, "Content Too Large"}, Reason{415, "Unsupported Media Type"}, Reason{416, "Range Not Satisfiable"},
    Reason{417, "Expectation Failed"}, Reason{422, "Unprocessable Content"}, Reason{429, "Too Many Requests"},
    Reason{431, "Request Header Fields Too Large"}, Reason{500, "Internal Server Error"}, Reason{501, "Not Implemented"},
    Reason{503, "Service Unavailable"}, Reason{505, "HTTP Version Not Supported"}};
// clang-format on

std::string_view reason_for(int status) {
  const auto it = std::find_if(kReasons.begin(), kReasons.end(), [&](const Reason& row) { return row.status == status; });
  return it == kReasons.end() ? "Other" : it->text;
}

bool is_token(std::string_view text) {  // RFC 9110 section 5.6.2
  constexpr std::string_view kMarks = "!#$%&'*+-.^_`|~";
  return !text.empty() && std::all_of(text.begin(), text.end(), [&](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || kMarks.find(c) != std::string_view::npos;
  });
}

bool is_field_value(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return c == '\t' || (byte >= 0x20 && byte != 0x7f);
  });
}

bool is_visible(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7f; });
}

Result<Buffer> with_headers(std::string head, const Headers& headers) {
  for (const auto& [name, value] : headers) {
    if (!is_token(name)) return Error{Err::bad_value, "a header's name is no token"};
    if (!is_field_value(value)) return Error{Err::bad_value, "a header's value holds a control byte"};
    head.append(name).append(": ").append(value).append("\r\n");
  }
  head.append("\r\n");
  return to_buffer(as_bytes(head));
}

}  // namespace

Result<Buffer> encode_request_head(const std::string& method, const std::string& target, const Headers& headers) {
  if (!is_token(method)) return Error{Err::bad_value, "the method is no token"};
  if (!is_visible(target) || target.front() != '/') return Error{Err::bad_value, "the target is not in origin-form"};
  return with_headers(method + " " + target + " HTTP/1.1\r\n", headers);
}

Result<Buffer> encode_response_head(int status, const Headers& headers) {
  if (status < 100 || status > 599) return Error{Err::bad_value, "the status has no meaning"};
  return with_headers("HTTP/1.1 " + std::to_string(status) + " " + std::string(reason_for(status)) + "\r\n", headers);
}

}  // namespace cardea::net
