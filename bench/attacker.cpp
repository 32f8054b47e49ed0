// SPDX-License-Identifier: Apache-2.0
#include "bench/attacker.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <new>
#include <utility>
#include <vector>

#include "lib/base/fd.hpp"
#include "lib/net/socket_address.hpp"
#include "lib/net/tls_stream.hpp"

namespace cardea::bench {
namespace {

constexpr int kSources = 8;
constexpr int kConnectionsPerSource = 4;
constexpr int kNiceness = 10;
constexpr std::string_view kAttempt =
    "POST /api/session HTTP/1.1\r\nhost: device\r\ncontent-type: application/json\r\ncontent-length: 46\r\n\r\n"
    R"({"name":"robin","password":"not the password"})";

Result<UniqueFd> connect_from(const std::string& source, const Target& target) {
  TRY(const auto own, net::socket_address_of(source, 0));
  TRY(const auto there, net::socket_address_of(target.address, target.port));
  UniqueFd fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (::bind(fd.get(), own.native(), own.size) != 0) return io_error("cannot take an address of loopback");
  if (::connect(fd.get(), there.native(), there.size) != 0 && errno != EINPROGRESS) return io_error("cannot connect");
  const int on = 1;
  (void)::setsockopt(fd.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return fd;
}

// One connection, with one attempt under way at a time. Every answer is a refusal: its first bytes are its beginning.
class Guesser final : public net::StreamOwner, public std::enable_shared_from_this<Guesser> {
 public:
  Guesser(EventLoop& loop, std::shared_ptr<net::TlsContext> tls, std::string source, const Target& target)
      : loop_(loop),
        tls_(std::move(tls)),
        source_(std::move(source)),
        target_(target) {}

  Status connect() {
    TRY(UniqueFd fd, connect_from(source_, target_));
    TRY(stream_, net::TlsStream::create(loop_, tls_, std::move(fd), net::TlsStream::Side::client, ""));
    state_ = State::connecting;
    return stream_->start(weak_from_this());
  }
  bool gone() const { return state_ == State::gone; }
  bool idle() const { return state_ == State::idle; }
  void guess() { state_ = stream_->send(to_buffer(as_bytes(kAttempt))) ? State::waiting : State::gone; }
  std::uint64_t take_answered() { return std::exchange(answered_, 0); }

 private:
  enum class State : std::uint8_t { connecting, idle, waiting, gone };

  void on_open() override { state_ = State::idle; }
  void on_bytes(Bytes bytes) override {
    if (!as_text(bytes).starts_with("HTTP/1.1 4")) return;  // the rest of an answer
    ++answered_;
    state_ = State::idle;
  }
  void on_drained() override {}
  void on_closed(Status) override { state_ = State::gone; }

  EventLoop& loop_;
  std::shared_ptr<net::TlsContext> tls_;
  std::string source_;
  Target target_;
  std::unique_ptr<net::TlsStream> stream_;
  State state_ = State::gone;
  std::uint64_t answered_ = 0;
};

}  // namespace

struct Attacker::Shared {
  std::atomic<bool> pressing{false};
  std::atomic<std::uint64_t> answered{0};
};

namespace {

template <class Shared>
Status attack(const Target& target, std::uint32_t attempts_per_s, Shared& shared) {
  const SystemClock clock;
  TRY(const auto loop, EventLoop::create(clock));
  net::PeerCheck check;
  check.spki_pin = target.spki_pin;
  TRY(const auto tls, net::TlsContext::client(check, std::nullopt));
  std::vector<std::shared_ptr<Guesser>> guessers;
  for (int i = 0; i < kSources * kConnectionsPerSource; ++i) {
    guessers.push_back(std::make_shared<Guesser>(*loop, tls, "127.66.0." + std::to_string(1 + i % kSources), target));
  }
  std::uint64_t sent = 0, since_ms = clock.monotonic_ms();
  std::size_t next = 0;
  while (true) {
    const bool pressing = shared.pressing;
    if (!pressing) sent = 0, since_ms = clock.monotonic_ms();
    const std::uint64_t due = (clock.monotonic_ms() - since_ms) * attempts_per_s / 1000;
    for (std::size_t i = 0; i < guessers.size(); ++i) {
      Guesser& one = *guessers[next++ % guessers.size()];
      if (one.gone()) TRY_(one.connect());
      if (pressing && one.idle() && sent < due) one.guess(), ++sent;
    }
    (void)loop->turn(/*max_wait_ms=*/1);
    for (const auto& one : guessers) shared.answered += one->take_answered();
  }
}

}  // namespace

Result<Attacker> Attacker::start(const Target& target, std::uint32_t attempts_per_s) {
  void* const page = ::mmap(nullptr, sizeof(Shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (page == MAP_FAILED) return io_error("cannot share a page");
  auto* const shared = new (page) Shared;
  const pid_t pid = ::fork();
  if (pid < 0) return io_error("cannot start the attacker");
  if (pid == 0) {
    (void)::prctl(PR_SET_PDEATHSIG, SIGKILL);
    (void)::setpriority(PRIO_PROCESS, 0, kNiceness);
    (void)attack(target, attempts_per_s, *shared);
    ::_exit(1);
  }
  return Attacker(shared, pid);
}

Attacker::Attacker(Attacker&& from) noexcept : shared_(std::exchange(from.shared_, nullptr)), pid_(from.pid_) {}

Attacker::~Attacker() {
  if (shared_ == nullptr) return;
  ::kill(pid_, SIGKILL);
  ::waitpid(pid_, nullptr, 0);
  ::munmap(shared_, sizeof(Shared));
}

void Attacker::press() {
  shared_->pressing = true;
}
void Attacker::rest() {
  shared_->pressing = false;
}
std::uint64_t Attacker::answered() const {
  return shared_->answered;
}

}  // namespace cardea::bench
