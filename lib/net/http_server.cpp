// SPDX-License-Identifier: Apache-2.0
#include "lib/net/http_server.hpp"

#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <limits>
#include <tuple>
#include <unordered_map>
#include <vector>

#include "lib/net/http_connection.hpp"
#include "lib/net/socket_address.hpp"

namespace cardea::net {
namespace {

constexpr int kAcceptsPerTurn = 16;
constexpr std::uint64_t kRestMs = 100;

bool out_of_resources(int error) {
  return error == EMFILE || error == ENFILE || error == ENOBUFS || error == ENOMEM;
}

}  // namespace

Responder::~Responder() {
  if (armed_)
    send(HttpResponse::of(500, "application/json", R"({"error":"the request could not be answered","hint":"try again"})"));
}

void Responder::send(HttpResponse response) {
  if (!std::exchange(armed_, false)) return;
  if (const auto connection = connection_.lock()) connection->answer(std::move(response));
}

void Responder::send_file(HttpResponse head, UniqueFd file, std::uint64_t offset, std::uint64_t size) {
  if (!std::exchange(armed_, false)) return;
  if (const auto connection = connection_.lock()) connection->answer_file(std::move(head), std::move(file), offset, size);
}

struct HttpServer::State : std::enable_shared_from_this<HttpServer::State> {
  struct Place {
    std::shared_ptr<HttpConnection> connection;
    std::string group;
    std::uint64_t number = 0;  // in the order of arrival
  };

  State(EventLoop& loop_in, std::shared_ptr<TlsContext> tls_in, HttpLimits limits, Handler handler, Welcome welcome_in)
      : loop(loop_in),
        tls(std::move(tls_in)),
        welcome(std::move(welcome_in)),
        site(std::make_shared<HttpSite>(HttpSite{limits, std::move(handler)})) {}

  void accept_from(int listener);
  void rest(int listener);
  void admit(UniqueFd socket, const SocketAddress& peer);
  bool has_room(const std::string& group);
  bool make_room(const std::string* group);
  bool goes_first(const Place& a, const Place& b) const;
  void arm_sweep();
  void sweep();
  void close_all();

  EventLoop& loop;
  std::shared_ptr<TlsContext> tls;
  Welcome welcome;
  std::shared_ptr<const HttpSite> site;
  std::vector<UniqueFd> listeners;
  std::unordered_map<const HttpConnection*, Place> places;
  std::unordered_map<std::string, std::size_t> per_group;
  std::uint64_t admitted = 0;
  EventLoop::TimerId sweep_timer = 0;
  EventLoop::TimerId rest_timer = 0;
};

void HttpServer::State::accept_from(int listener) {
  for (int i = 0; i < kAcceptsPerTurn; ++i) {
    SocketAddress peer;
    UniqueFd socket(::accept4(listener, peer.native(), &peer.size, SOCK_NONBLOCK | SOCK_CLOEXEC));
    if (socket.valid()) {
      admit(std::move(socket), peer);
    } else if (out_of_resources(errno)) {
      return rest(listener);
    } else if (errno != ECONNABORTED && errno != EINTR) {
      return;
    }
  }
}

// The connection stays in the backlog, so a level-triggered loop would spin on it: look away for a moment, and free a descriptor.
void HttpServer::State::rest(int listener) {
  make_room(nullptr);
  if (!loop.change(listener, 0)) return;
  if (rest_timer != 0) return;
  rest_timer = loop.after_ms(kRestMs, [this] {
    rest_timer = 0;
    for (const UniqueFd& each : listeners) (void)loop.change(each.get(), EPOLLIN);
  });
}

// When the house is full, a guest who keeps it waiting makes room, first of those who came in the greatest number: turning
// newcomers away would let anybody who just holds connections open lock all others out, and so would a half-sent
// request that counted as business. When every place is at work, the newcomer is closed at once.
bool HttpServer::State::has_room(const std::string& group) {
  const auto held = per_group.find(group);
  if (held != per_group.end() && held->second >= site->limits.connections_per_source_max && !make_room(&group)) return false;
  return places.size() < site->limits.connections_max || make_room(nullptr);
}

bool HttpServer::State::goes_first(const Place& a, const Place& b) const {
  const auto rank = [this](const Place& place) {
    const std::size_t crowd = per_group.at(place.group);
    return std::tuple(std::numeric_limits<std::size_t>::max() - crowd, place.connection->since_ms(), place.number);
  };
  return rank(a) < rank(b);
}

// Ends one expendable connection, of `group` when one is given.
bool HttpServer::State::make_room(const std::string* group) {
  const Place* first = nullptr;
  for (const auto& [key, place] : places) {
    if (!place.connection->expendable() || (group != nullptr && place.group != *group)) continue;
    if (first == nullptr || goes_first(place, *first)) first = &place;
  }
  if (first == nullptr) return false;
  const auto connection = first->connection;  // its place goes while it ends
  connection->end_now();
  return true;
}

void HttpServer::State::admit(UniqueFd socket, const SocketAddress& peer) {
  if (welcome && !welcome(address_text(peer))) return;
  const std::string group = source_group(peer);
  if (!has_room(group)) return;
  const int on = 1;
  (void)::setsockopt(socket.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);  // answers are whole when they are written
  auto stream = TlsStream::create(loop, tls, std::move(socket), TlsStream::Side::server, /*host=*/{});
  if (!stream) return;
  auto connection = std::make_shared<HttpConnection>(loop, site, std::move(*stream), address_text(peer));
  const HttpConnection* key = connection.get();
  const auto started = connection->start([weak = weak_from_this(), key] {
    const auto state = weak.lock();
    if (!state) return;
    const auto place = state->places.extract(key);
    if (!place) return;
    const auto held = state->per_group.find(place.mapped().group);
    if (--held->second == 0) state->per_group.erase(held);
  });
  if (!started) return;
  ++per_group[group];
  places.emplace(key, Place{std::move(connection), group, ++admitted});
  arm_sweep();
}

void HttpServer::State::arm_sweep() {
  if (sweep_timer != 0) return;
  const HttpLimits& limits = site->limits;
  const std::uint64_t period = std::clamp<std::uint64_t>(std::min(limits.idle_ms, limits.request_ms) / 4, 10, 1000);
  sweep_timer = loop.after_ms(period, [this] {
    sweep_timer = 0;
    sweep();
  });
}

// One timer for all connections; none while there are none, so that an idle server sleeps.
void HttpServer::State::sweep() {
  std::vector<std::shared_ptr<HttpConnection>> overdue;
  for (const auto& [key, place] : places) {
    if (place.connection->overdue()) overdue.push_back(place.connection);
  }
  for (const auto& connection : overdue) connection->end_now();
  if (!places.empty()) arm_sweep();
}

void HttpServer::State::close_all() {
  if (sweep_timer != 0) loop.cancel(sweep_timer);
  if (rest_timer != 0) loop.cancel(rest_timer);
  for (const UniqueFd& listener : listeners) loop.forget(listener.get());
  for (const auto& [key, place] : places) place.connection->close();
  places.clear();
  listeners.clear();
}

HttpServer::HttpServer(EventLoop& loop, std::shared_ptr<TlsContext> tls, HttpLimits limits, Handler handler, Welcome welcome)
    : state_(std::make_shared<State>(loop, std::move(tls), limits, std::move(handler), std::move(welcome))) {}

HttpServer::~HttpServer() {
  state_->close_all();
}

Status HttpServer::serve(UniqueFd listener) {
  // Whoever opened it may have left it blocking; then a client that leaves between epoll and accept would stop the whole loop.
  const int flags = ::fcntl(listener.get(), F_GETFL);
  if (flags < 0 || ::fcntl(listener.get(), F_SETFL, flags | O_NONBLOCK) != 0) return io_error("cannot set up a listener");
  const int fd = listener.get();
  TRY_(state_->loop.watch(fd, EPOLLIN, [weak = std::weak_ptr(state_), fd](std::uint32_t) {
    if (const auto state = weak.lock()) state->accept_from(fd);
  }));
  state_->listeners.push_back(std::move(listener));
  return kOk;
}

std::size_t HttpServer::connections() const {
  return state_->places.size();
}

}  // namespace cardea::net
