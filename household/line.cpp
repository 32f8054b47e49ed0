// SPDX-License-Identifier: Apache-2.0
#include "household/line.hpp"

#include <arpa/inet.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

#include <cerrno>
#include <condition_variable>
#include <list>
#include <mutex>
#include <thread>

#include "household/passage.hpp"
#include "lib/net/http_server.hpp"

namespace cardea::household {
namespace {

Result<UniqueFd> connect_to(const LineEnd& end) {
  sockaddr_in place{};
  place.sin_family = AF_INET;
  place.sin_port = htons(end.port);
  if (::inet_pton(AF_INET, end.address.c_str(), &place.sin_addr) != 1) return Error{Err::bad_value, "no IPv4 address"};
  UniqueFd fd(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!fd.valid()) return io_error("cannot make a socket");
  const bool begun = ::connect(fd.get(), reinterpret_cast<const sockaddr*>(&place), sizeof place) == 0 || errno == EINPROGRESS;
  if (!begun) return io_error("cannot connect");
  return fd;
}

}  // namespace

// All but `order` and `close` happens in the thread.
class Line::Inside {
 public:
  Inside(std::unique_ptr<EventLoop> loop, UniqueFd listener, UniqueFd bell, LineEnd near_end, LineEnd service)
      : near_end_(std::move(near_end)),
        service_(std::move(service)),
        loop_(std::move(loop)),
        listener_(std::move(listener)),
        bell_(std::move(bell)),
        far_end_(service_) {}
  ~Inside() { close(); }
  Inside(const Inside&) = delete;
  Inside& operator=(const Inside&) = delete;

  Status begin() {
    TRY_(loop_->watch(listener_.get(), EPOLLIN, [this](std::uint32_t) { let_in(); }));
    TRY_(loop_->watch(bell_.get(), EPOLLIN, [this](std::uint32_t) { obey(); }));
    thread_ = std::thread([this] { loop_->run(); });
    return kOk;
  }

  void order(const LineEnd& far_end) {
    std::unique_lock lock(mutex_);
    ordered_ = far_end;
    ring();
    obeyed_.wait(lock, [this] { return !ordered_; });
  }

  const LineEnd near_end_;
  const LineEnd service_;

 private:
  void close() {
    if (!thread_.joinable()) return;
    {
      const std::lock_guard lock(mutex_);
      closing_ = true;
    }
    ring();
    thread_.join();
  }

  void ring() const { ::eventfd_write(bell_.get(), 1); }

  void obey() {
    eventfd_t ignored = 0;
    ::eventfd_read(bell_.get(), &ignored);
    const std::lock_guard lock(mutex_);
    if (closing_) loop_->stop();
    if (!ordered_) return;
    passages_.clear();
    far_end_ = *std::exchange(ordered_, std::nullopt);
    obeyed_.notify_all();
  }

  // A guest for whom nobody is at home finds the door closed again, as with a service that is down.
  void let_in() {
    UniqueFd guest(::accept4(listener_.get(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
    if (!guest.valid()) return;
    auto host = connect_to(far_end_);
    if (!host) return;
    const auto place = passages_.emplace(passages_.end());
    *place = std::make_unique<Passage>(*loop_, std::move(guest), std::move(*host), [this, place] { passages_.erase(place); });
    if (!(*place)->begin()) passages_.erase(place);
  }

  std::unique_ptr<EventLoop> loop_;
  UniqueFd listener_, bell_;
  LineEnd far_end_;
  std::list<std::unique_ptr<Passage>> passages_;
  std::mutex mutex_;
  std::condition_variable obeyed_;
  std::optional<LineEnd> ordered_;
  bool closing_ = false;
  std::thread thread_;
};

Outcome<std::unique_ptr<Line>> Line::open(const LineEnd& service) {
  static const SystemClock clock;
  const auto failed = [&](const Error& why) {
    return Problem(why.code, "there is no line to " + service.address + ": " + Problem::describe(why));
  };
  auto loop = EventLoop::create(clock);
  if (!loop) return failed(loop.error());
  auto listener = net::listen_tcp(service.address, 0);
  if (!listener) return failed(listener.error());
  const auto port = net::local_port(listener->get());
  if (!port) return failed(port.error());
  UniqueFd bell(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC));
  auto inside =
      std::make_unique<Inside>(std::move(*loop), std::move(*listener), std::move(bell), LineEnd{service.address, *port}, service);
  if (const Status begun = inside->begin(); !begun) return failed(begun.error());
  return std::unique_ptr<Line>(new Line(std::move(inside)));
}

Line::Line(std::unique_ptr<Inside> inside) : inside_(std::move(inside)) {}

Line::~Line() = default;

const LineEnd& Line::near_end() const {
  return inside_->near_end_;
}

void Line::lead_to(const LineEnd& elsewhere) {
  inside_->order(elsewhere);
}

void Line::lead_back() {
  inside_->order(inside_->service_);
}

}  // namespace cardea::household
