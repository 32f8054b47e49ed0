// SPDX-License-Identifier: Apache-2.0
// For tests: a bench over a twin device, with the declared rows that probes and rules read.
#pragma once

#include <cstdlib>

#include "assess/judge/rules.hpp"
#include "assess/probes/bench.hpp"
#include "assess/testing/twin_device.hpp"
#include "lib/codec/json.hpp"
#include "lib/store/file.hpp"
#include "lib/store/scratch.hpp"

namespace cardea::assess {

class TwinBench {
 public:
  explicit TwinBench(std::uint16_t port, const std::string& address = "127.0.0.1",
                     const std::string& door_is_on_in = R"("initialized")") {
    write("owner", testing::kOwnerPassword);
    write("label", testing::kLabelPassword);
    driver.target.address = address;
    driver.target.interfaces["Intf-LocalHttps"] = port;
    driver.target.door = "Intf-LocalHttps";
    driver.accounts.push_back({"owner", "admin", {scratch / "owner", {}}});
    driver.pre_installed = {scratch / "label", {}};
    driver.sign_in.kind = SignInKind::json;
    driver.sign_in.path = "/api/session";
    driver.sign_in.body = R"({"name":"{name}","password":"{password}"})";
    driver.sign_in.token = "/token";
    declare("product", "product", R"({"model":"CD-TWIN-1","version":"1.0.0","support_end":"2031-12-31"})");
    declare("Intf", "Intf-LocalHttps",
            R"({"type":"network","transport":"tcp","use":"required","port":443,"disclosed_information":"a page","status":[)" +
                door_is_on_in + "]}");
    declare("AuthMech", "AuthMech-User",
            R"({"authentication_factor":"password","subject":"user","network":true,"used_in":["initialized"],
      "password_origin":"user_set","free_attempts":5,"delay_max_s":60,"cryptographic_details":[{"primitive":"AES-GCM","protocol":"TLS","version":"1.3"}]})");
    declare(
        "AuthMech", "AuthMech-Label",
        R"({"authentication_factor":"password","subject":"user","network":true,"used_in":["factory_default"],"password_origin":"pre_installed_unique"})");
    declare(
        "ComMech", "ComMech-Local",
        R"({"interfaces":["Intf-LocalHttps"],"cryptographic_details":[{"primitive":"AES-GCM","protocol":"TLS","version":"1.3"}]})");
    declare("SoftServ", "SoftServ-SignIn",
            R"({"interface":"Intf-LocalHttps","status":["factory_default","initialized"],"method":"POST","path":"/api/session",
      "role":"nobody","allows_configuration":false,"authentication_mechanism":["AuthMech-User","AuthMech-Label"]})");
    driver.calls["SoftServ-WriteSettings"] = {"", R"({"language":"en"})", true};  // twins keep no settings
    function("SoftServ-Status", "GET", "/api/status", "user", false);
    function("SoftServ-ReadSettings", "GET", "/api/settings", "user", false);
    function("SoftServ-WriteSettings", "PUT", "/api/settings", "admin", true);
    must(list.record("bench", Effect::reads, "target", *parse_json(as_bytes(R"({"door":"Intf-LocalHttps"})"))));
    Value place;
    place.set("port", static_cast<std::int64_t>(port));
    must(list.record("bench", Effect::reads, "interface Intf-LocalHttps", place));
  }

  void declare(const std::string& table, const std::string& id, const std::string& json) {
    Value values = *parse_json(as_bytes(json));
    values.set("table", table);
    values.set("id", id);
    must(list.record("declaration", Effect::reads, table + " " + id, values));
  }

  void function(const std::string& id, const std::string& method, const std::string& path, const std::string& role,
                bool changes) {
    declare("SoftServ", id,
            R"({"interface":"Intf-LocalHttps","status":["initialized"],"method":")" + method + R"(","path":")" + path +
                R"(","role":")" + role + R"(","allows_configuration":)" + (changes ? "true" : "false") +
                R"(,"authentication_mechanism":["AuthMech-User"]})");
  }

  // Runs one probe and asks a rule; a probe that does not come to its end leaves an ERROR.
  Judgement judge(std::string_view probe, std::string_view rule) {
    run(probe);
    return find_rule(rule)(Facts(list.facts()));
  }

  void run(std::string_view probe) {
    const std::vector<Fact> declaration = list.facts();
    Bench bench{driver, declaration, pids};
    bench.found = &declaration;
    for (const Probe& one : probes()) {
      if (one.name != probe) continue;
      Notes notes(list, one.name, one.effect);
      const Status ran = one.run(bench, notes);
      must(notes.write("probe", end_of_probe(ran)));
    }
  }

  void write(const std::string& name, std::string_view text) { must(store::write_file(scratch / name, as_bytes(text))); }

  store::ScratchDirectory scratch;
  Driver driver;
  FactList list;
  std::vector<std::int64_t> pids;

 private:
  static void must(const Status& status) {
    if (!status) std::abort();  // a test's own scaffolding
  }
};

inline std::string explain(const Judgement& judgement) {
  std::string all(name_of(judgement.verdict));
  for (const std::string& finding : judgement.findings) all += "; " + finding;
  return all;
}

}  // namespace cardea::assess
