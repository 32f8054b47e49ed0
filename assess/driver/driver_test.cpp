// SPDX-License-Identifier: Apache-2.0
#include "assess/driver/driver.hpp"

#include <gtest/gtest.h>

#include "assess/driver/act.hpp"
#include "lib/codec/json.hpp"
#include "lib/store/file.hpp"

namespace cardea::assess {
namespace {

Outcome<Driver> parse(std::string_view json) {
  return parse_driver(as_bytes(json));
}

TEST(DriverFile, a_small_one_is_understood) {
  const auto driver = parse(
      R"({"target": {"address": "127.0.7.2", "dedicated": true, "door": "Intf-LocalHttps", "interfaces": {"Intf-LocalHttps": 8443}},
    "accounts": [{"name": "owner", "password_file": "secret"}],
    "sign_in": {"path": "/api/session", "body": {"name": "{name}", "password": "{password}"}, "token": "/token"},
    "update": {"path": "/api/update", "version": "/running_version", "offers": {"tampered": ["offer", "bad one"]}}})");
  ASSERT_TRUE(driver.ok()) << driver.error().message;
  EXPECT_EQ(driver->target.interfaces.at("Intf-LocalHttps"), 8443);
  EXPECT_EQ(driver->sign_in.method, "POST");
  EXPECT_EQ(driver->sign_in.kind, SignInKind::json);
  EXPECT_EQ(driver->update.offers.at("tampered"), (Command{"offer", "bad one"}));
}

TEST(DriverFile, the_example_of_the_documentation_is_understood) {
  const auto page = store::read_text(std::string(CARDEA_SOURCE_DIR) + "/docs/driver.md");
  ASSERT_TRUE(page.ok());
  const std::size_t start = page->find("```toml\n") + 8;
  const auto driver = parse(std::string_view(*page).substr(start, page->find("```", start) - start));
  ASSERT_TRUE(driver.ok()) << driver.error().message;
  EXPECT_EQ(driver->update.offers.size(), 3U);
}

TEST(DriverFile, each_kind_of_sign_in_brings_what_it_means_by_itself) {
  const auto with = [](const std::string& sign_in) {
    return parse("[target]\naddress = \"127.0.0.1\"\nspeaks = \"mqtt\"\n[sign_in]\n" + sign_in);
  };
  const auto basic = with("kind = \"basic\"\npath = \"/\"");
  ASSERT_TRUE(basic.ok()) << basic.error().message;
  EXPECT_EQ(basic->target.speaks, Speaks::mqtt);
  EXPECT_EQ(basic->sign_in.method, "GET");
  EXPECT_EQ(basic->sign_in.authorization, "Basic {token}");
  EXPECT_EQ(basic->sign_in.refused, (std::vector<std::int64_t>{401}));
  const auto form = with("path = \"/login\"\nbody = \"u={name}&p={password}\"\ncookie = \"sid\"");
  ASSERT_TRUE(form.ok()) << form.error().message;
  EXPECT_EQ(form->sign_in.kind, SignInKind::form);
  EXPECT_EQ(form->sign_in.header, "cookie");
  EXPECT_EQ(form->sign_in.authorization, "sid={token}");
  EXPECT_TRUE(with("kind = \"mqtt\"").ok());
  EXPECT_TRUE(with("kind = \"command\"\ncommand = [\"try\"]").ok());
  for (const char* wrong : {"kind = \"basic\"", "kind = \"magic\"\npath = \"/\"", "kind = \"command\"", "body = \"x\""})
    EXPECT_FALSE(with(wrong).ok()) << wrong;
  EXPECT_FALSE(parse("[target]\naddress = \"127.0.0.1\"\nspeaks = \"latin\"").ok());
}

TEST(DriverFile, an_unknown_key_is_refused_with_its_place) {
  const auto driver = parse(R"({"target": {"address": "127.0.0.1", "pasword": "x"}})");
  ASSERT_FALSE(driver.ok());
  EXPECT_NE(driver.error().message.find("driver.target"), std::string::npos) << driver.error().message;
  EXPECT_NE(driver.error().message.find("pasword"), std::string::npos) << driver.error().message;
}

TEST(DriverFile, an_address_that_is_neither_loopback_nor_allowed_is_refused) {
  EXPECT_EQ(parse(R"({"target": {"address": "192.0.2.7"}})").error().code, Err::refused);
  EXPECT_EQ(parse(R"({"target": {"address": "127.0.0.1", "also_scan": ["192.0.2.7"]}})").error().code, Err::refused);
  EXPECT_EQ(parse(R"({"target": {"address": "127.0.0.1"}, "documents": {"a:443": {"address": "192.0.2.7"}}})").error().code,
            Err::refused);
  EXPECT_TRUE(parse(R"({"target": {"address": "192.0.2.7"}, "allow": ["192.0.2.7"]})").ok());
  EXPECT_TRUE(parse(R"({"target": {"address": "127.9.9.9", "also_scan": ["::1"]}})").ok());
}

TEST(DriverFile, wrong_shapes_are_refused) {
  for (const char* json :
       {"", "[]", "{}", R"({"target": 1})", R"({"target": {"address": 1}})",
        R"({"target": {"address": "127.0.0.1", "interfaces": {"a": 70000}}})",
        R"({"target": {"address": "127.0.0.1"}, "accounts": [{"name": "x"}]})",
        R"({"target": {"address": "127.0.0.1"}, "update": {"path": "/u", "version": "/v", "settle_ms": 1}})"}) {
    EXPECT_FALSE(parse(json).ok()) << json;
  }
}

TEST(DriverFile, says_how_each_way_to_delete_is_carried_out) {
  const auto driver = parse(R"([target]
address = "127.0.0.1"
[deletion.DelFunc-All]
put = { method = "PUT", path = "/name", body = { name = "{word}" } }
erase = { command = ["press", "reset"] }
settle_ms = 5000
)");
  ASSERT_TRUE(driver.ok()) << driver.error().message;
  const DeletionActs& acts = driver->deletion.at("DelFunc-All");
  EXPECT_EQ(acts.put.body, R"({"name":"{word}"})");
  EXPECT_EQ(acts.erase.command, (Command{"press", "reset"}));
  EXPECT_TRUE(acts.show.empty());
  EXPECT_EQ(acts.settle_ms, 5000);
}

TEST(DriverFile, says_how_another_state_is_told_reached_and_left) {
  const auto driver = parse(R"(
[target]
address = "127.0.0.1"
[states.factory_default]
shown = { method = "GET", path = "/api/state" }
at = "/state"
reach = { command = ["reset"] }
again = { path = "/api/setup", body = { label = "{pre_installed}" } }
accounts = [{ name = "label", role = "factory", password_env = "LABEL" }]
)");
  ASSERT_TRUE(driver.ok());
  const StateActs& acts = driver->states.at("factory_default");
  EXPECT_EQ(acts.shown.path, "/api/state");
  EXPECT_EQ(acts.is, "factory_default");
  EXPECT_EQ(acts.reach.command, Command{"reset"});
  EXPECT_EQ(acts.accounts.at(0).role, "factory");
}

TEST(DriverFile, a_state_that_nothing_tells_or_that_is_none_to_be_reached_is_refused) {
  EXPECT_FALSE(parse(R"({"target": {"address": "127.0.0.1"}, "states": {"factory_default": {"at": "/state"}}})").ok());
  for (const char* state : {"initialized", "asleep"}) {
    const auto driver =
        parse(R"({"target": {"address": "127.0.0.1"}, "states": {")" + std::string(state) + R"(": {"shown": {"path": "/"}}}})");
    ASSERT_FALSE(driver.ok()) << state;
    EXPECT_NE(driver.error().message.find("driver.states." + std::string(state) + " is no state to be reached"),
              std::string::npos)
        << driver.error().message;
  }
}

TEST(DriverFile, a_deletion_without_data_or_without_an_act_is_refused) {
  for (const char* acts :
       {R"({"erase": {"path": "/e"}})", R"({"put": {"path": "/p"}})", R"({"put": {}, "erase": {"path": "/e"}})",
        R"({"put": {"path": "/p", "command": ["p"]}, "erase": {"path": "/e"}})",
        R"({"put": {"path": "/p"}, "erase": {"path": "/e"}, "more": 1})"}) {
    EXPECT_FALSE(parse(R"({"target": {"address": "127.0.0.1"}, "deletion": {"DelFunc-All": )" + std::string(acts) + "}}").ok())
        << acts;
  }
}

TEST(DriverFile, an_outage_that_cannot_be_mended_or_seen_is_refused) {
  const auto with = [](const std::string& acts) {
    return parse(R"({"target": {"address": "127.0.0.1"}, "outage": {"ResMech-One": )" + acts + "}}");
  };
  EXPECT_TRUE(with(R"({"cut": ["c"], "mend": ["m"], "works": {"path": "/"}, "hold_ms": 1000})").ok());
  for (const char* acts : {R"({"cut": ["c"], "works": {"path": "/"}})", R"({"mend": ["m"], "works": {"path": "/"}})",
                           R"({"cut": ["c"], "mend": ["m"]})", R"({"cut": ["c"], "mend": ["m"], "works": {}})",
                           R"({"cut": ["c"], "mend": ["m"], "works": {"path": "/"}, "hold_ms": 1})"}) {
    EXPECT_FALSE(with(acts).ok()) << acts;
  }
}

TEST(DriverFile, tells_how_a_client_of_the_target_comes_to_us) {
  const auto driver = parse(R"({"target": {"address": "127.0.0.1"}, "client": {"ComMech-Service": {
      "listen": 8443, "name": "service.example.com", "trigger": {"path": "/check"}, "ca_file": "ca.pem", "ca_key_file": "ca.key",
      "expired_cert_file": "old.pem", "expired_key_file": "old.key", "settle_ms": 500}}})");
  ASSERT_TRUE(driver.ok()) << driver.error().message;
  const ClientActs& acts = driver->client.at("ComMech-Service");
  EXPECT_EQ(acts.address, "127.0.0.1");
  EXPECT_EQ(acts.port, 8443);
  EXPECT_EQ(acts.trigger.path, "/check");
  EXPECT_EQ(acts.authority.key, "ca.key");
  EXPECT_EQ(acts.expired.certificate, "old.pem");
  EXPECT_TRUE(acts.good.empty() && acts.again.empty());
}

TEST(DriverFile, a_client_without_a_name_a_port_or_anybody_to_trust_is_refused) {
  const auto with = [](const std::string& keys) {
    return parse(R"({"target": {"address": "127.0.0.1"}, "client": {"ComMech-Service": {)" + keys + "}}}");
  };
  const std::string trust = R"("ca_file": "ca.pem", "ca_key_file": "ca.key")";
  EXPECT_TRUE(with(R"("name": "a", "listen": 1, )" + trust).ok());
  EXPECT_TRUE(with(R"("name": "a", "point": {"command": ["p"]}, )" + trust).ok());
  for (const std::string& keys :
       {R"("listen": 1, )" + trust, R"("name": "a", )" + trust, std::string(R"("name": "a", "listen": 1)"),
        std::string(R"("name": "a", "listen": 1, "ca_file": "ca.pem")"),
        std::string(R"("name": "a", "listen": 1, "good_key_file": "g.key")"), R"("name": "a", "listen": 65536, )" + trust,
        R"("name": "a", "listen": 1, "settle_ms": 1, )" + trust,
        R"("name": "a", "listen": 1, "address": "192.0.2.9", )" + trust}) {
    EXPECT_FALSE(with(keys).ok()) << keys;
  }
}

TEST(DriverFile, names_files_of_other_tools_by_their_kind) {
  const auto driver = parse(
      R"({"target": {"address": "127.0.0.1"}, "imports": [{"kind": "ssh_audit", "file": "a.json"}, {"kind": "nmap", "file": "b.xml"}]})");
  ASSERT_TRUE(driver.ok()) << driver.error().message;
  ASSERT_EQ(driver->imports.size(), 2U);
  EXPECT_EQ(driver->imports[0].kind, ImportKind::ssh_audit);
  EXPECT_EQ(driver->imports[1].file, "b.xml");
  const auto toml = parse("imports = [{ kind = \"nmap\", file = \"scan.xml\" }]\n[target]\naddress = \"127.0.0.1\"\n");
  ASSERT_TRUE(toml.ok()) << toml.error().message;
  EXPECT_EQ(toml->imports.size(), 1U);
}

TEST(DriverFile, an_import_without_a_known_kind_or_a_file_is_refused) {
  const auto with = [](const std::string& imports) {
    return parse(R"({"target": {"address": "127.0.0.1"}, "imports": )" + imports + "}");
  };
  const auto unknown = with(R"([{"kind": "nessus", "file": "a"}])");
  ASSERT_FALSE(unknown.ok());
  EXPECT_NE(unknown.error().message.find("nessus"), std::string::npos);
  EXPECT_NE(unknown.error().hint.find("testssl"), std::string::npos);
  for (const char* imports : {R"([{"file": "a"}])", R"([{"kind": "nmap"}])", R"([{"kind": "nmap", "file": "a", "more": 1}])",
                              R"({"kind": "nmap"})", R"(["a"])"}) {
    EXPECT_FALSE(with(imports).ok()) << imports;
  }
  std::string many = R"({"kind": "nmap", "file": "a"})";
  for (std::size_t i = 0; i < kImportsMax; ++i) many += R"(,{"kind": "nmap", "file": "a"})";
  EXPECT_FALSE(with("[" + many + "]").ok());
}

TEST(DriverCommands, give_their_exit_and_output_and_no_shell_reads_them) {
  const auto ran = run_command({"printf", "%s", "$(id) ; *"}, 5000);
  ASSERT_TRUE(ran.ok());
  EXPECT_EQ(ran->exit_code, 0);
  EXPECT_EQ(ran->output, "$(id) ; *");
  EXPECT_EQ(run_command({"false"}, 5000)->exit_code, 1);
  EXPECT_FALSE(run_command({"there-is-no-such-program-7"}, 5000).ok());
  EXPECT_FALSE(run_command({}, 5000).ok());
}

TEST(DriverCommands, read_what_they_are_told_and_no_more_than_a_pipe_takes) {
  const auto ran = run_command({"cat"}, 5000, SecretBytes(std::string_view("a\nb\n")));
  ASSERT_TRUE(ran.ok());
  EXPECT_EQ(ran->output, "a\nb\n");
  EXPECT_EQ(run_command({"cat"}, 5000, SecretBytes(std::string_view(std::string(5000, 'x')))).error().code, Err::too_large);
}

TEST(DriverCommands, that_do_not_end_are_ended) {
  const auto ran = run_command({"sh", "-c", "sleep 60 & sleep 60"}, 50);
  ASSERT_TRUE(ran.ok());
  EXPECT_TRUE(ran->timed_out);
  EXPECT_EQ(ran->exit_code, -1);
}

TEST(DriverCommands, that_talk_without_end_are_cut) {
  const auto ran = run_command({"sh", "-c", "head -c 1000000 /dev/zero | tr '\\0' x"}, 10000);
  ASSERT_TRUE(ran.ok());
  EXPECT_EQ(ran->output.size(), kCommandOutputMax);
}

TEST(DriverBodies, values_are_escaped_for_what_the_body_is) {
  SignIn how;
  how.kind = SignInKind::json;
  how.body = R"({"name":"{name}","password":"{password}"})";
  const SecretBytes body = fill_body(how, "o\"w", SecretBytes(std::string_view("p\\q\n{name}")));
  EXPECT_EQ(as_text(body.expose_secret()), "{\"name\":\"o\\\"w\",\"password\":\"p\\\\q\\u000a{name}\"}");
  how.body = "u={name}&p={password}";
  how.kind = SignInKind::form;
  EXPECT_EQ(as_text(fill_body(how, "a b", SecretBytes(std::string_view("&=é"))).expose_secret()), "u=a%20b&p=%26%3d%c3%a9");
}

TEST(DriverPointers, find_members_and_items) {
  const auto root = parse_json(as_bytes(R"({"a":{"b":[10,{"c":"x"}]}})"));
  ASSERT_TRUE(root.ok());
  EXPECT_EQ(text_at(*root, "/a/b/0"), "10");
  EXPECT_EQ(text_at(*root, "/a/b/1/c"), "x");
  EXPECT_EQ(at_pointer(*root, "/a/b/2"), nullptr);
  EXPECT_EQ(at_pointer(*root, "/a/x/y"), nullptr);
  EXPECT_EQ(at_pointer(*root, "a"), nullptr);
}

}  // namespace
}  // namespace cardea::assess
