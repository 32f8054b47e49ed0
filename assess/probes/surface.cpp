// SPDX-License-Identifier: Apache-2.0
#include "assess/probes/surface.hpp"

#include <algorithm>
#include <charconv>
#include <thread>

#include "lib/codec/json.hpp"
#include "lib/crypto/crypto.hpp"

namespace cardea::assess {

namespace {

constexpr std::int64_t kRetryAfterMax = 24 * 3600;

std::int64_t seconds_in(std::string_view text) {
  std::int64_t seconds = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (failure != std::errc{} || end != text.data() + text.size()) return 0;
  return std::clamp<std::int64_t>(seconds, 0, kRetryAfterMax);
}

SecretBytes token_in(const HttpReply& reply, const std::string& pointer) {
  if (pointer.empty()) return {};
  const auto body = parse_json(reply.body);
  const Value* token = body ? at_pointer(*body, pointer) : nullptr;
  return token != nullptr && token->if_text() != nullptr ? SecretBytes(std::string_view(*token->if_text())) : SecretBytes{};
}

}  // namespace

Result<SignInAnswer> sign_in(const Bench& bench, std::string_view name, const SecretBytes& password, const std::string& source) {
  const SignIn& how = bench.driver.sign_in;
  Door door = bench.door();
  door.endpoint.source = source;
  HttpAsk ask;
  ask.method = how.method;
  ask.target = how.path;
  ask.headers.emplace_back("content-type", how.form ? "application/x-www-form-urlencoded" : "application/json");
  ask.body = fill_body(how, name, password);
  const auto started = std::chrono::steady_clock::now();
  auto reply = exchange(door, ask);
  SignInAnswer answer;
  answer.took_ms = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - started).count();
  if (!reply && reply.error().code == Err::unauthentic) return reply.error();
  if (!reply) return answer;  // no answer is an answer: status 0
  answer.status = reply->status;
  answer.retry_after_s = seconds_in(reply->header("retry-after"));
  answer.accepted = std::find(how.accepted.begin(), how.accepted.end(), reply->status) != how.accepted.end();
  if (answer.accepted) answer.token = token_in(*reply, how.token);
  explicit_bzero(reply->body.data(), reply->body.size());
  return answer;
}

Result<SignInAnswer> sign_in_patiently(const Bench& bench, std::string_view name, const SecretBytes& password,
                                       std::int64_t budget_s) {
  std::int64_t waited_s = 0;
  while (true) {
    TRY(SignInAnswer answer, sign_in(bench, name, password, {}));
    if (!answer.slowed() || answer.accepted) return answer;
    const std::int64_t wait_s = std::max<std::int64_t>(answer.retry_after_s, 1);
    if (waited_s + wait_s > budget_s) return answer;
    bench.say("the target asks to wait " + std::to_string(wait_s) + " s");
    std::this_thread::sleep_for(std::chrono::seconds(wait_s));  // the wait is the target's own limit, and part of the fact
    waited_s += wait_s;
  }
}

std::string source_number(const Bench& bench, unsigned number) {
  if (!bench.driver.target.address.starts_with("127.")) return {};
  return "127.77." + std::to_string((number >> 8) & 255) + "." + std::to_string(number & 255);
}

SecretBytes random_value() {
  return SecretBytes(std::string_view(to_hex(crypto::random_buffer(16))));
}

}  // namespace cardea::assess
