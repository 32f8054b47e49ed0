// SPDX-License-Identifier: Apache-2.0
// Doors of products that are nothing like our own: each way of signing in, on a twin that is right and on one that is wrong.
#include "assess/probes/surface.hpp"
#include "assess/testing/expect.hpp"
#include "assess/testing/twin_broker.hpp"
#include "assess/wire/digest.hpp"

namespace cardea::assess {
namespace {

using testing::BrokerFaults;
using testing::TwinBroker;
using testing::TwinReply;
using testing::TwinRequest;
using testing::TwinServer;
using testing::TwinTalker;

testing::TwinTls plain() {
  testing::TwinTls tls;
  tls.on = false;
  return tls;
}

std::string basic(const std::string& name, const std::string& password) {
  return "authorization: Basic " + to_base64(as_bytes(name + ":" + password));
}

// A bench over a plain door, with one way of signing in.
class PlainBench : public TwinBench {
 public:
  PlainBench(std::uint16_t port, SignInKind kind) : TwinBench(port) {
    driver.target.tls = false;
    driver.pre_installed = {};
    driver.sign_in = {};
    driver.sign_in.kind = kind;
    Value target;
    target.set("door", "Intf-LocalHttps");
    target.set("sign_in", std::string(name_of(kind)));
    target.set("scheme", kind == SignInKind::basic ? "Basic" : kind == SignInKind::digest ? "Digest" : "");
    list = FactList();
    EXPECT_TRUE(list.record("bench", Effect::reads, "target", target).ok());
    Value place;
    place.set("port", static_cast<std::int64_t>(port));
    EXPECT_TRUE(list.record("bench", Effect::reads, "interface Intf-LocalHttps", place).ok());
    declare("Intf", "Intf-LocalHttps",
            R"({"type":"network","transport":"tcp","bind":"lan","status":["initialized"],"disclosed_information":"a page"})");
    declare("AuthMech", "AuthMech-User",
            R"({"authentication_factor":"password","subject":"user","network":true,"used_in":["initialized"],
      "password_origin":"user_set","free_attempts":40,"cryptographic_details":[]})");
    declare("ComMech", "ComMech-Local", R"({"interfaces":["Intf-LocalHttps"],"cryptographic_details":[]})");
    function("SoftServ-Status", "GET", "/status", "user", false);
  }
};

class BasicBench : public PlainBench {
 public:
  explicit BasicBench(std::uint16_t port) : PlainBench(port, SignInKind::basic) {
    driver.sign_in.method = "GET";
    driver.sign_in.path = "/status";
    driver.sign_in.refused = {401};
    driver.sign_in.authorization = "Basic {token}";
  }
};

TwinReply challenge(const std::string& how) {
  return {401, "", "www-authenticate: " + how + "\r\n"};
}

struct BasicTwin {
  bool default_password = false;
  bool one_source = false;  // 403 for whoever comes from elsewhere
  int locks_after = 0;      // 403 for everybody after so many wrong ones in a row
  int wrong = 0;

  TwinReply operator()(const TwinRequest& request) {
    if (one_source && request.source != "127.0.0.1") return {403, "", ""};
    if (locks_after > 0 && wrong >= locks_after) return {403, "", ""};
    const bool right = request.has_header(basic("owner", testing::kOwnerPassword)) ||
                       (default_password && request.has_header(basic("transmission", "transmission")));
    if (!right) {
      if (request.has_header("authorization")) ++wrong;
      return challenge("Basic realm=\"twin\"");
    }
    wrong = 0;
    return request.target == "/status" ? TwinReply{200, "well", ""} : TwinReply{404, "", ""};
  }
};

TEST(BasicSurface, a_door_with_its_owner_s_value_alone_passes_and_a_well_known_pair_is_found) {
  BasicTwin good;
  TwinServer server("127.0.0.1", plain(), std::ref(good));
  BasicBench bench(server.port());
  expect(bench.judge("passwords", "shared_values_refused"), Verdict::pass);
  expect(find_rule("user_value_in_force")(Facts(bench.list.facts())), Verdict::pass);

  BasicTwin bad;
  bad.default_password = true;
  TwinServer open_server("127.0.0.1", plain(), std::ref(bad));
  expect(BasicBench(open_server.port()).judge("passwords", "shared_values_refused"), Verdict::fail,
         "transmission / transmission");
}

TEST(BasicSurface, a_default_that_the_driver_names_is_tried_and_its_value_is_not_written_down) {
  const auto handler = [](const TwinRequest& request) {
    const bool right =
        request.has_header(basic("owner", testing::kOwnerPassword)) || request.has_header(basic("maker", "of-the-manual"));
    return right ? TwinReply{200, "", ""} : challenge("Basic realm=\"twin\"");
  };
  TwinServer server("127.0.0.1", plain(), handler);
  BasicBench bench(server.port());
  bench.driver.defaults.push_back({"maker", "of-the-manual"});
  expect(bench.judge("passwords", "shared_values_refused"), Verdict::fail, "a known default of maker");
  for (const Fact& fact : bench.list.facts()) EXPECT_EQ(print_json(fact.values).find("of-the-manual"), std::string::npos);
}

TEST(BasicSurface, who_asks_without_the_values_is_refused_and_who_has_them_gets_in) {
  BasicTwin twin;
  TwinServer server("127.0.0.1", plain(), std::ref(twin));
  BasicBench bench(server.port());
  expect(bench.judge("access", "unentitled_are_refused"), Verdict::pass);
  expect(find_rule("entitled_get_in")(Facts(bench.list.facts())), Verdict::pass);
}

TEST(BasicSurface, the_challenge_of_a_declared_sign_in_is_no_finding_and_one_that_nobody_declared_is) {
  BasicTwin twin;
  TwinServer server("127.0.0.1", plain(), std::ref(twin));
  BasicBench declared(server.port());
  EXPECT_NE(declared.judge("access", "no_undeclared_sign_in").verdict, Verdict::fail);

  TwinBench undeclared(server.port());
  undeclared.driver.target.tls = false;
  undeclared.driver.accounts.clear();
  undeclared.driver.sign_in = {};
  expect(undeclared.judge("access", "no_undeclared_sign_in"), Verdict::fail, "Basic realm");
}

// What a door says to whoever shows no token; the sign-in that is declared gives one, and is shown as Bearer.
Judgement judged_with_challenges(const std::string& headers) {
  TwinServer server("127.0.0.1", plain(), [&](const TwinRequest&) { return TwinReply{401, "", headers}; });
  TwinBench bench(server.port());
  bench.driver.target.tls = false;
  bench.driver.accounts.clear();
  Value target;
  target.set("door", "Intf-LocalHttps").set("scheme", scheme_of(bench.driver.sign_in));
  bench.list = FactList();
  EXPECT_TRUE(bench.list.record("bench", Effect::reads, "target", target).ok());
  bench.declare("AuthMech", "AuthMech-User", R"({"authentication_factor":"password","network":true})");
  bench.function("SoftServ-Status", "GET", "/status", "user", false);
  return bench.judge("access", "no_undeclared_sign_in");
}

TEST(TokenSurface, that_a_token_is_asked_for_is_no_other_sign_in_and_that_a_password_is_beside_it_is_one) {
  EXPECT_NE(judged_with_challenges("www-authenticate: Bearer realm=\"Users\"\r\n").verdict, Verdict::fail);
  expect(judged_with_challenges("www-authenticate: Bearer realm=\"Users\"\r\nwww-authenticate: Basic realm=\"twin\"\r\n"),
         Verdict::fail, "Basic realm");
}

// A page whose script asks for two things that are declared nowhere or for everybody; who made it tells what it is.
TwinReply telling(const TwinRequest& request) {
  if (request.target == "/") return {200, R"(<script src="app.js"></script>)", "content-type: text/html\r\n"};
  if (request.target == "/app.js") return {200, R"($.ajax({url:"settings"}))", "content-type: text/javascript\r\n"};
  if (request.target == "/settings") return {200, R"({"version":"4.1.15"})", "content-type: application/json\r\n"};
  if (request.target == "/status") return {200, "nginx is well", "content-type: text/plain\r\n"};
  return {404, "", ""};
}

TEST(Disclosure, by_a_path_that_only_a_script_speaks_of_or_by_a_function_for_everybody_is_found) {
  TwinServer server("127.0.0.1", plain(), telling);
  TwinBench bench(server.port());
  bench.driver.target.tls = false;
  bench.driver.accounts.clear();
  expect(bench.judge("disclosure", "nothing_undeclared_disclosed"), Verdict::pass);
  expect(bench.judge("discovery", "nothing_undeclared_disclosed"), Verdict::fail, "path /settings tells \"4.1.15\"");

  TwinBench open(server.port());
  open.driver.target.tls = false;
  open.driver.accounts.clear();
  open.function("SoftServ-Well", "GET", "/status", "nobody", false);
  open.run("disclosure");
  expect(open.judge("access", "nothing_undeclared_disclosed"), Verdict::fail, "GET /status as nobody tells \"nginx\"");
}

TEST(BasicSurface, a_door_that_admits_one_source_only_is_tried_from_there) {
  BasicTwin twin;
  twin.one_source = true;
  twin.default_password = true;
  TwinServer server("127.0.0.1", plain(), std::ref(twin));
  BasicBench bench(server.port());
  expect(bench.judge("passwords", "shared_values_refused"), Verdict::fail, "transmission / transmission");
  bench.run("brute_force");
  EXPECT_EQ(Facts(bench.list.facts()).one("brute_force", "from several sources"), nullptr);
}

TEST(BasicSurface, a_lock_for_everybody_holds_guesses_up_and_a_person_decides_about_the_owner) {
  BasicTwin twin;
  twin.locks_after = 40;
  TwinServer server("127.0.0.1", plain(), std::ref(twin));
  BasicBench bench(server.port());
  bench.driver.sign_in.held_up = {403};
  expect(bench.judge("brute_force", "brute_force_held_up"), Verdict::pending_human, "no longest wait is declared");

  BasicTwin open;
  TwinServer open_server("127.0.0.1", plain(), std::ref(open));
  expect(BasicBench(open_server.port()).judge("brute_force", "brute_force_held_up"), Verdict::fail, "nothing slowed");
}

TEST(BasicSurface, without_tls_the_sign_in_and_the_channel_fail) {
  BasicTwin twin;
  TwinServer server("127.0.0.1", plain(), std::ref(twin));
  BasicBench bench(server.port());
  expect(bench.judge("tls", "channels_as_declared"), Verdict::fail, "without TLS");
  const Facts facts(bench.list.facts());
  expect(find_rule("channel_algorithms_agreed")(facts), Verdict::fail, "declares no cryptography");
}

TEST(DigestSurface, the_right_value_gets_in_and_wrong_ones_do_not) {
  const auto handler = [](const TwinRequest& request) {
    const std::string how = "Digest realm=\"twin\", nonce=\"n1\", qop=\"auth\", algorithm=SHA-256";
    const std::size_t at = request.head.find("cnonce=\"");
    if (at == std::string::npos) return challenge(how);
    const std::string client = request.head.substr(at + 8, request.head.find('"', at + 8) - at - 8);
    const SecretBytes password(std::string_view(testing::kOwnerPassword));
    const auto right = answer_digest(*parse_digest_challenge(how), {request.method, request.target, "owner"}, password, client);
    return request.has_header("authorization: " + std::string(as_text(right->expose_secret()))) ? TwinReply{200, "", ""}
                                                                                                : challenge(how);
  };
  TwinServer server("127.0.0.1", plain(), handler);
  PlainBench bench(server.port(), SignInKind::digest);
  bench.driver.sign_in.method = "GET";
  bench.driver.sign_in.path = "/status";
  bench.driver.sign_in.refused = {401};
  expect(bench.judge("passwords", "shared_values_refused"), Verdict::pass);
  expect(bench.judge("access", "unentitled_are_refused"), Verdict::pass);
  expect(find_rule("entitled_get_in")(Facts(bench.list.facts())), Verdict::pass);
}

// A form that answers every attempt with a page or a way to one, and a session in a cookie.
TEST(FormSurface, words_and_places_tell_how_an_attempt_went_and_a_cookie_is_the_session) {
  const auto handler = [](const TwinRequest& request) {
    if (request.target == "/status")
      return request.has_header("cookie: session=s3cr3t") ? TwinReply{200, "well", ""}
                                                          : TwinReply{302, "", "location: /login\r\n"};
    if (request.target != "/login") return TwinReply{404, "", ""};
    const bool right = request.body == "u=owner&p=correct%20horse%20battery";
    return right ? TwinReply{302, "", "location: /home\r\nset-cookie: session=s3cr3t; HttpOnly\r\n"}
                 : TwinReply{302, "", "location: /login?wrong\r\n"};
  };
  TwinServer server("127.0.0.1", plain(), handler);
  PlainBench bench(server.port(), SignInKind::form);
  bench.driver.sign_in.path = "/login";
  bench.driver.sign_in.body = "u={name}&p={password}";
  bench.driver.sign_in.accepted = {302};
  bench.driver.sign_in.accepted_text = "/home";
  bench.driver.sign_in.cookie = "session";
  bench.driver.sign_in.header = "cookie";
  bench.driver.sign_in.authorization = "session={token}";
  expect(bench.judge("passwords", "shared_values_refused"), Verdict::pass);
  expect(bench.judge("access", "unentitled_are_refused"), Verdict::pass);
  expect(find_rule("entitled_get_in")(Facts(bench.list.facts())), Verdict::pass);
}

TEST(HttpSurface, a_header_against_forged_requests_is_sent_back_when_the_driver_names_it) {
  const auto handler = [](const TwinRequest& request) {
    if (!request.has_header(basic("owner", testing::kOwnerPassword))) return challenge("Basic realm=\"twin\"");
    if (!request.has_header("x-form-token: t1")) return TwinReply{409, "", "x-form-token: t1\r\n"};
    return TwinReply{200, "", ""};
  };
  TwinServer server("127.0.0.1", plain(), handler);
  BasicBench bench(server.port());
  bench.driver.sign_in.accepted = {200, 409};
  bench.driver.calls["SoftServ-Status"].echo = "x-form-token";
  expect(bench.judge("access", "entitled_get_in"), Verdict::pass);
}

TEST(HttpSurface, configuration_that_is_declared_for_nobody_in_particular_is_a_failure_when_nobody_gets_it) {
  TwinServer server("127.0.0.1", plain(), [](const TwinRequest&) { return TwinReply{200, "", ""}; });
  PlainBench bench(server.port(), SignInKind::none);
  bench.declare("SoftServ", "SoftServ-Open",
                R"({"interface":"Intf-LocalHttps","status":["initialized"],"method":"POST","path":"/flows","role":"nobody",
      "allows_configuration":true,"authentication_mechanism":[]})");
  expect(bench.judge("access", "unentitled_cannot_configure"), Verdict::fail, "nobody has to sign in");
}

class MqttBench : public PlainBench {
 public:
  explicit MqttBench(std::uint16_t port) : PlainBench(port, SignInKind::mqtt) {
    driver.target.speaks = Speaks::mqtt;
    driver.sign_in.refused = {401, 403};
    function("SoftServ-Switch", "PUT", "/home/lamp", "user", true);
    driver.calls["SoftServ-Switch"] = {"", "on", true, ""};
  }
};

TEST(MqttSurface, a_broker_that_knows_its_people_passes) {
  TwinBroker broker({});
  MqttBench bench(broker.port());
  expect(bench.judge("access", "unentitled_are_refused"), Verdict::pass);
  expect(find_rule("entitled_get_in")(Facts(bench.list.facts())), Verdict::pass);
  expect(find_rule("unentitled_cannot_configure")(Facts(bench.list.facts())), Verdict::pass);
  expect(bench.judge("passwords", "shared_values_refused"), Verdict::pass);
}

TEST(MqttSurface, anonymous_access_and_a_well_known_pair_are_found) {
  BrokerFaults anonymous;
  anonymous.anonymous = true;
  TwinBroker open_broker(anonymous);
  MqttBench open(open_broker.port());
  expect(open.judge("access", "unentitled_are_refused"), Verdict::fail, "GET /status as nobody -> 200");
  expect(find_rule("unentitled_cannot_configure")(Facts(open.list.facts())), Verdict::fail, "PUT /home/lamp as nobody -> 200");

  BrokerFaults standard;
  standard.default_password = true;
  TwinBroker weak(standard);
  expect(MqttBench(weak.port()).judge("passwords", "shared_values_refused"), Verdict::fail, "mqtt / mqtt");
}

TEST(MqttSurface, a_message_that_is_acknowledged_and_never_delivered_proves_nothing) {
  BrokerFaults swallows;
  swallows.swallows = true;
  TwinBroker broker(swallows);
  expect(MqttBench(broker.port()).judge("access", "entitled_get_in"), Verdict::inconclusive);
}

TEST(CommandSurface, exit_codes_tell_how_an_attempt_went_and_values_come_on_stdin) {
  PlainBench bench(1, SignInKind::command);
  bench.driver.target.speaks = Speaks::other;
  bench.driver.sign_in.refused = {401};
  bench.driver.sign_in.command = {"sh", "-c",
                                  "read -r name; read -r value; [ \"$name/$value\" = 'owner/correct horse battery' ] || exit 1"};
  expect(bench.judge("passwords", "shared_values_refused"), Verdict::pass);
  bench.driver.sign_in.command = {"sh", "-c",
                                  "read -r name; read -r value; [ \"$name\" = owner ] || [ \"$value\" = root ] || exit 1"};
  expect(bench.judge("passwords", "shared_values_refused"), Verdict::fail, "root / root");
  bench.driver.sign_in.command = {"false-as-it-is-not-there"};
  const Bench direct{bench.driver, {}, {}};
  EXPECT_FALSE(sign_in(direct, "owner", random_value(), {}).ok());
}

TEST(Greetings, a_port_that_speaks_first_tells_its_software_and_version_declared_or_not) {
  TwinTalker ssh(testing::own_address(), [](int fd) { (void)!::write(fd, "SSH-2.0-dropbear_2022.83\r\n", 26); });
  BasicTwin twin;
  TwinServer door(testing::own_address(), plain(), std::ref(twin));
  TwinBench bench(door.port(), testing::own_address());
  bench.driver.target.tls = false;
  bench.driver.target.dedicated = true;
  bench.pids = {::getpid()};
  expect(bench.judge("disclosure", "nothing_undeclared_disclosed"), Verdict::pass);  // nobody looked for other ports
  bench.run("listeners");
  expect(bench.judge("disclosure", "nothing_undeclared_disclosed"), Verdict::fail, "dropbear_2022.83");
}

TEST(Greetings, a_port_that_waits_is_asked_and_one_that_says_nothing_tells_nothing) {
  testing::SilentListener silent(testing::own_address());
  TwinServer second(testing::own_address(), plain(),
                    [](const TwinRequest&) { return TwinReply{200, "", "server: lighttpd/1.4.69\r\n"}; });
  const auto judge = [](std::uint16_t port) {
    TwinBench bench(port, testing::own_address());
    bench.driver.target.door.clear();
    return bench.judge("disclosure", "nothing_undeclared_disclosed");
  };
  expect(judge(silent.port()), Verdict::pass);
  expect(judge(second.port()), Verdict::fail, "lighttpd/1.4.69");
}

}  // namespace
}  // namespace cardea::assess
