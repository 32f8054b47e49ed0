// SPDX-License-Identifier: Apache-2.0
#include "assess/driver/act.hpp"

#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <cstdlib>
#include <thread>

#include "assess/driver/spawn.hpp"
#include "assess/wire/socket.hpp"
#include "lib/store/file.hpp"

namespace cardea::assess {

namespace {

constexpr std::size_t kCommandInputMax = 4096;  // PIPE_BUF: taken as a whole

// Before anybody reads: what does not fit into the pipe is refused, so that nothing waits.
Status put_whole(int fd, Bytes bytes) {
  if (bytes.size() > kCommandInputMax) return Error{Err::too_large, "more than a command of the driver can be told"};
  if (!bytes.empty() && ::write(fd, bytes.data(), bytes.size()) != static_cast<ssize_t>(bytes.size()))
    return io_error("write to a command");
  return kOk;
}

// Reads one pipe; true while it may bring more. What is beyond the bound is read as well: who writes it must not wait.
bool drain(int fd, std::string& into) {
  std::array<char, 4096> piece{};
  const ssize_t got = ::read(fd, piece.data(), piece.size());
  if (got < 0) return errno == EINTR;
  const std::size_t room = kCommandOutputMax - into.size();
  into.append(piece.data(), std::min(static_cast<std::size_t>(got), room));
  return got > 0;
}

void collect(Ran& ran, Pipe& out, Pipe& talk, const Deadline& deadline) {
  std::array<pollfd, 2> both{{{out.read.get(), POLLIN, 0}, {talk.read.get(), POLLIN, 0}}};
  while ((both[0].fd >= 0 || both[1].fd >= 0) && !ran.timed_out) {
    const int ready = ::poll(both.data(), both.size(), deadline.left_ms());
    ran.timed_out = deadline.passed();  // whatever is ready: one that never stops writing is always ready
    if (ready <= 0) continue;
    if (both[0].revents != 0 && !drain(both[0].fd, ran.output)) both[0].fd = -1;
    if (both[1].revents != 0 && !drain(both[1].fd, ran.talk)) both[1].fd = -1;
  }
}

// The command closed its output; it still has until the deadline to end.
int reap(pid_t pid, Ran& ran, const Deadline& deadline) {
  int status = 0;
  while (!ran.timed_out) {
    const pid_t ended = ::waitpid(pid, &status, WNOHANG);
    if (ended == pid) return status;
    ran.timed_out = deadline.passed();
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  ::kill(-pid, SIGKILL);
  while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  return status;
}

void append(std::vector<std::uint8_t, ZeroizingAllocator<std::uint8_t>>& out, std::string_view text) {
  out.insert(out.end(), text.begin(), text.end());
}

using Wiped = std::vector<std::uint8_t, ZeroizingAllocator<std::uint8_t>>;

constexpr std::string_view kHex = "0123456789abcdef";

void append_json_escaped(Wiped& out, Bytes value) {
  for (const std::uint8_t c : value) {
    if (c == '"' || c == '\\') {
      out.push_back('\\');
      out.push_back(c);
    } else if (c < 0x20) {
      append(out, "\\u00");
      out.push_back(static_cast<std::uint8_t>(kHex[c >> 4]));
      out.push_back(static_cast<std::uint8_t>(kHex[c & 15]));
    } else {
      out.push_back(c);
    }
  }
}

void append_percent_encoded(Wiped& out, Bytes value) {
  for (const std::uint8_t c : value) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
                       c == '_' || c == '~';
    if (plain) {
      out.push_back(c);
    } else {
      out.push_back('%');
      out.push_back(static_cast<std::uint8_t>(kHex[c >> 4]));
      out.push_back(static_cast<std::uint8_t>(kHex[c & 15]));
    }
  }
}

SecretBytes secret_of(const Wiped& wiped) {
  return SecretBytes(Bytes(wiped));
}

}  // namespace

Result<Ran> run_command(const Command& command, std::int64_t timeout_ms, const SecretBytes& input) {
  if (command.empty()) return Error{Err::bad_value, "an empty command"};
  TRY(Pipe in, make_pipe());
  TRY(Pipe out, make_pipe());
  TRY(Pipe talk, make_pipe());
  TRY_(put_whole(in.write.get(), input.expose_secret()));
  TRY(const pid_t pid, spawn(command, {in.read.get(), out.write.get(), talk.write.get()}));
  in.write.reset();
  out.write.reset();
  talk.write.reset();
  const Deadline deadline{std::chrono::milliseconds(timeout_ms)};
  Ran ran;
  collect(ran, out, talk, deadline);
  const int status = reap(pid, ran, deadline);
  ran.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  return ran;
}

Result<SecretBytes> read_secret(const SecretPlace& place) {
  if (!place.environment.empty()) {
    const char* value = std::getenv(place.environment.c_str());
    if (value == nullptr) return Error{Err::not_found, "the variable that should hold a password is not set"};
    return SecretBytes(std::string_view(value));
  }
  TRY(std::string text, store::read_text(place.file, 64U << 10));
  const std::string_view line = std::string_view(text).substr(0, text.find_first_of("\r\n"));
  SecretBytes secret(line);
  wipe(text);
  return secret;
}

SecretBytes fill(std::string_view text, std::span<const Filling> fillings, Encoding encoding) {
  Wiped out;
  while (!text.empty()) {
    const auto filling =
        std::find_if(fillings.begin(), fillings.end(), [&](const Filling& one) { return text.starts_with(one.key); });
    if (filling == fillings.end()) {
      out.push_back(static_cast<std::uint8_t>(text.front()));
      text.remove_prefix(1);
      continue;
    }
    (encoding == Encoding::percent ? append_percent_encoded : append_json_escaped)(out, filling->value);
    text.remove_prefix(filling->key.size());
  }
  return secret_of(out);
}

SecretBytes fill_body(const SignIn& sign_in, std::string_view name, const SecretBytes& password) {
  const std::array<Filling, 2> both{{{"{name}", as_bytes(name)}, {"{password}", password.expose_secret()}}};
  return fill(sign_in.body, both, sign_in.kind == SignInKind::form ? Encoding::percent : Encoding::json);
}

SecretBytes fill_authorization(const SignIn& sign_in, const SecretBytes& token) {
  const std::size_t at = sign_in.authorization.find("{token}");
  if (at == std::string::npos) return SecretBytes(sign_in.authorization);
  Wiped out;
  append(out, std::string_view(sign_in.authorization).substr(0, at));
  append(out, as_text(token.expose_secret()));
  append(out, std::string_view(sign_in.authorization).substr(at + 7));
  return secret_of(out);
}

const Value* at_pointer(const Value& root, std::string_view pointer) {
  const Value* here = &root;
  while (!pointer.empty() && here != nullptr) {
    if (pointer.front() != '/') return nullptr;
    pointer.remove_prefix(1);
    const std::string_view step = pointer.substr(0, pointer.find('/'));
    pointer.remove_prefix(step.size());
    if (const Value::Array* list = here->if_array(); list != nullptr) {
      std::size_t index = 0;
      const auto [end, failure] = std::from_chars(step.data(), step.data() + step.size(), index);
      here = failure == std::errc{} && end == step.data() + step.size() && index < list->size() ? &(*list)[index] : nullptr;
    } else {
      here = here->find(step);
    }
  }
  return here;
}

std::string text_at(const Value& root, std::string_view pointer) {
  const Value* value = at_pointer(root, pointer);
  if (value == nullptr) return {};
  if (value->if_text() != nullptr) return *value->if_text();
  if (value->if_int() != nullptr) return std::to_string(*value->if_int());
  if (value->if_bool() != nullptr) return *value->if_bool() ? "true" : "false";
  return {};
}

}  // namespace cardea::assess
