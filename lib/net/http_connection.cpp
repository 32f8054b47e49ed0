// SPDX-License-Identifier: Apache-2.0
#include "lib/net/http_connection.hpp"

#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace cardea::net {
namespace {

constexpr std::size_t kFilePiece = 64 * 1024;
constexpr std::uint64_t kLingerMs = 2'000;
constexpr std::uint64_t kUnreadMs = 1'000;  // no byte of the answer was taken for so long: the peer is not reading it
constexpr std::uint64_t kSlowestBytesPerMs = 4;  // who reads an answer more slowly than 4 kB/s holds a place for nothing

// For what the grammar refuses, before any handler sees it.
std::string_view sentence_for(int status) {
  switch (status) {
    case 413: return R"({"error":"the body is too large","hint":""})";
    case 417: return R"({"error":"this expectation is unknown here","hint":""})";
    case 431: return R"({"error":"the request's head is too large","hint":""})";
    case 501: return R"({"error":"this method or transfer coding is unknown here","hint":""})";
    case 505: return R"({"error":"only HTTP/1.1 is spoken here","hint":""})";
    case 500: return R"({"error":"the request could not be answered","hint":"try again"})";
    default: return R"({"error":"the request is malformed","hint":""})";
  }
}

// No browser shall make anything of these, whatever site the server belongs to.
const Headers kOwnRefusals{{"content-security-policy", "default-src 'none'; frame-ancestors 'none'"},
                           {"x-content-type-options", "nosniff"},
                           {"referrer-policy", "no-referrer"},
                           {"cache-control", "no-store"}};

bool may_have_body(int status) {
  return status >= 200 && status != 204 && status != 304;
}

}  // namespace

HttpConnection::HttpConnection(EventLoop& loop, std::shared_ptr<const HttpSite> site, std::unique_ptr<TlsStream> stream,
                               std::string source)
    : loop_(loop),
      site_(std::move(site)),
      stream_(std::move(stream)),
      source_(std::move(source)),
      since_ms_(loop.clock().monotonic_ms()) {}

Status HttpConnection::start(std::function<void()> gone) {
  gone_ = std::move(gone);
  return stream_->start(weak_from_this());
}

void HttpConnection::close() {
  gone_ = nullptr;
  end();
}

bool HttpConnection::expendable() const {
  switch (phase_) {
    case Phase::handshake:
    case Phase::waiting:
    case Phase::receiving:
    case Phase::closing: return true;
    case Phase::answering: return loop_.clock().monotonic_ms() - stream_->last_progress_ms() >= kUnreadMs;
    case Phase::handling:
    case Phase::closed: return false;
  }
  return false;
}

bool HttpConnection::overdue() const {
  const std::uint64_t now = loop_.clock().monotonic_ms();
  const HttpLimits& limits = site_->limits;
  const bool silent = now - stream_->last_progress_ms() >= limits.idle_ms;
  switch (phase_) {
    case Phase::waiting: return silent;
    case Phase::handshake:
    case Phase::receiving: return silent || now - since_ms_ >= limits.request_ms;
    case Phase::answering: return silent || now - since_ms_ >= answer_ms_max_;
    case Phase::closing: return now - since_ms_ >= kLingerMs;
    case Phase::handling: return false;  // it is our turn, not the peer's
    case Phase::closed: return true;
  }
  return true;
}

void HttpConnection::on_open() {
  certificate_ = stream_->peer_certificate();
  enter(Phase::waiting);
}

void HttpConnection::on_bytes(Bytes bytes) {
  if (phase_ != Phase::waiting && phase_ != Phase::receiving) return;
  pending_.insert(pending_.end(), bytes.begin(), bytes.end());
  take_requests();
}

// A loop and not a recursion: a handler that answers at once makes the next pipelined request due in on_drained.
void HttpConnection::take_requests() {
  if (taking_) return;
  taking_ = true;
  while ((phase_ == Phase::waiting || phase_ == Phase::receiving) && !pending_.empty()) {
    if (!parser_) {
      parser_.emplace(site_->limits);
      continued_ = false;
      enter(Phase::receiving);
    }
    const auto fed = parser_->feed(pending_);
    if (!fed) {
      refuse(parser_->refusal());
      break;
    }
    pending_.erase(pending_.begin(), pending_.begin() + static_cast<std::ptrdiff_t>(fed->consumed));
    if (fed->done) {
      dispatch();
    } else if (parser_->expects_continue() && !continued_) {
      continued_ = true;
      (void)stream_->send(to_buffer(as_bytes("HTTP/1.1 100 Continue\r\n\r\n")));
    }
  }
  if (pending_.empty()) pending_.shrink_to_fit();  // an idle connection holds no buffer
  taking_ = false;
}

void HttpConnection::dispatch() {
  HttpRequest request = parser_->take();
  keep_alive_ = parser_->keep_alive() && ++requests_ < site_->limits.requests_per_connection_max;
  head_only_ = request.method == "HEAD";
  parser_.reset();
  request.source = source_;
  request.peer_certificate = certificate_;
  enter(Phase::handling);
  stream_->pause_reading();
  const auto site = site_;  // the handler may end the server
  site->handler(std::move(request), Responder(weak_from_this()));
}

void HttpConnection::refuse(int status) {
  parser_.reset();
  pending_.clear();
  keep_alive_ = false;
  head_only_ = false;
  stream_->pause_reading();
  enter(Phase::handling);
  HttpResponse response = HttpResponse::of(status, "application/json", sentence_for(status));
  response.headers.insert(response.headers.end(), kOwnRefusals.begin(), kOwnRefusals.end());
  answer(std::move(response));
}

// No header says what software or version answers.
//= EN303645 5.6-2
void HttpConnection::begin_answer(HttpResponse& response, std::uint64_t body_size) {
  auto& headers = response.headers;
  std::erase_if(headers, [](const auto& header) { return header.first == "content-length" || header.first == "connection"; });
  if (may_have_body(response.status)) headers.emplace_back("content-length", std::to_string(body_size));
  if (!keep_alive_) headers.emplace_back("connection", "close");
  auto head = encode_response_head(response.status, headers);
  if (!head) return refuse(500);  // a header of the handler's would have broken the message
  answer_ms_max_ = site_->limits.request_ms + body_size / kSlowestBytesPerMs;
  enter(Phase::answering);
  (void)stream_->send(std::move(*head));
}

void HttpConnection::answer(HttpResponse response) {
  if (phase_ != Phase::handling) return;
  begin_answer(response, response.body.size());
  if (phase_ != Phase::answering || head_only_ || !may_have_body(response.status)) return;
  if (!stream_->send(std::move(response.body))) end();
}

void HttpConnection::answer_file(HttpResponse head, UniqueFd file, std::uint64_t offset, std::uint64_t size) {
  if (phase_ != Phase::handling) return;
  begin_answer(head, size);
  if (phase_ == Phase::answering && !head_only_ && may_have_body(head.status))
    file_.emplace(FileBody{std::move(file), offset, size});
}

void HttpConnection::on_drained() {
  if (phase_ != Phase::answering) return;  // it was a 100 Continue
  if (file_ && file_->left > 0) return send_file_piece();
  answered();
}

void HttpConnection::send_file_piece() {
  Buffer piece(static_cast<std::size_t>(std::min<std::uint64_t>(file_->left, kFilePiece)));
  const auto got = ::pread(file_->file.get(), piece.data(), piece.size(), static_cast<off_t>(file_->offset));
  if (got <= 0) return end();  // the promised length cannot be kept: the peer must see that it is cut short
  piece.resize(static_cast<std::size_t>(got));
  file_->offset += piece.size();
  file_->left -= piece.size();
  if (!stream_->send(std::move(piece))) end();
}

void HttpConnection::answered() {
  file_.reset();
  if (!keep_alive_) {
    enter(Phase::closing);
    return stream_->finish();
  }
  enter(Phase::waiting);
  stream_->resume_reading();
  take_requests();
}

void HttpConnection::on_closed(Status) {
  end();
}

void HttpConnection::enter(Phase phase) {
  phase_ = phase;
  since_ms_ = loop_.clock().monotonic_ms();
}

void HttpConnection::end() {
  phase_ = Phase::closed;
  file_.reset();
  stream_->abort();
  if (const auto gone = std::exchange(gone_, nullptr)) gone();
}

}  // namespace cardea::net
