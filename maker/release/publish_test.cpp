// SPDX-License-Identifier: Apache-2.0
// Publishing over real TLS to a service that only listens here.
#include "maker/release/publish.hpp"

#include <atomic>
#include <filesystem>
#include <thread>

#include "lib/crypto/x509.hpp"
#include "lib/net/http_server.hpp"
#include "maker/release/release_fixture.hpp"

namespace cardea::release {
namespace {

class Publishing : public ReleaseTest {
 protected:
  Publishing()
      : ca_key(*crypto::EcKey::generate()),
        ca(*crypto::self_signed(*ca_key, terms("test authority", true))),
        desk(*Desk::init(desk_path(), clock)) {
    const auto key = *crypto::EcKey::generate();
    write("op.pem", as_bytes(*crypto::issue(*ca_key, ca, key->public_key(), terms("operator", false))));
    write("op.key", (*key->to_pem()).expose_secret());
    write("ca.pem", as_bytes(ca));
    serve();
  }
  ~Publishing() override {
    over = true;
    server_thread.join();
  }

  void write(const std::string& name, Bytes content) { EXPECT_TRUE(store::write_file(folder / name, content).ok()); }

  static crypto::CertificateTerms terms(const std::string& name, bool is_ca) {
    const std::int64_t now = SystemClock().wall_s();
    crypto::CertificateTerms terms;
    terms.common_name = name;
    terms.ip_addresses = {"127.0.0.1"};
    terms.not_before_s = now - 86'400;
    terms.not_after_s = now + 86'400;
    terms.is_ca = is_ca;
    terms.server_auth = terms.client_auth = !is_ca;
    return terms;
  }

  void serve() {
    const std::shared_ptr<crypto::Signer> key = *crypto::EcKey::generate();
    const net::TlsIdentity identity{*crypto::issue(*ca_key, ca, key->public_key(), terms("service", false)), key};
    net::PeerCheck operators;
    operators.ca_pem = ca;
    auto tls = *net::TlsContext::server(identity, operators);
    UniqueFd listener = *net::listen_tcp("127.0.0.1", 0);
    port = *net::local_port(listener.get());
    server_thread = std::thread([this, tls, listener = std::move(listener)]() mutable { run(tls, std::move(listener)); });
  }

  void run(const std::shared_ptr<net::TlsContext>& tls, UniqueFd listener) {
    const SystemClock real;
    auto loop = *EventLoop::create(real);
    net::HttpLimits limits;
    limits.body_max = 8U << 20;
    net::HttpServer server(*loop, tls, limits, [this](const net::HttpRequest& request, net::Responder responder) {
      const bool refused = request.path == refuse_path;
      if (!refused) received.emplace_back(request.path, request.body);
      responder.send(refused ? net::HttpResponse::of(403, "application/json", R"({"error":"not here"})")
                             : net::HttpResponse::of(201, "", ""));
    });
    ASSERT_TRUE(server.serve(std::move(listener)).ok());
    while (!over) loop->turn(/*max_wait_ms=*/10);
  }

  Destination destination() const { return {"127.0.0.1", port, "", folder / "op.pem", folder / "op.key", folder / "ca.pem"}; }

  std::unique_ptr<crypto::EcKey> ca_key;
  std::string ca;
  Desk desk;
  std::uint16_t port = 0;
  std::string refuse_path;
  std::vector<std::pair<std::string, Buffer>> received;
  std::atomic<bool> over = false;
  std::thread server_thread;
};

TEST_F(Publishing, brings_every_file_in_the_safe_order) {
  ASSERT_TRUE(desk.add(release("1.1.0")).ok());
  std::vector<std::string> shown;
  const auto files = publish(desk, destination(), [&](const Progress& progress) { shown.push_back(progress.path); });
  ASSERT_TRUE(files.ok()) << files.error().message;
  EXPECT_EQ(*files, 6U);
  EXPECT_EQ(shown, *desk.publication());
  ASSERT_EQ(received.size(), 6U);
  for (std::size_t i = 0; i < received.size(); ++i) {
    EXPECT_EQ(received[i].first, "/v1/repository/" + shown[i]);
    EXPECT_EQ(received[i].second, *store::read_file(desk.repository() + "/" + shown[i]));
  }
}

TEST_F(Publishing, stops_where_it_is_refused_so_that_the_timestamp_never_comes_alone) {
  refuse_path = "/v1/repository/metadata/1.targets.json";
  const auto refused = publish(desk, destination());
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, Err::refused);
  EXPECT_NE(refused.error().message.find("not here"), std::string::npos);
  ASSERT_EQ(received.size(), 1U);
  EXPECT_EQ(received[0].first, "/v1/repository/metadata/1.root.json");
}

TEST_F(Publishing, trusts_only_the_service_of_the_given_authority) {
  const auto other = *crypto::EcKey::generate();
  write("ca.pem", as_bytes(*crypto::self_signed(*other, terms("another authority", true))));
  EXPECT_FALSE(publish(desk, destination()).ok());
  EXPECT_TRUE(received.empty());
}

TEST_F(Publishing, names_the_file_that_is_missing) {
  Destination to = destination();
  to.key = folder / "nowhere.key";
  const auto refused = publish(desk, to);
  ASSERT_FALSE(refused.ok());
  EXPECT_NE(refused.error().message.find("nowhere.key"), std::string::npos);
  EXPECT_NE(refused.error().hint.find("--key"), std::string::npos);
}

}  // namespace
}  // namespace cardea::release
