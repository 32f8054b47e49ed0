// SPDX-License-Identifier: Apache-2.0
#include "assess/traffic/capture.hpp"

#include <fcntl.h>
#include <pcap/pcap.h>
#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <atomic>
#include <cstdio>
#include <future>
#include <limits>
#include <thread>

namespace cardea::assess {

namespace {

constexpr int kFrameMax = 262'144;
constexpr int kKernelBuffer = 32 << 20;
constexpr int kGlanceMs = 20;
constexpr int kFramesOfRound = 1000;
constexpr int kBusyRoundsMax = 200;
constexpr const char* kLeft = "the command that captures ended";

struct ClosePcap {
  void operator()(pcap_t* handle) const { ::pcap_close(handle); }
};
using Handle = std::unique_ptr<pcap_t, ClosePcap>;

struct CloseFile {
  void operator()(FILE* file) const { std::fclose(file); }
};

struct Taker {
  const Capture::Take& take;
  LinkType link;
  std::int64_t frames = 0;
};

void hand_on(u_char* user, const pcap_pkthdr* header, const u_char* frame) {
  auto& taker = *reinterpret_cast<Taker*>(user);
  ++taker.frames;
  taker.take(taker.link, Bytes(frame, header->caplen));
}

Result<LinkType> link_of(pcap_t* handle) {
  const int own = ::pcap_datalink(handle);
  const int link = own == DLT_RAW ? static_cast<int>(LinkType::raw) : own;  // the one whose number differs within and without
  if (!is_known(link)) return Error{Err::bad_value, "the capture is of a link layer that is not read"};
  return static_cast<LinkType>(link);
}

Result<Handle> open_interface(const std::string& name) {
  std::array<char, PCAP_ERRBUF_SIZE> failure{};
  Handle handle(::pcap_create(name.c_str(), failure.data()));
  if (handle == nullptr) return Error{Err::io, "no capture could be prepared"};
  ::pcap_set_snaplen(handle.get(), kFrameMax);
  ::pcap_set_promisc(handle.get(), name == "any" ? 0 : 1);
  ::pcap_set_immediate_mode(handle.get(), 1);
  ::pcap_set_buffer_size(handle.get(), kKernelBuffer);
  const int activated = ::pcap_activate(handle.get());
  if (activated == PCAP_ERROR_PERM_DENIED)
    return Error{Err::refused, "this user may not listen at an interface: CAP_NET_RAW, or a command that listens elsewhere"};
  if (activated == PCAP_ERROR_NO_SUCH_DEVICE) return Error{Err::not_found, "no such interface to listen at"};
  if (activated < 0 || ::pcap_setnonblock(handle.get(), 1, failure.data()) != 0)
    return Error{Err::io, "the interface cannot be listened at"};
  return handle;
}

class InterfaceCapture final : public Capture {
 public:
  InterfaceCapture(Handle handle, LinkType link, Take take)
      : handle_(std::move(handle)),
        take_(std::move(take)),
        taker_{take_, link},
        thread_([this] { listen(); }) {}
  ~InterfaceCapture() override { InterfaceCapture::stop(); }

  void catch_up() override {
    const std::uint64_t own = ++asked_;
    for (std::uint64_t answered = answered_; answered < own; answered = answered_) answered_.wait(answered);
  }

  CaptureEnd stop() override {
    told_to_stop_ = true;
    if (thread_.joinable()) thread_.join();
    pcap_stat counted{};
    if (::pcap_stats(handle_.get(), &counted) != 0) end_.stopped_early = "how much was missed is not known";
    end_.frames = taker_.frames;
    end_.dropped = std::int64_t{counted.ps_drop} + std::int64_t{counted.ps_ifdrop};
    return end_;
  }

 private:
  void answer(std::uint64_t asked) {
    answered_ = asked;
    answered_.notify_all();
  }

  // Told to stop, it still takes what has come, unless there is no end of it.
  void listen() {
    pollfd readable{::pcap_get_selectable_fd(handle_.get()), POLLIN, 0};
    int busy_rounds = 0;
    for (;;) {
      const bool is_last = told_to_stop_;
      const std::uint64_t asked = asked_;
      const int got = ::pcap_dispatch(handle_.get(), kFramesOfRound, hand_on, reinterpret_cast<u_char*>(&taker_));
      busy_rounds = got > 0 ? busy_rounds + 1 : 0;
      const bool is_flood = busy_rounds >= kBusyRoundsMax;
      if (got < 0) end_.stopped_early = "the interface can no longer be listened at";
      if (is_flood && is_last) end_.stopped_early = "more came than could be taken";
      if (got == 0 || is_flood) answer(asked);
      if (got < 0 || (is_last && (got == 0 || is_flood))) break;
      if (got == 0) ::poll(&readable, 1, kGlanceMs);
    }
    answer(std::numeric_limits<std::uint64_t>::max());
  }

  Handle handle_;
  Take take_;
  Taker taker_;
  CaptureEnd end_;
  std::atomic<bool> told_to_stop_ = false;
  std::atomic<std::uint64_t> asked_ = 0;  // how often somebody waited for it to catch up
  std::atomic<std::uint64_t> answered_ = 0;
  std::thread thread_;  // last: it uses all above
};

class StreamCapture final : public Capture {
 public:
  StreamCapture(UniqueFd stream, Take take) : stream_(std::move(stream)), take_(std::move(take)), thread_([this] { listen(); }) {}
  ~StreamCapture() override { StreamCapture::stop(); }

  Status begins_before(const Deadline& deadline) {
    auto began = began_.get_future();
    if (began.wait_for(std::chrono::milliseconds(deadline.left_ms())) == std::future_status::ready) return began.get();
    return Error{Err::exhausted, "the driver's command that captures writes no capture"};
  }

  bool is_over() const override {
    pollfd stream{stream_.get(), POLLRDHUP, 0};
    return ::poll(&stream, 1, 0) == 1;
  }

  CaptureEnd stop() override {
    if (told_to_stop_.exchange(true)) return end_;
    const bool was_left = is_over();
    ::shutdown(stream_.get(), SHUT_RD);  // what is in it is still read
    thread_.join();
    if (was_left && end_.stopped_early.empty()) end_.stopped_early = kLeft;
    return end_;
  }

 private:
  Result<Handle> open() {
    UniqueFd own(::fcntl(stream_.get(), F_DUPFD_CLOEXEC, 0));
    std::unique_ptr<FILE, CloseFile> file(own.valid() ? ::fdopen(own.get(), "r") : nullptr);
    if (file == nullptr) return io_error("open a capture");
    static_cast<void>(own.release());  // the file's now
    std::array<char, PCAP_ERRBUF_SIZE> failure{};
    Handle handle(::pcap_fopen_offline(file.get(), failure.data()));
    if (handle == nullptr) return Error{Err::bad_value, "the driver's command that captures writes neither pcap nor pcapng"};
    static_cast<void>(file.release());  // the handle's now
    return handle;                      // NOLINT(clang-analyzer-unix.Stream): libpcap closes it with the handle
  }

  void listen() {
    auto handle = open();
    if (!handle) return began_.set_value(handle.error());
    const auto link = link_of(handle->get());
    if (!link) return began_.set_value(link.error());
    began_.set_value(kOk);
    Taker taker{take_, *link};
    const int got = ::pcap_loop(handle->get(), -1, hand_on, reinterpret_cast<u_char*>(&taker));
    end_.frames = taker.frames;
    if (!told_to_stop_) end_.stopped_early = got == 0 ? kLeft : "the capture broke off";
  }

  UniqueFd stream_;
  Take take_;
  CaptureEnd end_;
  std::promise<Status> began_;
  std::atomic<bool> told_to_stop_ = false;
  std::thread thread_;  // last: it uses all above
};

}  // namespace

Result<std::unique_ptr<Capture>> Capture::at_interface(const std::string& name, Take take) {
  TRY(Handle handle, open_interface(name));
  TRY(const LinkType link, link_of(handle.get()));
  return std::unique_ptr<Capture>(std::make_unique<InterfaceCapture>(std::move(handle), link, std::move(take)));
}

Result<std::unique_ptr<Capture>> Capture::of_stream(UniqueFd stream, const Deadline& deadline, Take take) {
  auto capture = std::make_unique<StreamCapture>(std::move(stream), std::move(take));
  TRY_(capture->begins_before(deadline));
  return std::unique_ptr<Capture>(std::move(capture));
}

}  // namespace cardea::assess
