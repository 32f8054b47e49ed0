// SPDX-License-Identifier: Apache-2.0
// What a device in alert says at the edge is what the operator sees, from one door of the service to the other over real TLS.
#include <filesystem>

#include "lib/codec/json.hpp"
#include "lib/crypto/crypto.hpp"
#include "lib/net/test_home.hpp"
#include "service/api/operator_api.hpp"
#include "service/edge/edge.hpp"

namespace cardea::service {
namespace {

using net::test::Authority;
using net::test::must;

class DeviceInAlert : public net::test::Home {
 protected:
  DeviceInAlert()
      : folder_(testing::TempDir() + "alert-" + to_hex(crypto::random_buffer(6))),
        store_(must(open_sqlite_store(made(folder_) + "/fleet.db"))),
        repository_(must(UpdateRepository::open(made(folder_ + "/repository")))),
        rollouts_(must(Rollouts::open(
            store_->rollouts(), clock_, [] { return 7U; }, 3600))),
        device_(authority_.identity(Authority::client_terms())) {
    Device row;
    row.spki = must(crypto::certificate_info_pem(device_.certificate_pem)).spki_sha256_hex;
    row.model = "device";
    row.serial = "0001";
    must(store_->add_device(row));
  }
  ~DeviceInAlert() override {
    rollouts_.reset();
    store_.reset();
    std::filesystem::remove_all(folder_);
  }

  static std::string made(const std::string& folder) {
    std::filesystem::create_directories(folder);
    return folder;
  }

  net::HttpResponse ask(net::HttpServer::Handler handler, const std::string& method, const std::string& path,
                        const std::string& body = "") {
    serve(clients_of(authority_), std::move(handler));
    net::Exchange e = exchange(method, path);
    e.body = to_buffer(as_bytes(body));
    if (!body.empty()) e.headers.emplace_back("content-type", "application/json");
    return must(fetch_here(client(device_), std::move(e))).response;
  }
  void check_in(const std::string& state) {
    EdgeWorld world{*store_, repository_, clock_, *rollouts_, Governor(1000), {}};
    EXPECT_EQ(ask(edge_handler(world), "POST", "/v1/check-in", R"({"state":")" + state + R"(","version":"1.0.0"})").status, 200);
  }
  std::string state_that_the_operator_sees() {
    ApiWorld world{*store_, repository_, clock_, *rollouts_, notices_, authority_.pem()};
    const auto list = must(parse_json(ask(operator_handler(world), "GET", "/v1/devices").body));
    return *(*list.array("devices"))->at(0).text("state");
  }

  std::string folder_;
  std::unique_ptr<FleetStore> store_;
  UpdateRepository repository_;
  std::unique_ptr<Rollouts> rollouts_;
  Notices notices_;
  net::TlsIdentity device_;
};

//= EN303645 5.7-2   type=test
TEST_F(DeviceInAlert, is_seen_by_the_operator_until_it_says_that_it_is_whole_again) {
  check_in("initialized");
  EXPECT_EQ(state_that_the_operator_sees(), "initialized");
  check_in("alert");
  EXPECT_EQ(state_that_the_operator_sees(), "alert");
  check_in("initialized");
  EXPECT_EQ(state_that_the_operator_sees(), "initialized");
}

}  // namespace
}  // namespace cardea::service
