// SPDX-License-Identifier: Apache-2.0
#include "assess/testing/twin_intake.hpp"

#include <netinet/in.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <filesystem>

namespace cardea::assess::testing {

namespace {

constexpr const char* kToken = "twin-token-0123456789abcdef";

TwinReply json(int status, const std::string& body) {
  return {status, body, "content-type: application/json\r\n"};
}

bool has(const std::string& text, std::string_view words) {
  return text.find(words) != std::string::npos;
}

bool is_language(const std::string& text) {
  return !text.empty() && text.size() <= 8 && std::all_of(text.begin(), text.end(), [](char c) { return c >= 'a' && c <= 'z'; });
}

// An object with a language and nothing else.
bool is_right(const std::string& body) {
  const auto value = parse_json(as_bytes(body));
  if (!value || value->if_map() == nullptr || value->if_map()->size() != 1) return false;
  const auto language = value->text("language");
  return language && is_language(*language);
}

void must(bool holds) {
  if (!holds) std::abort();  // a test's own scaffolding
}

[[noreturn]] void work(int listener, const std::string& ends_by) {
  while (true) {
    const UniqueFd client(::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC));
    const timeval patience{0, 200'000};
    ::setsockopt(client.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    std::string raw;
    std::array<char, 8192> piece{};
    for (ssize_t got = 1; got > 0 && raw.size() < 100'000 && !has(raw, "\r\n\r\n");) {
      got = ::recv(client.get(), piece.data(), piece.size(), 0);
      if (got > 0) raw.append(piece.data(), static_cast<std::size_t>(got));
    }
    if (has(raw, ends_by)) ::_exit(1);
    constexpr std::string_view kReply = "HTTP/1.1 200 X\r\ncontent-length: 2\r\n\r\nhi";
    (void)!::send(client.get(), kReply.data(), kReply.size(), MSG_NOSIGNAL);
  }
}

[[noreturn]] void keep_working(int listener, const std::string& ends_by) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  while (true) {
    const pid_t worker = ::fork();
    if (worker == 0) {
      ::prctl(PR_SET_PDEATHSIG, SIGKILL);
      work(listener, ends_by);
    }
    ::waitpid(worker, nullptr, 0);
  }
}

}  // namespace

TwinIntake::TwinIntake(const IntakeFaults& faults)
    : faults_(faults),
      server_("127.0.0.1", {}, [this](const TwinRequest& request) {
        hang_until_revived();
        const std::lock_guard lock(mutex_);
        return answer(request);
      }) {}

void TwinIntake::hang_until_revived() {
  if (!hung_) return;
  if (std::filesystem::remove(revival()))  // one a time
    hung_ = false;
  else
    std::this_thread::sleep_for(std::chrono::milliseconds(600));
}

TwinReply TwinIntake::refuse() {
  if (faults_.changes_when_refusing) settings_ = R"({"language":""})";
  if (faults_.shows_traces) return {400, "Traceback (most recent call last):\n  File \"api.py\", line 3", ""};
  return faults_.errs ? TwinReply{500, "", ""} : json(400, "{}");
}

TwinReply TwinIntake::write(const TwinRequest& request) {
  if (faults_.hangs && request.body.starts_with("[")) hung_ = true;
  if (faults_.calculates && has(request.body, "{{40961*7}}")) return json(400, R"({"no such language":"k286727k"})");
  if (faults_.keeps_anything || is_right(request.body))
    settings_ = request.body;
  else if (!faults_.takes_anything)
    return refuse();
  return json(200, "{}");
}

TwinReply TwinIntake::sign_in(const TwinRequest& request) {
  const auto body = parse_json(as_bytes(request.body));
  const auto name = body ? body->text("name") : Result<std::string>(Error{});
  const auto password = body ? body->text("password") : Result<std::string>(Error{});
  if (!name || !password) return json(400, "{}");
  ++attempts_;
  if (*name != "owner" || *password != kOwnerPassword) return json(401, "{}");
  return json(200, std::string("{\"token\":\"") + kToken + "\"}");
}

TwinReply TwinIntake::answer(const TwinRequest& request) {
  if (faults_.hands_out_files && has(request.target, "etc/passwd")) return {200, "root:x:0:0:root:/root:/bin/sh\n", ""};
  if (faults_.splits_heads && has(request.target, "%0d%0a")) return {302, "", "location: /\r\nx-kmark: k\r\n"};
  if (faults_.escapes_nothing && has(request.target, "kmark")) return {404, "<p>no <b id=kmark>", "content-type: text/html\r\n"};
  if (request.target == "/")
    return {200, faults_.speaks_of_traces ? "<p>core dumped?</p>" : "<p>Sign in</p>", "content-type: text/html\r\n"};
  if (request.target == "/api/session") return sign_in(request);
  if (request.target != "/api/settings") return json(404, "{}");
  if (!request.has_header(std::string("authorization: Bearer ") + kToken)) return json(401, "{}");
  return request.method == "PUT" ? write(request) : json(200, settings_);
}

TwinWorker::TwinWorker(const std::string& ends_by) {
  const UniqueFd listener(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in at{};
  at.sin_family = AF_INET;
  at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof at;
  must(::bind(listener.get(), reinterpret_cast<const sockaddr*>(&at), size) == 0 && ::listen(listener.get(), 16) == 0);
  must(::getsockname(listener.get(), reinterpret_cast<sockaddr*>(&at), &size) == 0);
  port_ = ntohs(at.sin_port);
  pid_ = ::fork();
  must(pid_ >= 0);
  if (pid_ == 0) keep_working(listener.get(), ends_by);
}

TwinWorker::~TwinWorker() {
  ::kill(pid_, SIGKILL);  // its worker ends with it
  ::waitpid(pid_, nullptr, 0);
}

}  // namespace cardea::assess::testing
