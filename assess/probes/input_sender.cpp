// SPDX-License-Identifier: Apache-2.0
#include "assess/probes/input_sender.hpp"

#include <algorithm>
#include <array>

#include "assess/probes/patterns.hpp"

namespace cardea::assess {

namespace {

constexpr std::chrono::milliseconds kPatience{
    400};  // what is silent for longer says nothing: whether it still lives is asked elsewhere
constexpr std::chrono::milliseconds kDatagramPatience{150};
constexpr std::size_t kAnswerMax = 256U << 10;

InputAnswer unreached() {
  InputAnswer answer;
  answer.reached = false;
  return answer;
}

InputAnswer words_of(const HttpReply& reply) {
  InputAnswer answer;
  answer.answered = true;
  answer.status = reply.status;
  for (const auto& [name, value] : reply.headers) answer.head.append(name).append(": ").append(value).append("\n");
  answer.body = as_text(reply.body);
  answer.is_page = reply.header("content-type").starts_with("text/html");
  return answer;
}

InputAnswer read_bytes(const Buffer& raw, bool closed, bool is_http) {
  const auto reply = is_http ? parse_http_reply(raw, true) : Result<HttpReply>(Error{});
  if (reply) return words_of(*reply);
  InputAnswer answer;
  answer.answered = !raw.empty();
  answer.closed = raw.empty() && closed;
  answer.body = as_text(raw);
  return answer;
}

bool is_whole(const Buffer& raw) {
  const auto reply = parse_http_reply(raw, false);
  return reply.ok() || reply.error().code != Err::truncated;
}

// A target may close before it has read everything, so a broken pipe of ours is no answer and no fault.
InputAnswer talk(Stream& stream, Bytes bytes, bool is_http) {
  const Deadline deadline(kPatience);
  static_cast<void>(stream.send(bytes, deadline));
  Buffer raw;
  std::array<std::uint8_t, 8192> piece{};
  while (raw.size() < kAnswerMax) {
    const auto got = stream.receive(piece, deadline);
    const bool silent = !got && got.error().code == Err::exhausted;
    if (!got || *got == 0) return read_bytes(raw, !silent, is_http);
    raw.insert(raw.end(), piece.begin(), piece.begin() + static_cast<std::ptrdiff_t>(*got));
    if (is_http && is_whole(raw)) break;
  }
  return read_bytes(raw, true, is_http);
}

Result<InputAnswer> by_stream(const Bench& bench, const InputGroup& group, const Input& input) {
  const Deadline deadline(std::chrono::milliseconds(bench.driver.inputs.answer_ms));
  const bool is_http = bench.driver.target.speaks == Speaks::http && group.way == Way::stream;
  auto stream = group.way == Way::plain ? open_tcp(bench.door().endpoint, deadline) : open_door(bench.door(), deadline);
  if (!stream && stream.error().code == Err::unauthentic) return stream.error();
  return stream ? talk(**stream, input.bytes, is_http) : unreached();
}

Result<InputAnswer> by_datagram(const Bench& bench, const Input& input) {
  TRY(const std::unique_ptr<Stream> socket, open_udp(bench.door().endpoint));
  const Deadline deadline(kDatagramPatience);
  if (!socket->send(input.bytes, deadline)) return unreached();
  Buffer datagram(kAnswerMax);
  const auto got = socket->receive(datagram, deadline);
  if (!got && got.error().code != Err::exhausted) return unreached();  // the port is closed
  InputAnswer answer;
  answer.answered = got.ok();
  if (got) answer.body = as_text(Bytes(datagram).first(*got));
  return answer;
}

Result<InputAnswer> by_function(const Bench& bench, const InputGroup& group, const Input& input, const Asker& who) {
  Asked asked{group.method, group.path, SecretBytes(Bytes(input.bytes)), group.echo, group.form};
  const auto reply = ask_as(bench, asked, who);
  if (reply) return words_of(*reply);
  if (reply.error().code == Err::unauthentic) return reply.error();
  InputAnswer answer;
  answer.closed = reply.error().code != Err::exhausted;
  return answer;
}

// Words of programs that fell, as their languages write them.
constexpr std::array<std::string_view, 20> kTraces{"Traceback (most recent call last)",
                                                   "Exception in thread",
                                                   "java.lang.",
                                                   "System.NullReferenceException",
                                                   "goroutine 1 [",
                                                   "panic: runtime error",
                                                   "' panicked at ",
                                                   "AddressSanitizer",
                                                   "Segmentation fault",
                                                   "terminate called after",
                                                   "stack traceback:",
                                                   "Fatal error: Uncaught",
                                                   "PHP Warning",
                                                   "<b>Warning</b>: ",
                                                   "<b>Fatal error</b>: ",
                                                   "SQLSTATE[",
                                                   "SQLITE_ERROR",
                                                   "You have an error in your SQL syntax",
                                                   "unrecognized token: \"",
                                                   "core dumped"};

bool holds(const std::string& text, std::string_view words) {
  return text.find(words) != std::string::npos;
}

// "    at Main.run(Main.java:7)", as the languages of several machines write it.
bool is_place_in_code(std::string_view line) {
  while (line.starts_with(' ') || line.starts_with('\t')) line.remove_prefix(1);
  while (line.ends_with('\r') || line.ends_with(')')) line.remove_suffix(1);
  if (!line.starts_with("at ")) return false;
  const std::string_view place = line.substr(line.find_last_of(" (/") + 1);  // "Main.java:7"
  const std::size_t number = place.rfind(':');
  const bool is_file = place.find('.') < number && number != std::string_view::npos;
  return is_file && place.find_first_not_of("0123456789", number + 1) == std::string_view::npos;
}

bool holds_place_in_code(std::string_view text) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    if (is_place_in_code(text.substr(0, end))) return true;
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return false;
}

}  // namespace

Result<InputAnswer> send_input(const Bench& bench, const InputGroup& group, const Input& input, const Asker& who) {
  switch (group.way) {
    case Way::datagram: return by_datagram(bench, input);
    case Way::function: return by_function(bench, group, input, who);
    default: return by_stream(bench, group, input);
  }
}

bool was_taken(const InputAnswer& answer) {
  return answer.status >= 200 && answer.status < 300;
}

bool is_own_error(const InputAnswer& answer) {
  return answer.status == 500 || answer.status == 502 || answer.status == 504;
}

bool was_looked_at(const InputGroup& group, const InputAnswer& answer) {
  if (group.way != Way::function) return answer.answered;
  constexpr std::array<int, 8> kBefore{401, 403, 404, 405, 407, 408, 409, 429};
  const bool before = std::find(kBefore.begin(), kBefore.end(), answer.status) != kBefore.end();
  return was_taken(answer) || is_own_error(answer) || (answer.status >= 400 && answer.status < 500 && !before);
}

std::string symptom_of(const InputAnswer& answer) {
  for (const std::string_view trace : kTraces) {
    if (holds(answer.body, trace)) return "trace";
  }
  if (holds_place_in_code(answer.body)) return "trace";
  if (holds(answer.body, "root:x:0:0:") || holds(answer.body, "root::0:0:")) return "leak";
  if (holds(answer.body, kEvaluated) || holds(answer.head, kEvaluated)) return "evaluated";
  if (holds("\n" + answer.head, "\n" + std::string(kInjectedHeader) + ":")) return "split";
  return answer.is_page && holds(answer.body, kTag) ? "unescaped" : "";
}

}  // namespace cardea::assess
