// SPDX-License-Identifier: Apache-2.0
// A roll-out through the real doors: operators start and stop it at theirs, a device over mutual TLS is told and given only what
// is its turn.
#include <filesystem>

#include "lib/codec/json.hpp"
#include "lib/crypto/crypto.hpp"
#include "lib/net/test_home.hpp"
#include "service/api/operator_api.hpp"
#include "service/ddi/ddi.hpp"
#include "service/edge/edge.hpp"

namespace cardea::service {
namespace {

using net::test::Authority;
using net::test::must;

class RolloutAtTheDoors : public net::test::Home {
 protected:
  RolloutAtTheDoors()
      : folder_(testing::TempDir() + "rollout-" + to_hex(crypto::random_buffer(6))),
        store_(must(open_sqlite_store(made(folder_) + "/fleet.db"))),
        repository_(must(UpdateRepository::open(made(folder_ + "/repository")))),
        rollouts_(must(Rollouts::open(
            store_->rollouts(), clock_, [this] { return next_id_ += 2; }, 5400))),
        device_(authority_.identity(Authority::client_terms())) {
    Device row;
    row.spki = must(crypto::certificate_info_pem(device_.certificate_pem)).spki_sha256_hex;
    row.model = "device";
    row.serial = "0001";
    must(store_->add_device(row));
    const std::string content = "an artifact of some length";
    artifact_ = to_hex(crypto::sha256(as_bytes(content))) + ".bundle";
    must(repository_.put_target(artifact_, as_bytes(content)));
  }
  ~RolloutAtTheDoors() override {
    server_.reset();
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
  net::HttpResponse as_operator(const std::string& method, const std::string& path, const std::string& body = "") {
    ApiWorld world{*store_, repository_, clock_, *rollouts_, notices_, authority_.pem()};
    return ask(operator_handler(world), method, path, body);
  }
  net::HttpResponse as_device(const std::string& method, const std::string& path, const std::string& body = "") {
    EdgeWorld world{*store_, repository_, clock_, *rollouts_, Governor(visits_per_s_), VisitPlan{3600}};
    return ask(edge_handler(world, ddi_routes(world)), method, path, body);
  }
  Value check_in(const std::string& version = "1.0.0") {
    const auto answer = as_device("POST", "/v1/check-in", R"({"state":"initialized","version":")" + version + R"("})");
    EXPECT_EQ(answer.status, 200);
    return must(parse_json(answer.body));
  }
  int take() { return as_device("GET", "/v1/repository/targets/" + artifact_).status; }
  std::string start(const std::string& stages = R"([{"permille":1000}])") {
    const auto answer =
        as_operator("POST", "/v1/rollouts",
                    R"({"plan":{"model":"device","version":"1.1.0","artifact":")" + artifact_ + R"(","stages":)" + stages + "}}");
    EXPECT_EQ(answer.status, 201) << as_text(answer.body);
    pass_a_second();
    return std::to_string(must(must(parse_json(answer.body)).integer("id")));
  }
  void pass_a_second() {
    clock_.advance_ms(1000);
    must(rollouts_->tick());
  }

  std::string folder_;
  std::unique_ptr<FleetStore> store_;
  UpdateRepository repository_;
  std::uint32_t next_id_ = 41;
  std::unique_ptr<Rollouts> rollouts_;
  Notices notices_;
  net::TlsIdentity device_;
  std::string artifact_;
  std::uint32_t visits_per_s_ = 1000;
};

TEST_F(RolloutAtTheDoors, a_device_is_told_takes_and_confirms) {
  EXPECT_FALSE(must(check_in().flag("update_hint")));
  const std::string id = start();
  EXPECT_TRUE(must(check_in().flag("update_hint")));
  EXPECT_EQ(take(), 200);
  EXPECT_FALSE(must(check_in("1.1.0").flag("update_hint")));
  const Value status = must(parse_json(as_operator("GET", "/v1/rollouts/" + id).body));
  EXPECT_EQ(must(status.find("devices")->integer("confirmed")), 1);
}

//= EN303645 5.9-3   type=test
TEST_F(RolloutAtTheDoors, a_device_outside_the_open_stages_is_neither_told_nor_given_it) {
  start(R"([{"permille":1000,"label":"canary"},{"permille":1000}])");
  EXPECT_FALSE(must(check_in().flag("update_hint")));
  const auto later = as_device("GET", "/v1/repository/targets/" + artifact_);
  EXPECT_EQ(later.status, 429);
  EXPECT_FALSE(later.header("retry-after").empty());
  EXPECT_EQ(as_operator("PUT", "/v1/devices/0001/label", R"({"label":"canary"})").status, 200);
  EXPECT_TRUE(must(check_in().flag("update_hint")));
  EXPECT_EQ(take(), 200);
}

TEST_F(RolloutAtTheDoors, after_the_answer_to_a_stop_nothing_of_it_is_given) {
  const std::string id = start();
  EXPECT_TRUE(must(check_in().flag("update_hint")));
  EXPECT_EQ(as_operator("POST", "/v1/rollouts/" + id + "/stop", "{}").status, 200);
  EXPECT_FALSE(must(check_in().flag("update_hint")));
  EXPECT_EQ(take(), 429);
}

TEST_F(RolloutAtTheDoors, a_release_that_many_devices_refuse_is_an_anomaly_at_the_operators_door) {
  for (int n = 0; n < 2; ++n)
    must(store_->add_refusal({"device", "1.1.0", "another-" + std::to_string(n), clock_.wall_s(), "x"}, 0));
  EXPECT_TRUE(must(parse_json(as_operator("GET", "/v1/anomalies").body)).find("anomalies")->if_array()->empty());
  as_device(
      "POST", "/v1/check-in",
      R"({"state":"initialized","version":"1.0.0","update":{"phase":"idle","last_result":"refused","last_version":"1.1.0","last_reason":"forged"}})");
  const Value found = must(parse_json(as_operator("GET", "/v1/anomalies").body));
  ASSERT_EQ(found.find("anomalies")->if_array()->size(), 1U);
  EXPECT_EQ(must(found.find("anomalies")->if_array()->at(0).integer("devices")), 3);
}

TEST_F(RolloutAtTheDoors, who_comes_when_the_service_is_full_is_told_a_time_each) {
  visits_per_s_ = 1;
  EdgeWorld world{*store_, repository_, clock_, *rollouts_, Governor(1), VisitPlan{3600}};
  const std::string body = R"({"state":"initialized","version":"1.0.0"})";
  EXPECT_EQ(ask(edge_handler(world), "POST", "/v1/check-in", body).status, 200);
  std::vector<std::string> told;
  for (int n = 0; n < 3; ++n) {
    const auto busy = ask(edge_handler(world), "POST", "/v1/check-in", body);
    EXPECT_EQ(busy.status, 503);
    told.emplace_back(busy.header("retry-after"));
  }
  EXPECT_EQ(told, (std::vector<std::string>{"2", "3", "4"}));
}

TEST_F(RolloutAtTheDoors, plans_and_numbers_of_another_shape_are_refused_with_a_reason) {
  EXPECT_EQ(as_operator("POST", "/v1/rollouts", R"({"plan":{}})").status, 422);
  EXPECT_EQ(as_operator("POST", "/v1/rollouts", "{}").status, 422);
  EXPECT_EQ(as_operator("POST", "/v1/rollouts", R"({"plan":{"model":"device","version":"9.0","stages":[{}]}})").status, 404);
  EXPECT_EQ(
      as_operator("POST", "/v1/rollouts", R"({"plan":{"model":"device","version":"9.0","artifact":"aa.gone","stages":[{}]}})")
          .status,
      404);
  EXPECT_EQ(as_operator("POST", "/v1/rollouts/7/stop", "{}").status, 404);
  EXPECT_EQ(as_operator("GET", "/v1/rollouts/seven").status, 404);
}

TEST_F(RolloutAtTheDoors, a_client_of_the_foreign_interface_confirms_by_its_feedback) {
  const std::string id = start();
  const std::string base = "/default/controller/v1/0001";
  const Value poll = must(parse_json(as_device("GET", base).body));
  EXPECT_NE(poll.find("_links")->find("deploymentBase"), nullptr);
  const Value deployment = must(parse_json(as_device("GET", base + "/deploymentBase/" + id).body));
  const Value& artifact = deployment.find("deployment")->find("chunks")->if_array()->at(0).find("artifacts")->if_array()->at(0);
  EXPECT_EQ(must(artifact.find("hashes")->text("sha256")), artifact_.substr(0, 64));
  EXPECT_EQ(must(artifact.find("hashes")->text("sha1")), "34ef243ff3a8ea03f80ee10c5138b2aad86b577a");
  EXPECT_EQ(as_device("GET", base + "/softwaremodules/1/artifacts/" + artifact_).status, 200);
  const auto feedback = [](const char* execution, const char* finished) {
    return std::string(R"({"status":{"execution":")") + execution + R"(","result":{"finished":")" + finished +
           R"("},"details":["x"]}})";
  };
  EXPECT_EQ(as_device("POST", base + "/deploymentBase/" + id + "/feedback", feedback("dancing", "none")).status, 422);
  EXPECT_EQ(as_device("POST", base + "/deploymentBase/" + id + "/feedback", feedback("proceeding", "none")).status, 200);
  EXPECT_EQ(as_device("POST", base + "/deploymentBase/" + id + "/feedback", feedback("closed", "success")).status, 200);
  EXPECT_EQ(must(rollouts_->standing(static_cast<std::uint32_t>(std::stoul(id)))).counts.confirmed, 1U);
  EXPECT_EQ(as_device("GET", base + "/deploymentBase/" + id).status, 404);
}

TEST_F(RolloutAtTheDoors, a_device_is_answered_under_its_own_name_only) {
  start();
  EXPECT_EQ(as_device("GET", "/default/controller/v1/device%200001").status, 200);
  for (const char* path : {"/default/controller/v1/0002", "/other/controller/v1/0001", "/default/controller/v1/device",
                           "/default/controller/v2/0001"}) {
    EXPECT_EQ(as_device("GET", path).status, 404) << path;
  }
}

}  // namespace
}  // namespace cardea::service
