// SPDX-License-Identifier: Apache-2.0
#include "maker/release/publish.hpp"

#include "lib/codec/json.hpp"
#include "lib/image/image.hpp"
#include "lib/net/http_client.hpp"
#include "lib/store/file.hpp"

namespace cardea::release {

namespace {

constexpr std::uint64_t kDeadlineMs = 10 * 60'000;  // a whole image over a slow line

using TlsPointer = std::shared_ptr<net::TlsContext>;

Outcome<std::string> pem(const std::string& path, const char* option) {
  auto text = store::read_text(path);
  if (!text)
    return Problem(text.error().code, path + ": " + Problem::describe(text.error()),
                   std::string("--") + option + " wants a PEM file");
  return std::move(*text);
}

Outcome<std::shared_ptr<crypto::Signer>> operator_key(const std::string& path) {
  TRY(std::string text, pem(path, "key"));
  auto key = crypto::EcKey::from_pem(SecretBytes(text));
  wipe(text);
  if (!key) return Problem(key.error().code, path + ": " + Problem::describe(key.error()), "--key wants an ECDSA P-256 key");
  return std::shared_ptr<crypto::Signer>(std::move(*key));
}

Outcome<TlsPointer> connect_as_operator(const Destination& to) {
  TRY(const std::string certificate, pem(to.certificate, "cert"));
  TRY(const std::string ca, pem(to.ca, "ca"));
  TRY(auto key, operator_key(to.key));
  const std::string name = to.server_name.empty() ? to.address : to.server_name;
  auto context = net::TlsContext::client({.ca_pem = ca, .spki_pin = {}, .server_name = name, .required = true},
                                         net::TlsIdentity{certificate, key});
  if (!context)
    return Problem(context.error().code, "the operator's certificate cannot be used: " + Problem::describe(context.error()),
                   "certificate and key must belong together");
  return std::move(*context);
}

std::string reason_in(const net::HttpResponse& response) {
  const auto body = parse_json(response.body);
  if (!body) return "no reason given";
  const auto reason = body->text("error");
  return reason ? *reason : "no reason given";
}

Outcome<Unit> put(const Destination& to, const TlsPointer& tls, const std::string& path, Buffer content) {
  net::Exchange exchange;
  exchange.address = to.address;
  exchange.port = to.port;
  exchange.host = to.server_name.empty() ? to.address : to.server_name;
  exchange.method = "PUT";
  exchange.target = "/v1/repository/" + path;
  exchange.headers.emplace_back("content-type", "application/octet-stream");
  exchange.body = std::move(content);
  exchange.deadline_ms = kDeadlineMs;
  const auto fetched = net::fetch_now(tls, std::move(exchange));
  const std::string where = to.address + ":" + std::to_string(to.port);
  if (!fetched)
    return Problem(fetched.error().code, "the service at " + where + " did not answer: " + Problem::describe(fetched.error()),
                   "is it running, and is --service its API for operators?");
  if (fetched->response.status / 100 == 2) return kOk;
  return Problem(
      Err::refused,
      "the service refused " + path + " (" + std::to_string(fetched->response.status) + "): " + reason_in(fetched->response),
      "is this operator known to the service?");
}

}  // namespace

Outcome<std::size_t> publish(const Desk& desk, const Destination& destination,
                             const std::function<void(const Progress&)>& on_progress) {
  TRY(const TlsPointer tls, connect_as_operator(destination));
  TRY(const std::vector<std::string> paths, desk.publication());
  for (std::size_t i = 0; i < paths.size(); ++i) {
    if (on_progress) on_progress({i, paths.size(), paths[i]});
    const std::string file = desk.repository() + "/" + paths[i];
    auto content = store::read_file(file, image::kMaxImage);
    if (!content)
      return Problem(content.error().code, file + ": " + Problem::describe(content.error()),
                     "the repository is damaged; restore it from a copy");
    TRY_(put(destination, tls, paths[i], std::move(*content)));
  }
  return paths.size();
}

}  // namespace cardea::release
