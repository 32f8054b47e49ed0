// SPDX-License-Identifier: Apache-2.0
#include "device/gate/page.hpp"

#include "device/gate/answers.hpp"

namespace cardea::gate {
namespace {

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

}  // namespace

// Browsers say "br" alone. With a weight ("br;q=0") it is not taken: the plain file is right for everybody.
bool accepts_brotli(std::string_view accept_encoding) {
  while (!accept_encoding.empty()) {
    const std::size_t comma = accept_encoding.find(',');
    if (trimmed(accept_encoding.substr(0, comma)) == "br") return true;
    if (comma == std::string_view::npos) break;
    accept_encoding.remove_prefix(comma + 1);
  }
  return false;
}

net::HttpResponse page_at(std::string_view path, std::string_view accept_encoding) {
  for (const PageFile& file : page_files()) {
    if (file.path != path) continue;
    const bool compressed = accepts_brotli(accept_encoding);
    auto response = net::HttpResponse::of(200, file.content_type, as_text(compressed ? file.brotli : file.content));
    response.headers.emplace_back("vary", "accept-encoding");
    if (compressed) response.headers.emplace_back("content-encoding", "br");
    return response;
  }
  return refusal(404, "There is nothing at this path.", "See the device's local API.");
}

}  // namespace cardea::gate
