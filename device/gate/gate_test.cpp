// SPDX-License-Identifier: Apache-2.0
#include "device/gate/reports.hpp"
#include "device/gate/test_gate.hpp"

namespace cardea::gate {
namespace {

using test::GateTest;
using test::kAdminToken;
using test::kEndedToken;
using test::kGuestToken;
using test::kUserToken;
using test::kWrongToken;

constexpr std::array<std::string_view, 7> kCallers{"",          kWrongToken, kEndedToken, test::kOtherDevicesToken,
                                                   kGuestToken, kUserToken,  kAdminToken};

Who rank_of(std::string_view caller) {
  if (caller == kAdminToken) return Who::admin;
  if (caller == kUserToken) return Who::user;
  return caller == kGuestToken ? Who::guest : Who::nobody;
}

bool answers_with_nothing(Duty duty) {
  return duty == Duty::sign_out || duty == Duty::add_person || duty == Duty::remove_person || duty == Duty::change_role ||
         duty == Duty::reset_password || duty == Duty::remove_second_factor || duty == Duty::add_machine;
}

int expected_status(const Route& route, std::string_view caller) {
  int granted = 200;
  if (answers_with_nothing(route.duty)) granted = 204;
  const std::set<Duty> goes_on_later{Duty::check_update, Duty::apply_update, Duty::install_medium};
  if (goes_on_later.contains(route.duty)) granted = 202;
  if (route.who == Who::nobody || route.who == Who::label) return granted;
  if (rank_of(caller) == Who::nobody) return 401;
  return rank_of(caller) < route.who ? 403 : granted;
}

TEST_F(GateTest, every_route_answers_every_caller_as_the_table_says) {
  for (const Route& route : kRoutes) {
    for (const std::string_view caller : kCallers) {
      EXPECT_EQ(call(route, caller).status, expected_status(route, caller)) << route.method << " " << route.path << " " << caller;
    }
  }
}

TEST_F(GateTest, what_is_refused_reaches_no_other_process) {
  for (const Route& route : kRoutes) {
    for (const std::string_view caller : kCallers) {
      if (expected_status(route, caller) < 400) continue;
      reached_.erase(static_cast<std::uint16_t>(contract::CheckSession::kOp));
      call(route, caller);
      reached_.erase(static_cast<std::uint16_t>(contract::CheckSession::kOp));
      EXPECT_TRUE(reached_.empty()) << route.method << " " << route.path << " " << caller;
    }
  }
}

TEST_F(GateTest, a_cookie_changes_nothing_without_the_header_of_the_own_page) {
  const std::string cookie = "session=" + std::string(kAdminToken);
  for (const Route& route : kRoutes) {
    if (route.who == Who::nobody || route.who == Who::label) continue;
    Call bare{std::string(route.method), std::string(route.path), {{"cookie", cookie}}, test::body_for(route.duty)};
    if (route.body) bare.headers.emplace_back("content-type", "application/json");
    Call own = bare;
    own.headers.emplace_back("x-cardea", "1");
    EXPECT_EQ(call(bare).status, route.changes ? 403 : expected_status(route, kAdminToken)) << route.method << " " << route.path;
    EXPECT_EQ(call(own).status, expected_status(route, kAdminToken)) << route.method << " " << route.path;
  }
}

TEST_F(GateTest, every_answer_carries_the_security_headers_and_names_no_software) {
  for (const Call& what :
       {Call{}, Call{.path = "/api/state"}, Call{.path = "/nowhere"}, Call{.method = "DELETE"}, Call{.path = "/api/status"}}) {
    const auto response = call(what);
    EXPECT_NE(response.header("content-security-policy").find("default-src 'none'"), std::string_view::npos) << what.path;
    EXPECT_EQ(response.header("x-content-type-options"), "nosniff");
    EXPECT_EQ(response.header("referrer-policy"), "no-referrer");
    EXPECT_EQ(response.header("server"), "");
    EXPECT_EQ(response.header("x-powered-by"), "");
  }
  EXPECT_EQ(call({.path = "/api/state"}).header("cache-control"), "no-store");
}

TEST_F(GateTest, nobody_learns_model_maker_version_or_software_before_sign_in) {
  for (const Route& route : kRoutes) {
    for (const std::string_view caller : {std::string_view(), kWrongToken}) {
      if (route.who == Who::label || route.duty == Duty::sign_in) continue;
      const auto response = call(route, caller);
      std::string all = text(response);
      for (const auto& [name, value] : response.headers) all += name + ": " + value + "\n";
      for (const std::string_view word : {"SP-1", "Example Audio", "7.7.7", "Beast", "OpenSSL", "Cardea/", "SQLite"}) {
        EXPECT_EQ(all.find(word), std::string::npos) << route.path << " tells " << word;
      }
    }
  }
}

TEST_F(GateTest, a_body_must_be_json_of_the_right_shape) {
  const auto post = [&](net::Headers headers, std::string body) {
    return call({"POST", "/api/session", std::move(headers), std::move(body)}).status;
  };
  EXPECT_EQ(post({}, test::body_for(Duty::sign_in)), 415);
  EXPECT_EQ(post({{"content-type", "text/plain"}}, test::body_for(Duty::sign_in)), 415);
  EXPECT_EQ(post({{"content-type", "application/x-www-form-urlencoded"}}, "name=ada"), 415);
  for (const char* body : {"", "{", "[]", "null", "7", R"({"name":"ada"})", R"({"name":"ada","password":7})",
                           R"({"name":"a","name":"b","password":"c"})", R"({"name":"ada","password":"x","role":"admin"})",
                           "{\"name\":\"\xff\",\"password\":\"x\"}"}) {
    EXPECT_EQ(post({{"content-type", "application/json"}}, body), 400) << body;
  }
  EXPECT_EQ(reached<contract::SignIn>(), 0);
  EXPECT_EQ(call({"POST", "/api/update/check", {{"authorization", "Bearer " + std::string(kAdminToken)}}, "{}"}).status, 400);
}

TEST_F(GateTest, a_giant_body_is_refused_before_it_is_read) {
  const std::string giant(kBodyMax + 1, ' ');
  EXPECT_EQ(call({"POST", "/api/session", {{"content-type", "application/json"}}, giant}).status, 413);
  EXPECT_EQ(reached<contract::SignIn>(), 0);
}

TEST_F(GateTest, strange_paths_and_methods_lead_nowhere) {
  for (const char* path : {"/api", "/api/", "/api/state/", "//api/state", "/index.html", "/../etc/passwd", "/app.js%00.css",
                           "/%2e%2e/app.js", "/API/STATE"}) {
    const int status = call({.path = path}).status;
    EXPECT_TRUE(status == 404 || status == 400) << path << " " << status;
  }
  EXPECT_EQ(call({.method = "PUT", .path = "/api/state"}).status, 405);
  EXPECT_EQ(call({.method = "POST", .path = "/"}).status, 405);
}

TEST_F(GateTest, a_route_that_the_declaration_does_not_name_is_closed) {
  product::ProductPolicy less = test::full_policy();
  std::erase_if(less.functions, [](const auto& row) { return row.path == "/api/erase"; });
  for (auto& row : less.functions) {
    if (row.path == "/api/events") row.role = product::Role::user;  // not who we serve it to: closed rather than widened
  }
  start(less);
  EXPECT_EQ(call({"POST",
                  "/api/erase",
                  {{"authorization", "Bearer " + std::string(kAdminToken)}, {"content-type", "application/json"}},
                  test::body_for(Duty::erase)})
                .status,
            404);
  EXPECT_EQ(call({.path = "/api/events", .headers = {{"authorization", "Bearer " + std::string(kAdminToken)}}}).status, 404);
  EXPECT_EQ(reached<contract::Erase>() + reached<contract::ReadEvents>(), 0);
}

TEST_F(GateTest, signing_in_sets_a_cookie_that_scripts_and_other_sites_cannot_use) {
  const auto response = call({"POST", "/api/session", {{"content-type", "application/json"}}, test::body_for(Duty::sign_in)});
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(text(response), R"({"token":")" + std::string(kAdminToken) + R"("})");
  EXPECT_EQ(response.header("set-cookie"), "session=" + std::string(kAdminToken) + "; Path=/; HttpOnly; Secure; SameSite=Strict");
  EXPECT_EQ(last_source_, "127.0.0.1");
}

TEST_F(GateTest, what_steward_says_becomes_a_status) {
  const auto sign_in = [&](contract::SignInOutcome outcome) {
    next_sign_in_.outcome = outcome;
    next_sign_in_.retry_after_s = 17;
    next_sign_in_.detail = "A password has at least 10 characters.";
    return call({"POST", "/api/session", {{"content-type", "application/json"}}, test::body_for(Duty::sign_in)});
  };
  EXPECT_EQ(sign_in(contract::SignInOutcome::wrong).status, 401);
  EXPECT_EQ(sign_in(contract::SignInOutcome::not_in_this_state).status, 409);
  const auto weak = sign_in(contract::SignInOutcome::weak_password);
  EXPECT_EQ(weak.status, 422);
  EXPECT_NE(text(weak).find("10 characters"), std::string::npos);
  const auto held = sign_in(contract::SignInOutcome::wait);
  EXPECT_EQ(held.status, 429);
  EXPECT_EQ(held.header("retry-after"), "17");
  EXPECT_EQ(held.header("set-cookie"), "");
}

TEST_F(GateTest, a_right_password_that_is_not_enough_says_what_else_to_send) {
  const auto answer = [this](contract::SignInOutcome outcome) {
    next_sign_in_.outcome = outcome;
    const auto response =
        call(Call{"POST", "/api/session", {{"content-type", "application/json"}}, test::body_for(Duty::sign_in)});
    EXPECT_EQ(response.status, 401);
    return *parse_json(response.body)->text("needs");
  };
  EXPECT_EQ(answer(contract::SignInOutcome::code_needed), "code");
  EXPECT_EQ(answer(contract::SignInOutcome::must_change), "new_password");
}

TEST_F(GateTest, a_wrong_present_password_is_not_called_a_wrong_name) {
  next_sign_in_.outcome = contract::SignInOutcome::wrong;
  const auto response = call(Call{"POST",
                                  "/api/password",
                                  {{"authorization", "Bearer " + std::string(kAdminToken)}, {"content-type", "application/json"}},
                                  test::body_for(Duty::change_password)});
  EXPECT_EQ(response.status, 401);
  EXPECT_EQ(*parse_json(response.body)->text("error"), "Your present password is wrong.");
}

TEST_F(GateTest, a_sign_in_that_brings_a_new_password_is_a_first_one) {
  const auto send = [this](const std::string& body) {
    return call(Call{"POST", "/api/session", {{"content-type", "application/json"}}, body}).status;
  };
  EXPECT_EQ(send(R"({"name":"bo","password":"a b c","new_password":"velvet anchor seven"})"), 200);
  EXPECT_EQ(reached<contract::FirstSignIn>(), 1);
  EXPECT_EQ(reached<contract::SignIn>(), 0);
  EXPECT_EQ(send(R"({"name":"bo","password":"a b c","code":"123456"})"), 200);
  EXPECT_EQ(reached<contract::SignIn>(), 1);
  EXPECT_EQ(send(R"({"name":"bo","password":"a b c","code":"123456","new_password":"velvet anchor seven"})"), 400);
}

TEST_F(GateTest, what_becomes_of_an_account_becomes_a_status) {
  using contract::PeopleOutcome;
  const std::map<PeopleOutcome, int> statuses{{PeopleOutcome::ok, 204},
                                              {PeopleOutcome::weak_password, 422},
                                              {PeopleOutcome::bad_name, 422},
                                              {PeopleOutcome::name_taken, 409},
                                              {PeopleOutcome::too_many, 409},
                                              {PeopleOutcome::no_such_person, 404},
                                              {PeopleOutcome::last_administrator, 409}};
  for (const auto& [outcome, status] : statuses) {
    next_people_.outcome = outcome;
    for (const Route& route : kRoutes) {
      if (route.duty != Duty::add_person && route.duty != Duty::change_role) continue;
      EXPECT_EQ(call(route, kAdminToken).status, status) << route.path;
    }
  }
  EXPECT_EQ(last_role_, contract::Role::user);
}

TEST_F(GateTest, an_unknown_role_is_refused_before_it_reaches_anybody) {
  const auto response = call(Call{"POST",
                                  "/api/people/role",
                                  {{"content-type", "application/json"}, {"authorization", "Bearer " + std::string(kAdminToken)}},
                                  R"({"name":"bo","role":"root"})"});
  EXPECT_EQ(response.status, 400);
  EXPECT_EQ(reached<contract::ChangeRole>(), 0);
}

TEST_F(GateTest, a_wrong_code_is_told_from_an_ended_session) {
  next_codes_ = Error{Err::unauthentic, "the code is another one"};
  for (const Route& route : kRoutes) {
    if (route.duty != Duty::confirm_second_factor) continue;
    const auto response = call(route, kUserToken);
    EXPECT_EQ(response.status, 401);
    EXPECT_EQ(*parse_json(response.body)->text("error"), "The code is wrong.");
  }
}

TEST_F(GateTest, erasing_tells_a_wrong_password_from_an_ended_session) {
  const Route& erase =
      *std::find_if(kRoutes.begin(), kRoutes.end(), [](const Route& route) { return route.duty == Duty::erase; });
  EXPECT_EQ(text(call(erase, kAdminToken)), R"({"confirmation":"12 records","records_erased":12})");
  next_erase_ = Error{Err::unauthentic, ""};
  EXPECT_NE(text(call(erase, kAdminToken)).find("The password is wrong."), std::string::npos);
  next_erase_ = contract::EraseReport{9, 0, ""};
  EXPECT_EQ(call(erase, kAdminToken).header("retry-after"), "9");
}

TEST_F(GateTest, status_gathers_what_the_processes_say) {
  const auto response = call({.path = "/api/status", .headers = {{"authorization", "Bearer " + std::string(kUserToken)}}});
  const auto status = parse_json(response.body);
  ASSERT_TRUE(status);
  EXPECT_EQ(*status->text("model"), "SP-1");
  EXPECT_EQ(*status->text("state"), "initialized");
  EXPECT_EQ(*status->text("key_store"), "file (development)");
  EXPECT_EQ(*status->flag("hardware_keys"), false);
  EXPECT_EQ(*(*status->array("processes"))->at(0).text("name"), "gate");
  EXPECT_EQ(*status->find("update")->text("last_result"), "fell_back");
}

TEST_F(GateTest, an_event_is_a_kind_and_facts) {
  const auto events =
      parse_json(call(Call{"GET", "/api/events", {{"authorization", "Bearer " + std::string(kAdminToken)}}, ""}).body);
  const Value& event = (*events->array("events"))->at(0);
  EXPECT_EQ(*event.text("kind"), "set-up");
  EXPECT_EQ(print_json(*event.find("facts")), R"({"by":"ada","from":"192.0.2.7"})");
}

TEST(EventFacts, end_with_why_and_are_never_lost) {
  const auto facts = [](std::string_view text) { return print_json(event_facts(text)); };
  EXPECT_EQ(facts(""), "{}");
  EXPECT_EQ(facts("part=gate why=gate was ended by signal 9 = bad"),
            R"({"part":"gate","why":"gate was ended by signal 9 = bad"})");
  EXPECT_EQ(facts("version="), R"({"version":""})");
  EXPECT_EQ(facts("by ada, from 192.0.2.7"), R"({"why":"by ada, from 192.0.2.7"})");
  EXPECT_EQ(facts("a=1 plain words"), R"({"a":"1","why":"plain words"})");
  EXPECT_EQ(facts("=x"), R"({"why":"=x"})");
}

TEST_F(GateTest, an_alert_is_told_to_who_is_signed_in_and_to_nobody_else) {
  const auto status =
      parse_json(call(Call{"GET", "/api/status", {{"authorization", "Bearer " + std::string(kGuestToken)}}, ""}).body);
  EXPECT_EQ(*status->text("alert"), "a file was changed");
  const auto session =
      parse_json(call(Call{"GET", "/api/session", {{"authorization", "Bearer " + std::string(kGuestToken)}}, ""}).body);
  EXPECT_EQ(*session->text("role"), "guest");
  const auto state = parse_json(call(Call{"GET", "/api/state", {}, ""}).body);
  EXPECT_EQ(state->find("alert"), nullptr);
}

TEST_F(GateTest, postponing_keeps_the_other_settings) {
  settings_.device_name = "Kitchen";
  const auto response = call({"POST",
                              "/api/update/postpone",
                              {{"authorization", "Bearer " + std::string(kAdminToken)}, {"content-type", "application/json"}},
                              test::body_for(Duty::postpone_update)});
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(settings_.device_name, "Kitchen");
  EXPECT_GT(settings_.updates_postponed_until_s, 0);
}

class Choosing : public GateTest {
 protected:
  static constexpr std::int64_t kDeadlineS = 1'801'440'000;  // 2027-02-01T00:00:00Z, as in the good bodies
  net::HttpResponse send(std::string_view method, std::string_view path, std::string body, std::string_view token = kAdminToken) {
    return call({std::string(method),
                 std::string(path),
                 {{"authorization", "Bearer " + std::string(token)}, {"content-type", "application/json"}},
                 std::move(body)});
  }
  static std::string settings_postponed_until(const std::string& until) {
    std::string body = test::body_for(Duty::write_settings);
    return body.replace(body.find("null", body.find("updates_postponed_until")), 4, '"' + until + '"');
  }
  void expect_deadline(const net::HttpResponse& response, std::string_view field) {
    EXPECT_EQ(response.status, 422);
    const auto said = parse_json(response.body);
    EXPECT_EQ(said->text("error").value_or(""), "The maker's deadline for this update is earlier.");
    EXPECT_EQ(said->text("field").value_or(""), field);
    EXPECT_NE(said->text("hint").value_or("").find("2027-02-01T00:00:00Z"), std::string::npos);
    EXPECT_EQ(reached<contract::WriteSettings>(), 0);
  }
};

TEST_F(Choosing, to_postpone_beyond_the_makers_deadline_is_refused_with_the_day) {
  update_.deadline_s = kDeadlineS;
  expect_deadline(send("POST", "/api/update/postpone", R"({"until":"2027-02-01T00:00:01Z"})"), "until");
  expect_deadline(send("PUT", "/api/settings", settings_postponed_until("2027-02-02T00:00:00Z")), "updates_postponed_until");
  EXPECT_EQ(send("POST", "/api/update/postpone", R"({"until":"2027-02-01T00:00:00Z"})").status, 200);
}

TEST_F(Choosing, something_else_is_possible_while_an_older_postponement_is_beyond_the_deadline) {
  settings_.updates_postponed_until_s = kDeadlineS + 86'400;
  update_.deadline_s = kDeadlineS;
  EXPECT_EQ(send("PUT", "/api/settings", settings_postponed_until("2027-02-02T00:00:00Z")).status, 200);
  EXPECT_EQ(send("PUT", "/api/settings", test::body_for(Duty::write_settings)).status, 200);
}

TEST_F(Choosing, anew_has_the_update_that_waits_looked_at_again) {
  EXPECT_EQ(send("PUT", "/api/settings", test::body_for(Duty::write_settings)).status, 200);
  EXPECT_EQ(reached<contract::CheckForUpdate>(), 0);
  update_.phase = contract::UpdatePhase::available;
  EXPECT_EQ(send("PUT", "/api/settings", test::body_for(Duty::write_settings)).status, 200);
  call({"GET", "/api/state", {}, ""});
  EXPECT_EQ(reached<contract::CheckForUpdate>(), 1);
}

TEST_F(Choosing, quiet_hours_come_back_as_they_were_chosen) {
  const auto settings = parse_json(send("PUT", "/api/settings", test::body_for(Duty::write_settings)).body);
  EXPECT_EQ(settings->text("quiet_from").value_or(""), "22:00");
  EXPECT_EQ(settings->text("quiet_to").value_or(""), "07:00");
  EXPECT_EQ(settings->integer("utc_offset_min").value_or(0), 480);
}

TEST_F(Choosing, is_the_administrators) {
  for (const std::string_view token : {kUserToken, kGuestToken}) {
    EXPECT_EQ(send("PUT", "/api/settings", test::body_for(Duty::write_settings), token).status, 403);
    EXPECT_EQ(send("POST", "/api/update/postpone", test::body_for(Duty::postpone_update), token).status, 403);
    EXPECT_EQ(send("POST", "/api/update/apply", "", token).status, 403);
  }
}

TEST_F(GateTest, an_update_is_told_with_its_times_and_with_what_became_of_those_before) {
  update_.deadline_s = update_.restart_at_s = update_.install_at_s = 1'801'440'000;
  update_.last_why = contract::UpdateWhy::part_ended;
  update_.past = {{1'800'000'000, "1.2.0", contract::UpdateResult::fell_back, contract::UpdateWhy::not_healthy, "slow"}};
  const auto update =
      parse_json(call(Call{"GET", "/api/update", {{"authorization", "Bearer " + std::string(kGuestToken)}}, ""}).body);
  for (const char* name : {"deadline", "restart_at", "install_at"})
    EXPECT_EQ(update->text(name).value_or(""), "2027-02-01T00:00:00Z");
  EXPECT_EQ(update->text("last_why").value_or(""), "part_ended");
  EXPECT_EQ(print_json(update->find("past")->if_array()->front()),
            R"({"at":"2027-01-15T08:00:00Z","detail":"slow","result":"fell_back","version":"1.2.0","why":"not_healthy"})");
}

TEST_F(GateTest, one_source_cannot_ask_without_end) {
  std::map<int, int> statuses;
  for (std::uint64_t i = 0; i < kBurst + 10; ++i) {
    auto got = fetch_here(client(), exchange("GET", "/api/state"));
    ASSERT_TRUE(got);
    ++statuses[got->response.status];
  }
  EXPECT_EQ(statuses[200], static_cast<int>(kBurst));
  EXPECT_EQ(statuses[429], 10);
  EXPECT_EQ(reached<contract::ReadState>(), static_cast<int>(kBurst));
}

TEST_F(GateTest, says_who_is_signed_in) {
  const auto ask = [&](std::string_view token) {
    return text(call({.path = "/api/session", .headers = {{"authorization", "Bearer " + std::string(token)}}}));
  };
  EXPECT_EQ(ask(kAdminToken), R"({"name":"ada","role":"admin","second_factor":false})");
  EXPECT_EQ(ask(kUserToken), R"({"name":"bo","role":"user","second_factor":true})");
}

TEST_F(GateTest, asks_for_the_event_log_only_in_the_name_of_the_administrator) {
  const auto findings = [&](std::string_view token) {
    const auto response = call({.path = "/api/security", .headers = {{"authorization", "Bearer " + std::string(token)}}});
    const auto report = parse_json(response.body);
    return (*report->array("findings"))->size();
  };
  EXPECT_EQ(findings(kUserToken), 6U);
  EXPECT_EQ(reached<contract::ReadEvents>(), 0);
  EXPECT_EQ(findings(kAdminToken), 7U);
}

}  // namespace
}  // namespace cardea::gate
