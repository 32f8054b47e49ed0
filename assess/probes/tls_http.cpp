// SPDX-License-Identifier: Apache-2.0
// What a door answers over HTTP, without TLS and with it, as far as it concerns the channel.
#include <array>

#include "assess/evidence/fact.hpp"
#include "assess/probes/tls_prober.hpp"

namespace cardea::assess {

namespace {

constexpr std::size_t kAnswerMax = 256U << 10;

// By which a page tells browsers what not to do.
constexpr std::array<const char*, 8> kGuards{
    "content-security-policy", "x-frame-options", "x-content-type-options",    "x-xss-protection", "referrer-policy",
    "permissions-policy",      "expect-ct",       "cross-origin-opener-policy"};

Result<HttpReply> ask(Stream& stream, std::string_view request, std::size_t max, bool& answered) {
  TRY(const Buffer answer, exchange_raw(stream, as_bytes(request), max, Deadline(kOneHandshake)));
  answered = !answer.empty();
  return parse_http_reply(answer, true);
}

}  // namespace

Result<Value> plain_http(const TlsProber& prober) {
  TRY(const std::unique_ptr<Stream> stream, open_tcp(prober.endpoint(), Deadline(kOneHandshake)));
  bool answered = false;
  const auto reply = ask(*stream, "GET / HTTP/1.1\r\nhost: target\r\n\r\n", 1024, answered);
  Value values;
  values.set("answered", answered);
  values.set("http_status", reply ? std::int64_t{reply->status} : std::int64_t{0});
  values.set("location", reply ? std::string(reply->header("location")) : std::string());
  return values;
}

Result<Value> answer_over_tls(const TlsProber& prober) {
  TRY(const std::unique_ptr<TlsStream> stream, prober.offer({}));
  bool answered = false;
  const auto reply = ask(*stream,
                         "GET / HTTP/1.1\r\nhost: target\r\naccept-encoding: gzip, deflate, br, compress\r\n"
                         "connection: close\r\n\r\n",
                         kAnswerMax, answered);
  Value values;
  values.set("answered", answered);
  values.set("http_status", reply ? std::int64_t{reply->status} : std::int64_t{0});
  if (!reply) return values;
  for (const char* name : {"location", "strict-transport-security", "content-encoding"})
    values.set(name, std::string(reply->header(name)));
  std::vector<std::string> guards;
  for (const char* name : kGuards) {
    if (!reply->header(name).empty()) guards.emplace_back(name);
  }
  values.set("guards", list_of(guards));
  return values;
}

}  // namespace cardea::assess
