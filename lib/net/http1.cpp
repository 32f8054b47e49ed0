// SPDX-License-Identifier: Apache-2.0
// The one file that includes Boost.Beast: its grammar, our bounds, and our refusals where it is lenient.
#include "lib/net/http1.hpp"

#include <algorithm>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/rfc7230.hpp>

#include "lib/net/request_text.hpp"

namespace cardea::net {
namespace {

namespace beast_http = boost::beast::http;
using boost::beast::error_code;
using boost::beast::string_view;

constexpr std::size_t kMethodMax = 32;
constexpr int kInterimMax = 4;
// "0 CR LF CR LF". No chunked body ends with fewer bytes, and Beast 1.81 stops the program on an assertion when it is
// given the last chunk again with fewer (basic_parser.ipp, parse_chunk_header): found by http_request_fuzz.
constexpr std::size_t kLastChunkSize = 5;
constexpr std::string_view kHeadEnd = "\r\n\r\n";

std::string lower(string_view text) {
  std::string out(text.data(), text.size());
  std::transform(out.begin(), out.end(), out.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return out;
}

bool all_digits(string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

struct Refusal {
  Error error;
  int status = 400;
};

Refusal refusal_for(error_code ec) {
  if (ec == beast_http::error::body_limit) return {Error{Err::too_large, "the body is over its limit"}, 413};
  if (ec == beast_http::error::header_limit) return {Error{Err::too_large, "the head is over its limit"}, 431};
  if (ec == beast_http::error::bad_version) return {Error{Err::unsupported, "not HTTP/1.1"}, 505};
  return {Error{Err::bad_value, "the message is no well-formed HTTP/1.1"}, 400};
}

//= EN303645 5.13-1
// Beast reads the grammar; what is on top of it is the same for both directions.
template <bool kRequest>
class MessageGrammar : public beast_http::basic_parser<kRequest> {
 public:
  explicit MessageGrammar(const HttpLimits& limits) : head_max_(limits.head_max) {
    this->eager(true);
    this->header_limit(static_cast<std::uint32_t>(limits.head_max));
    this->body_limit(limits.body_max);
  }

  Headers headers;
  Buffer body;
  Refusal refusal;

  Result<Fed> feed(Bytes input) {
    const std::size_t before = pending_.size();
    pending_.insert(pending_.end(), input.begin(), input.end());
    std::size_t used = 0;
    if (!this->is_header_done()) {
      TRY(const std::size_t head_size, find_head(before));
      if (head_size == 0) return Fed{input.size(), false};
      TRY_(put(Bytes(pending_).first(head_size), used));
      if (used != head_size) return refuse({Error{Err::bad_value, "the head ends too early"}, 400});
    }
    while (!this->is_done() && used < pending_.size()) {
      if (this->chunked() && pending_.size() - used < kLastChunkSize) break;
      std::size_t now = 0;
      TRY_(put(Bytes(pending_).subspan(used), now));
      used += now;
      if (now == 0) break;
    }
    pending_.erase(pending_.begin(), pending_.begin() + static_cast<std::ptrdiff_t>(used));
    if (this->is_done()) return Fed{input.size() - std::min(pending_.size(), input.size()), true};
    // Only lines between chunks wait here: what else is incomplete has been taken by the body.
    if (pending_.size() > head_max_) return refuse({Error{Err::too_large, "a chunk's line is over its limit"}, 400});
    return Fed{input.size(), false};
  }

  bool begun() const { return this->got_some() || !pending_.empty(); }
  bool stays() const { return http11_ && this->keep_alive(); }

 protected:
  Error refuse(Refusal why) {
    refusal = why;
    return refusal.error;
  }

  void refuse(Refusal why, error_code& ec) {
    refusal = why;
    ec = beast_http::error::bad_value;
  }

  virtual void check_field(beast_http::field, string_view, error_code&) {}
  virtual void check_head(error_code&) {}
  virtual Status take_body(Bytes piece) {
    body.insert(body.end(), piece.begin(), piece.end());
    return kOk;
  }

  bool http11_ = false;

 private:
  // The size of the head with its empty line; 0 while it is incomplete.
  Result<std::size_t> find_head(std::size_t before) {
    const std::string_view text = as_text(pending_);
    const std::size_t end = text.find(kHeadEnd, before < 3 ? 0 : before - 3);
    const std::size_t size = end == std::string_view::npos ? text.size() : end + kHeadEnd.size();
    if (size > head_max_) return refuse({Error{Err::too_large, "the head is over its limit"}, 431});
    if (end == std::string_view::npos) return std::size_t{0};
    const std::string_view head = text.substr(0, size);
    if (head.find("\r\n ") != std::string_view::npos || head.find("\r\n\t") != std::string_view::npos) {
      return refuse({Error{Err::bad_value, "a header line is folded"}, 400});  // RFC 9112 section 5.2
    }
    return size;
  }

  Status put(Bytes bytes, std::size_t& used) {
    error_code ec;
    used = beast_http::basic_parser<kRequest>::put(boost::asio::const_buffer(bytes.data(), bytes.size()), ec);
    if (!ec || ec == beast_http::error::need_more) return kOk;
    if (refusal.error.what[0] == '\0') refusal = refusal_for(ec);
    return refusal.error;
  }

  void on_field_impl(beast_http::field field, string_view name, string_view value, error_code& ec) final {
    if (++lines_ > kHeaderLinesMax) return refuse({Error{Err::too_large, "too many header lines"}, 431}, ec);
    if (head_done_) return;  // trailers carry nothing that we use (RFC 9110 section 6.5.1)
    if (field == beast_http::field::content_length && (++lengths_ > 1 || !all_digits(value))) {
      return refuse({Error{Err::bad_value, "the content length is ambiguous"}, 400}, ec);
    }
    if (field == beast_http::field::transfer_encoding && lower(value) != "chunked") {
      return refuse({Error{Err::unsupported, "a transfer coding that we do not know"}, 501}, ec);
    }
    if (field == beast_http::field::transfer_encoding && !http11_) {
      return refuse({Error{Err::bad_value, "a transfer coding before HTTP/1.1"}, 400}, ec);
    }
    check_field(field, value, ec);
    if (!ec) headers.emplace_back(lower(name), std::string(value.data(), value.size()));
  }

  void on_header_impl(error_code& ec) final {
    head_done_ = true;
    check_head(ec);
  }

  std::size_t pass_on(string_view piece, error_code& ec) {
    if (const Status taken = take_body(as_bytes(std::string_view(piece.data(), piece.size()))); !taken) {
      refuse({taken.error(), 400}, ec);
    }
    return piece.size();
  }

  void on_body_init_impl(const boost::optional<std::uint64_t>&, error_code&) final {}
  std::size_t on_body_impl(string_view piece, error_code& ec) final { return pass_on(piece, ec); }
  std::size_t on_chunk_body_impl(std::uint64_t, string_view piece, error_code& ec) final { return pass_on(piece, ec); }
  void on_chunk_header_impl(std::uint64_t, string_view extensions, error_code& ec) final {
    if (!extensions.empty()) refuse({Error{Err::unsupported, "a chunk extension"}, 400}, ec);
  }
  void on_finish_impl(error_code&) final {}

  std::size_t head_max_;
  Buffer pending_;
  std::size_t lines_ = 0;
  unsigned lengths_ = 0;
  bool head_done_ = false;
};

}  // namespace

struct RequestParser::Grammar final : MessageGrammar<true> {
  using MessageGrammar::MessageGrammar;

  void on_request_impl(beast_http::verb, string_view method_text, string_view target_text, int version, error_code& ec) override {
    http11_ = version >= 11;
    if (method_text.size() > kMethodMax) return refuse({Error{Err::unsupported, "an unknown method"}, 501}, ec);
    method.assign(method_text.data(), method_text.size());
    auto parsed = net::parse_target(as_bytes(std::string_view(target_text.data(), target_text.size())));
    if (!parsed) return refuse({parsed.error(), 400}, ec);
    target = std::move(*parsed);
  }
  void on_response_impl(int, string_view, int, error_code&) override {}

  void check_field(beast_http::field field, string_view value, error_code& ec) override {
    if (field == beast_http::field::host) ++hosts;
    if (field != beast_http::field::expect) return;
    if (lower(value) != "100-continue") return refuse({Error{Err::unsupported, "an unknown expectation"}, 417}, ec);
    expects_continue = http11_;
  }

  void check_head(error_code& ec) override {
    // RFC 9112 section 3.2: exactly one, so that nobody in between reads another one than we do.
    if (hosts > 1 || (http11_ && hosts == 0)) refuse({Error{Err::bad_value, "not exactly one host"}, 400}, ec);
  }

  std::string method;
  Target target;
  unsigned hosts = 0;
  bool expects_continue = false;
};

RequestParser::RequestParser(const HttpLimits& limits) : grammar_(std::make_unique<Grammar>(limits)) {}
RequestParser::~RequestParser() = default;

Result<Fed> RequestParser::feed(Bytes input) {
  return grammar_->feed(input);
}
int RequestParser::refusal() const {
  return grammar_->refusal.status;
}
bool RequestParser::expects_continue() const {
  return grammar_->is_header_done() && grammar_->expects_continue;
}
bool RequestParser::keep_alive() const {
  return grammar_->stays();
}

HttpRequest RequestParser::take() {
  HttpRequest request;
  request.method = std::move(grammar_->method);
  request.path = std::move(grammar_->target.path);
  request.query = std::move(grammar_->target.query);
  request.headers = std::move(grammar_->headers);
  request.body = std::move(grammar_->body);
  return request;
}

struct ResponseParser::Grammar final : MessageGrammar<false> {
  Grammar(const HttpLimits& limits, bool answers_head, const OnBody& on_body_in, const OnHead& on_head_in)
      : MessageGrammar(limits),
        on_body(on_body_in),
        on_head(on_head_in),
        body_left(limits.body_max) {
    skip(answers_head);
  }

  void on_request_impl(beast_http::verb, string_view, string_view, int, error_code&) override {}
  void on_response_impl(int code, string_view, int version, error_code& ec) override {
    http11_ = version >= 11;
    status = code;
    if (code < 100 || code == 101) refuse({Error{Err::bad_value, "a status that has no meaning here"}, 400}, ec);
  }

  void check_head(error_code& ec) override {
    if (!on_head || status < 200) return;
    const auto bound = on_head(HttpResponse{status, headers, {}});
    if (!bound) return refuse({bound.error(), 400}, ec);
    body_left = std::min(body_left, *bound);
  }

  Status take_body(Bytes piece) override {
    if (piece.size() > body_left) return Error{Err::too_large, "the body is over its limit"};
    body_left -= piece.size();
    if (on_body && status / 100 == 2) return on_body(piece);
    return MessageGrammar::take_body(piece);
  }

  const OnBody& on_body;
  const OnHead& on_head;
  std::size_t body_left;
  int status = 0;
};

ResponseParser::ResponseParser(const HttpLimits& limits, bool answers_head, OnBody on_body, OnHead on_head)
    : limits_(limits),
      answers_head_(answers_head),
      on_body_(std::move(on_body)),
      on_head_(std::move(on_head)) {
  begin();
}

ResponseParser::~ResponseParser() = default;

void ResponseParser::begin() {
  grammar_ = std::make_unique<Grammar>(limits_, answers_head_, on_body_, on_head_);
}

Result<Fed> ResponseParser::feed(Bytes input) {
  std::size_t consumed = 0;
  for (;;) {
    TRY(Fed fed, grammar_->feed(input.subspan(consumed)));
    consumed += fed.consumed;
    if (!fed.done || grammar_->status >= 200) return Fed{consumed, fed.done};
    if (++interim_ > kInterimMax) return Error{Err::too_large, "too many interim responses"};
    begin();
    if (consumed == input.size()) return Fed{consumed, false};
  }
}

Status ResponseParser::end() {
  if (!grammar_->is_header_done()) return Error{Err::truncated, "the peer closed before its answer was whole"};
  if (grammar_->is_done()) return kOk;
  error_code ec;
  grammar_->put_eof(ec);
  if (ec) return Error{Err::truncated, "the peer closed before its answer was whole"};
  return kOk;
}

bool ResponseParser::keep_alive() const {
  return grammar_->stays();
}

HttpResponse ResponseParser::take() {
  return HttpResponse{grammar_->status, std::move(grammar_->headers), std::move(grammar_->body)};
}

}  // namespace cardea::net
