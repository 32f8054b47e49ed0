// SPDX-License-Identifier: Apache-2.0
#include "lib/codec/json.hpp"
#include "lib/store/file.hpp"
#include "service/desk/fleet.hpp"

namespace cardea::service {
namespace {

Outcome<std::shared_ptr<net::TlsContext>> client_context(const std::string& folder, const std::string& address) {
  TRY(const Buffer key_pem, store::read_file(folder + "/operator.key.pem"));
  TRY(auto key, crypto::EcKey::from_pem(SecretBytes(Bytes(key_pem))));
  TRY(std::string certificate, store::read_text(folder + "/operator.crt.pem"));
  TRY(std::string ca, store::read_text(folder + "/service-ca.pem"));
  TRY(auto context, net::TlsContext::client(net::PeerCheck{std::move(ca), "", address, true},
                                            net::TlsIdentity{std::move(certificate), std::shared_ptr<crypto::Signer>(std::move(key))}));
  return context;
}

Problem unreachable(const OperatorDesk& desk, const Error& why) {
  return Problem(why.code, "the service at " + desk.address + ":" + std::to_string(desk.port) + " did not answer: " + why.what,
                 why.code == Err::unavailable ? "is it running, and is --service right?" : "was the operator's folder made by this service?");
}

}  // namespace

Outcome<FleetClient> FleetClient::open(const OperatorDesk& desk) {
  auto tls = client_context(desk.folder, desk.address);
  if (!tls) return Problem(tls.error().code, "cannot read the operator's folder " + desk.folder + ": " + tls.error().message, "--operator names the folder operators/NAME of a service");
  return FleetClient(desk, std::move(*tls));
}

Outcome<Value> FleetClient::get(const std::string& target) { return exchange("GET", target, {}, ""); }

Outcome<Value> FleetClient::post(const std::string& target, const Value& body) {
  return exchange("POST", target, to_buffer(as_bytes(print_json(body))), "application/json");
}

Outcome<Value> FleetClient::put(const std::string& target, Bytes body) { return exchange("PUT", target, to_buffer(body), "application/octet-stream"); }

Outcome<Value> FleetClient::put_json(const std::string& target, const Value& body) {
  return exchange("PUT", target, to_buffer(as_bytes(print_json(body))), "application/json");
}

Outcome<Value> FleetClient::exchange(std::string method, const std::string& target, Buffer body, const char* content_type) {
  net::Exchange request;
  request.address = desk_.address;
  request.port = desk_.port;
  request.host = desk_.address;
  request.method = std::move(method);
  request.target = target;
  request.body = std::move(body);
  request.limits.body_max = 4U << 20;
  request.deadline_ms = 60'000;
  if (content_type[0] != '\0') request.headers.emplace_back("content-type", content_type);
  auto fetched = net::fetch_now(tls_, std::move(request));
  if (!fetched) return unreachable(desk_, fetched.error());
  const net::HttpResponse& response = fetched->response;
  auto answer = response.body.empty() ? Result<Value>(Value(Value::Map{})) : parse_json(response.body);
  if (!answer) return Problem(answer.error().code, "the service answered something that is no JSON", "is --service the operator API's port?");
  if (response.status / 100 == 2) return std::move(*answer);
  const auto reason = answer->text("error");
  return Problem(response.status == 404 ? Err::not_found : Err::refused,
                 "the service refused (" + std::to_string(response.status) + "): " + (reason ? *reason : std::string("no reason given")), "");
}

}  // namespace cardea::service
