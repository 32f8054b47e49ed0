// SPDX-License-Identifier: Apache-2.0
#include "device/gate/credential.hpp"

#include <algorithm>

namespace cardea::gate {
namespace {

constexpr std::size_t kTokenSize = 43;  // 32 bytes as base64url
constexpr std::string_view kBearer = "Bearer ";

bool may_be_a_token(std::string_view text) {
  return text.size() == kTokenSize && std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
         });
}

std::size_t count_headers(const net::HttpRequest& request, std::string_view name) {
  return static_cast<std::size_t>(
      std::count_if(request.headers.begin(), request.headers.end(), [&](const auto& header) { return header.first == name; }));
}

}  // namespace

std::optional<Credential> credential_of(const net::HttpRequest& request) {
  const std::size_t bearers = count_headers(request, "authorization");
  if (bearers > 0) {
    const std::string_view header = request.header("authorization");
    if (bearers != 1 || !header.starts_with(kBearer) || !may_be_a_token(header.substr(kBearer.size()))) return std::nullopt;
    return Credential{SecretBytes(header.substr(kBearer.size())), Carrier::bearer};
  }
  if (count_headers(request, "cookie") != 1) return std::nullopt;
  auto cookie = request.cookie("session");
  if (!cookie || !may_be_a_token(*cookie)) return std::nullopt;
  Credential credential{SecretBytes(std::string_view(*cookie)), Carrier::cookie};
  wipe(*cookie);
  return credential;
}

bool is_own_page(const net::HttpRequest& request, Carrier carrier) {
  return carrier == Carrier::bearer || (count_headers(request, "x-cardea") == 1 && request.header("x-cardea") == "1");
}

void wipe_secrets(net::HttpRequest& request) {
  if (!request.body.empty()) explicit_bzero(request.body.data(), request.body.size());
  request.body.clear();
  for (auto& [name, value] : request.headers) {
    if (name == "authorization" || name == "cookie") wipe(value);
  }
}

}  // namespace cardea::gate
