// SPDX-License-Identifier: Apache-2.0
// The server's side of one connection: requests come one at a time, each is answered before the next
// is read. Internal to lib/net.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "lib/net/http1.hpp"
#include "lib/net/http_server.hpp"
#include "lib/net/tls_stream.hpp"

namespace cardea::net {

// What all connections of one server share. It outlives the server while a handler runs.
struct HttpSite {
  HttpLimits limits;
  HttpServer::Handler handler;
};

class HttpConnection final : public StreamOwner, public std::enable_shared_from_this<HttpConnection> {
 public:
  HttpConnection(EventLoop& loop, std::shared_ptr<const HttpSite> site, std::unique_ptr<TlsStream> stream, std::string source);

  Status start(std::function<void()> gone);
  void end_now() { end(); }  // and tells `gone`
  void close();              // without telling

  // We wait for the peer, not the peer for us: no whole request has come, or its answer is not being read.
  bool expendable() const;
  bool overdue() const;
  std::uint64_t since_ms() const { return since_ms_; }
  const std::string& source() const { return source_; }

  // From the Responder.
  void answer(HttpResponse response);
  void answer_file(HttpResponse head, UniqueFd file, std::uint64_t offset, std::uint64_t size);

 private:
  enum class Phase : std::uint8_t { handshake, waiting, receiving, handling, answering, closing, closed };

  struct FileBody {
    UniqueFd file;
    std::uint64_t offset;
    std::uint64_t left;
  };

  void on_open() override;
  void on_bytes(Bytes bytes) override;
  void on_drained() override;
  void on_closed(Status why) override;

  void take_requests();
  void dispatch();
  void refuse(int status);
  void begin_answer(HttpResponse& response, std::uint64_t body_size);
  void send_file_piece();
  void answered();
  void enter(Phase phase);
  void end();

  EventLoop& loop_;
  std::shared_ptr<const HttpSite> site_;
  std::unique_ptr<TlsStream> stream_;
  std::string source_;
  std::string certificate_;
  std::function<void()> gone_;
  Phase phase_ = Phase::handshake;
  std::uint64_t since_ms_;           // when the phase began
  std::uint64_t answer_ms_max_ = 0;  // how long the peer may take to read the answer
  Buffer pending_;                   // bytes that belong to the next request
  std::optional<RequestParser> parser_;
  std::optional<FileBody> file_;
  std::size_t requests_ = 0;
  bool keep_alive_ = false;
  bool head_only_ = false;
  bool continued_ = false;  // 100 Continue was sent for this request
  bool taking_ = false;
};

}  // namespace cardea::net
