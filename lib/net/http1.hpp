// SPDX-License-Identifier: Apache-2.0
// The grammar of HTTP/1.1 messages (RFC 9112), a piece of bytes at a time, bounded. Internal to
// lib/net: the seam that keeps Boost.Beast in one .cpp file.
#pragma once

#include <functional>
#include <memory>

#include "lib/net/http.hpp"

namespace cardea::net {

inline constexpr std::size_t kHeaderLinesMax = 100;

struct Fed {
  std::size_t consumed = 0;  // the rest of the input belongs to the next message
  bool done = false;
};

// One request. After an error or `done` it takes nothing more.
class RequestParser {
 public:
  explicit RequestParser(const HttpLimits& limits);
  ~RequestParser();
  RequestParser(const RequestParser&) = delete;
  RequestParser& operator=(const RequestParser&) = delete;

  Result<Fed> feed(Bytes input);
  int refusal() const;            // after an error: the status to answer with
  bool expects_continue() const;  // the head is there, and the client waits before it sends the body
  bool keep_alive() const;        // after `done`
  HttpRequest take();             // after `done`

 private:
  struct Grammar;
  std::unique_ptr<Grammar> grammar_;
};

// One response; interim ones (1xx) are passed over. With `on_body`, a 2xx body goes there in pieces; `on_head` bounds the body.
class ResponseParser {
 public:
  using OnBody = std::function<Status(Bytes piece)>;
  using OnHead = std::function<Result<std::size_t>(const HttpResponse& head)>;

  ResponseParser(const HttpLimits& limits, bool answers_head, OnBody on_body, OnHead on_head = {});
  ~ResponseParser();
  ResponseParser(const ResponseParser&) = delete;
  ResponseParser& operator=(const ResponseParser&) = delete;

  Result<Fed> feed(Bytes input);
  Status end();             // the peer closed in order: that ends a body without length, and cuts any other short
  bool keep_alive() const;  // after `done`: the peer will take another request on this connection
  HttpResponse take();

 private:
  struct Grammar;
  void begin();

  HttpLimits limits_;
  bool answers_head_;
  OnBody on_body_;
  OnHead on_head_;
  int interim_ = 0;
  std::unique_ptr<Grammar> grammar_;
};

// Heads that we write. A name or value that would break the grammar is refused (header injection).
Result<Buffer> encode_request_head(const std::string& method, const std::string& target, const Headers& headers);
Result<Buffer> encode_response_head(int status, const Headers& headers);

}  // namespace cardea::net
