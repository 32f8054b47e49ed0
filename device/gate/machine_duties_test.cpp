// SPDX-License-Identifier: Apache-2.0
#include "device/gate/test_gate.hpp"

namespace cardea::gate {
namespace {

using test::GateTest;
using test::machine_certificate;

class MachineDuties : public GateTest {
 protected:
  net::HttpResponse add(const std::string& certificate, std::string_view token = test::kAdminToken) {
    Value body;
    body.set("name", "heating").set("role", "guest").set("certificate", certificate);
    return call(Call{"POST",
                     "/api/machines",
                     {{"authorization", "Bearer " + std::string(token)}, {"content-type", "application/json"}},
                     print_json(body)});
  }
  net::HttpResponse sign_in(const std::string& body) {
    return call(Call{"POST", "/api/session/machine", {{"content-type", "application/json"}}, body});
  }
};

TEST_F(MachineDuties, the_key_of_the_certificate_and_its_end_reach_steward) {
  const std::string pem = machine_certificate(test::kSoonS);
  EXPECT_EQ(add(pem).status, 204);
  EXPECT_EQ(last_machine_.name, "heating");
  EXPECT_EQ(last_machine_.spki_hex, to_hex(crypto::certificate_public_key(pem)->spki));
  EXPECT_EQ(last_machine_.until_s, test::kSoonS);
}

TEST_F(MachineDuties, what_is_no_certificate_is_refused_with_how_to_make_one) {
  std::string cut = machine_certificate(test::kSoonS);
  cut.resize(cut.size() / 2);
  for (const std::string& bad :
       {std::string("x"), cut, std::string("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")}) {
    const auto response = add(bad);
    EXPECT_EQ(response.status, 422) << bad;
    EXPECT_NE(parse_json(response.body)->text("hint")->find("openssl"), std::string::npos);
  }
  EXPECT_EQ(reached<contract::AddMachine>(), 0);
}

TEST_F(MachineDuties, an_ended_certificate_is_refused) {
  const auto response = add(machine_certificate(1'000));
  EXPECT_EQ(response.status, 422);
  EXPECT_EQ(*parse_json(response.body)->text("error"), "This certificate has ended.");
}

TEST_F(MachineDuties, a_user_and_a_guest_let_nobody_in) {
  for (const std::string_view token : {test::kUserToken, test::kGuestToken})
    EXPECT_EQ(add(machine_certificate(test::kSoonS), token).status, 403);
  EXPECT_EQ(reached<contract::AddMachine>(), 0);
}

TEST_F(MachineDuties, a_stranger_may_ask_for_a_challenge_and_learns_nothing_from_it) {
  const auto response = call(Call{"GET", "/api/session/challenge"});
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(as_text(response.body), R"({"challenge":"a-challenge"})");
}

TEST_F(MachineDuties, a_proof_becomes_a_session_and_a_wrong_one_says_what_to_do) {
  const std::string body = R"({"name":"heating","challenge":"a-challenge","signature":"MEQ="})";
  EXPECT_EQ(sign_in(body).status, 200);
  EXPECT_EQ(last_source_, "127.0.0.1");
  next_sign_in_.outcome = contract::SignInOutcome::wrong;
  const auto wrong = sign_in(body);
  EXPECT_EQ(wrong.status, 401);
  EXPECT_EQ(*parse_json(wrong.body)->text("error"), "This proves nothing.");
}

TEST_F(MachineDuties, a_signature_that_is_no_base64_is_a_wrong_one) {
  EXPECT_EQ(parse_machine_sign_in(as_bytes(R"({"name":"a","challenge":"b","signature":"%%"})"))->signature.size(), 0U);
}

TEST_F(MachineDuties, a_machine_cannot_have_what_is_for_people) {
  next_people_.outcome = contract::PeopleOutcome::for_people_only;
  EXPECT_EQ(add(machine_certificate(test::kSoonS)).status, 409);
}

}  // namespace
}  // namespace cardea::gate
