// SPDX-License-Identifier: Apache-2.0
#include "tests/peers/plain_http.hpp"

#include <netdb.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <array>
#include <memory>

#include "lib/base/fd.hpp"
#include "lib/net/http1.hpp"

namespace cardea::peers {

namespace {

constexpr int kTimeoutS = 10;

struct Url {
  std::string host, port, target;
};

struct FreeAddresses {
  void operator()(addrinfo* list) const { ::freeaddrinfo(list); }
};

Result<Url> split(std::string_view url) {
  constexpr std::string_view kScheme = "http://";
  if (!url.starts_with(kScheme)) return Error{Err::unsupported, "not an http:// address"};
  url.remove_prefix(kScheme.size());
  const std::size_t slash = url.find('/');
  if (slash == std::string_view::npos) return Error{Err::bad_value, "an address without a path"};
  const std::string_view authority = url.substr(0, slash);
  const std::size_t colon = authority.rfind(':');
  const std::string port(colon == std::string_view::npos ? "80" : authority.substr(colon + 1));
  return Url{std::string(authority.substr(0, colon)), port, std::string(url.substr(slash))};
}

Result<UniqueFd> connect_to(const Url& url) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* raw = nullptr;
  if (::getaddrinfo(url.host.c_str(), url.port.c_str(), &hints, &raw) != 0) return Error{Err::unavailable, "no such host"};
  const std::unique_ptr<addrinfo, FreeAddresses> list(raw);
  for (const addrinfo* at = raw; at != nullptr; at = at->ai_next) {
    UniqueFd socket(::socket(at->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0));
    const timeval timeout{.tv_sec = kTimeoutS, .tv_usec = 0};
    ::setsockopt(socket.get(), SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof timeout);
    ::setsockopt(socket.get(), SOL_SOCKET, SO_SNDTIMEO, &timeout, sizeof timeout);
    if (::connect(socket.get(), at->ai_addr, at->ai_addrlen) == 0) return socket;
  }
  return Error{Err::unavailable, "nobody listens there"};
}

Status send_all(const UniqueFd& socket, Bytes bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(socket.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return Error{Err::unavailable, "the connection broke"};
    bytes = bytes.subspan(static_cast<std::size_t>(sent));
  }
  return kOk;
}

Result<net::HttpResponse> read_response(const UniqueFd& socket, std::size_t max) {
  net::HttpLimits limits;
  limits.body_max = max;
  net::ResponseParser parser(limits, false, nullptr);
  std::array<std::uint8_t, 16384> chunk{};
  for (;;) {
    const ssize_t got = ::recv(socket.get(), chunk.data(), chunk.size(), 0);
    if (got < 0) return Error{Err::unavailable, "the connection broke"};
    if (got == 0) {
      TRY_(parser.end());
      return parser.take();
    }
    TRY(const net::Fed fed, parser.feed(Bytes(chunk).first(static_cast<std::size_t>(got))));
    if (fed.done) return parser.take();
  }
}

}  // namespace

Result<Buffer> get_plain(const std::string& url, std::size_t max) {
  TRY(const Url parts, split(url));
  TRY(const UniqueFd socket, connect_to(parts));
  TRY(const Buffer head, net::encode_request_head("GET", parts.target, {{"host", parts.host}, {"connection", "close"}}));
  TRY_(send_all(socket, head));
  TRY(net::HttpResponse response, read_response(socket, max));
  if (response.status == 404 || response.status == 403) return Error{Err::not_found, "the server has no such file"};
  if (response.status != 200) return Error{Err::unavailable, "the server does not give the file now"};
  return std::move(response.body);
}

}  // namespace cardea::peers
