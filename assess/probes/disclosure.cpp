// SPDX-License-Identifier: Apache-2.0
// Probe "disclosure": what the target tells somebody who has not signed in: at the door headers, pages, error answers and the
// certificate; at every other port its greeting (greetings.cpp).
#include "assess/probes/disclosure.hpp"

#include <openssl/ssl.h>

#include "assess/probes/certificate.hpp"

namespace cardea::assess {

namespace {

std::string all_headers(const HttpReply& reply) {
  std::string all;
  for (const auto& [name, value] : reply.headers) all.append(name).append(": ").append(value).append("\n");
  return all;
}

bool is_readable_text(const HttpReply& reply) {
  const std::string_view type = reply.header("content-type");
  return type.empty() || type.starts_with("text/html") || type.starts_with("text/plain") || type.starts_with("application/json");
}

}  // namespace

// What the declaration says of the product, and the label: texts that would give it away.
std::vector<std::string> telling_words(const Bench& bench) {
  std::vector<std::string> words = bench.driver.target.label;
  for (const Fact* product : declared_rows(bench.declaration, "product")) {
    for (const char* key : {"model", "version"}) words.push_back(product->text(key));
  }
  return words;
}

void note_matches(Value& values, std::string_view text, const std::vector<std::string>& telling) {
  const std::string told = without_licence_terms(text);
  values.set("version_like", list_of(version_like(told)));
  values.set("software_names", list_of(software_names(told)));
  values.set("telling_words", list_of(words_found(text, telling)));
}

void note_given(Value& values, const Result<HttpReply>& reply, const std::vector<std::string>& telling) {
  if (reply && reply->status == 200 && is_readable_text(*reply)) note_matches(values, as_text(reply->body), telling);
}

Value describe_disclosing(const HttpReply& reply, const std::vector<std::string>& telling) {
  const std::string headers = all_headers(reply);
  const std::string_view body = is_readable_text(reply) ? as_text(reply.body) : std::string_view{};
  Value values;
  values.set("status", std::int64_t{reply.status});
  values.set("headers", headers.substr(0, 4096));
  values.set("body_bytes", static_cast<std::int64_t>(reply.body.size()));
  values.set("server", std::string(reply.header("server")));
  // A server header names software whatever it says; the date header is a number that names none.
  std::string searched;
  for (const auto& [name, value] : reply.headers) {
    if (name != "date" && name != "etag" && name != "content-security-policy" && name != "location") searched += value + "\n";
  }
  note_matches(values, searched.append(body), telling);
  return values;
}

namespace {

struct Question {
  const char* subject;
  const char* method;
  const char* target;
  const char* body;
};

constexpr Question kQuestions[]{
    {"front page", "GET", "/", ""},      {"unknown page", "GET", "/no-such-page-4f1d", ""},
    {"wrong method", "DELETE", "/", ""}, {"malformed body", "POST", "/", "{\"unfinished\":"},
    {"options", "OPTIONS", "/", ""},     {"trace", "TRACE", "/", ""},
};

Status ask(const Bench& bench, Notes& notes, const Question& question, const std::vector<std::string>& telling) {
  HttpAsk request;
  request.method = question.method;
  request.target = question.target;
  request.body = SecretBytes(std::string_view(question.body));
  if (!request.body.empty()) request.headers.emplace_back("content-type", "application/json");
  const auto reply = exchange(bench.door(), request);
  if (reply) return notes.write(question.subject, describe_disclosing(*reply, telling));
  if (reply.error().code == Err::unauthentic) return reply.error();
  const Err code = reply.error().code;
  Value values;
  values.set("no_answer", Problem::describe(reply.error()));
  values.set("broken_answer", code == Err::truncated || code == Err::too_large || code == Err::bad_value);
  return notes.write(question.subject, std::move(values));
}

Status look_at_certificate(const Bench& bench, Notes& notes, const std::vector<std::string>& telling) {
  if (!bench.driver.target.tls) return kOk;
  TRY(const std::unique_ptr<TlsStream> stream, TlsStream::open(bench.door().endpoint, {}, Deadline(std::chrono::seconds(5))));
  TRY(const Value certificate, describe_certificate(stream->peer_certificate_der()));
  std::string names;
  for (const char* key : {"subject", "issuer"}) names += *certificate.text(key) + "\n";
  for (const Value& name : **certificate.array("names")) names += *name.if_text() + "\n";
  Value values;
  values.set("names", names);
  note_matches(values, names, telling);
  return notes.write("names in the certificate", std::move(values));
}

}  // namespace

Status probe_disclosure(const Bench& bench, Notes& notes) {
  const std::vector<std::string> telling = telling_words(bench);
  TRY_(note_greetings(bench, notes, telling));
  if (bench.driver.target.door.empty()) return kOk;
  if (bench.driver.target.speaks == Speaks::http) {
    for (const Question& question : kQuestions) TRY_(ask(bench, notes, question, telling));
  }
  return look_at_certificate(bench, notes, telling);
}

}  // namespace cardea::assess
