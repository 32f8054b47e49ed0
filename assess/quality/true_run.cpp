// SPDX-License-Identifier: Apache-2.0
#include "assess/quality/true_run.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <map>

#include "assess/freeze.hpp"
#include "assess/probes/bench.hpp"
#include "assess/testing/outage.hpp"
#include "lib/store/file.hpp"
#include "lib/store/scratch.hpp"

namespace cardea::assess::quality {

namespace {

using testing::TwinDevice;
using testing::TwinFunction;
using testing::TwinReply;
using testing::TwinRequest;
using testing::TwinServer;

constexpr const char* kDoor = "Intf-LocalHttps";
constexpr std::int64_t kNow_s = 1'795'000'000;  // late in 2026: the support periods have years to go
constexpr const char* kDocument =
    "Contact security@example.com. Reports are acknowledged within 5 days; status every 14 days. Security updates until "
    "2031-12-31.";

class NoFragments final : public product::FragmentSource {
 public:
  Outcome<Fragment> fragment(const std::string& name) const override { return Problem(Err::not_found, "no fragment " + name); }
};

bool is_function(const Fact& row) {
  return !row.text("path").empty() && row.text("interface") == kDoor;
}

bool is_against_power(const DeclaredRow& row) {
  const auto type = row.fields.find("type");
  const Value::Array* const words = type == row.fields.end() ? nullptr : type->second.if_array();
  return words != nullptr && std::any_of(words->begin(), words->end(), [](const Value& word) {
           return word.if_text() != nullptr && *word.if_text() == "power";
         });
}

// The page of a product does not speak of what machines sign in with.
std::vector<TwinFunction> functions_of(const std::vector<Fact>& declaration) {
  std::vector<TwinFunction> functions;
  for (const Fact* row : declared_rows(declaration, "SoftServ")) {
    const std::string path = row->text("path");
    if (is_function(*row))
      functions.push_back(
          {row->text("method"), path, row->text("role"), !path.starts_with("/api/session/"), row->texts("status")});
  }
  return functions;
}

// Told to be in a state, the twin is; out of the factory's it comes with its label's password as well.
std::map<std::string, StateActs> other_states() {
  const Act shown{{}, "GET", "/api/state"};
  const auto become = [](const char* state) { return Act{{}, "POST", testing::kStatePath, state, true}; };
  const Act set_up{{}, "POST", "/api/setup", R"({"label":"{pre_installed}"})"};
  return {{"factory_default", {shown, "/state", "factory_default", become("factory_default"), set_up}},
          {"initializing", {shown, "/state", "initializing", become("initializing"), become(kInitialized.data())}}};
}

// Of one door, and set up; every function may be carried out, because a twin keeps nothing.
Driver driver_of(const store::ScratchDirectory& scratch) {
  Driver driver;
  driver.target.name = "twin";
  driver.target.address = testing::own_address();
  driver.target.dedicated = true;
  driver.target.door = kDoor;
  driver.accounts.push_back({"owner", "admin", {scratch / "owner", {}}});
  driver.pre_installed = {scratch / "label", {}};
  driver.sign_in.kind = SignInKind::json;
  driver.sign_in.path = "/api/session";
  driver.sign_in.body = R"({"name":"{name}","password":"{password}"})";
  driver.sign_in.token = "/token";
  driver.processes.pid_files = {scratch / "pid"};
  driver.state_folder = scratch / "state";
  driver.programs = scratch / "programs";
  driver.update.path = "/api/update";
  driver.update.version = "/running_version";
  driver.update.phase = "/phase";
  driver.update.reason = "/last_reason";
  driver.update.result = "/last_result";
  driver.update.refused_results = {"refused"};
  driver.update.idle_phases = {"idle"};
  driver.update.settle_ms = 2000;
  driver.states = other_states();
  driver.inputs.wanted = true;
  driver.inputs.show = {{"echo", "as before"}, {}, {}, {}};
  driver.inputs.count_max = 100;
  return driver;
}

class TwinRun final : public TrueRun {
 public:
  explicit TwinRun(const Places& places) : device_({}, {}, testing::own_address()), driver_(driver_of(scratch_)) {
    furnish(places);
  }

  Outcome<Unit> begin(const std::string& path) {
    const std::string directory = path.substr(0, path.rfind('/'));
    TRY(const Buffer text, at_place(store::read_file(path), path));
    TRY_(declare(product::parse_declaration(text, path, product::FragmentsBeside(directory), kNow_s), path));
    const product::Lint flat = lint(truth_);
    if (!flat.clean()) return Problem(Err::broken, path + ", written as one file: " + product::describe(flat.findings.front()));
    return probe(*flat.declaration);
  }

  const Rows& truth() const override { return truth_; }

  product::Lint lint(const Rows& rows) const override {
    return product::parse_declaration(as_bytes(toml_of(rows)), "product.toml", NoFragments(), kNow_s);
  }

  std::vector<Fact> facts_of(const product::Declaration& declared) override {
    FactList list = frozen(declared);
    const std::vector<Fact> declaration = list.facts();
    const auto keep = [&](const Fact& fact) { must(list.record(fact.probe, fact.effect, fact.subject, fact.values)); };
    for (const Fact& fact : probed_) {
      if (!is_looked_again(fact) && is_of_these(fact, declaration)) keep(fact);
    }
    for (const Fact& fact : looked_again(declaration)) keep(fact);
    return list.facts();
  }

 private:
  static void must(const Status& status) {
    if (!status) std::abort();  // scaffolding of our own
  }

  void furnish(const Places& places) {
    must(store::write_file(scratch_ / "owner", as_bytes(std::string_view(testing::kOwnerPassword))));
    must(store::write_file(scratch_ / "pid", as_bytes(std::to_string(::getpid()))));
    must(store::write_file(scratch_ / "label", as_bytes(std::string_view(testing::kLabelPassword))));
    for (const char* folder : {"state", "programs"}) std::filesystem::create_directory(scratch_ / folder);
    must(store::write_file(scratch_ / "state/setting", as_bytes(std::string_view("warm"))));
    must(store::write_file(scratch_ / "state/db", as_bytes(std::string_view("noise"))));
    std::error_code failure;
    std::filesystem::copy_file(places.programs + "/elf_twin_hardened", scratch_ / "programs/program", failure);
  }

  // The twin answers where the kernel let it, so that is the true port.
  Outcome<Unit> declare(const product::Lint& read, const std::string& path) {
    if (!read.clean()) return Problem(Err::bad_value, path + " is not clean: " + product::describe(read.findings.front()));
    truth_ = rows_of(*read.declaration);
    for (DeclaredRow& row : truth_) {
      if (row.id == kDoor) row.fields["port"] = Value(std::int64_t{device_.port()});
      if (row.table == "AuthMech")
        driver_.change[row.id] = {{}, "POST", testing::kPasswordPath, R"({"old":"{old}","new":"{new}"})"};
      if (row.table == "InpVal") driver_.inputs.reaches.push_back(row.id);
      if (row.table == "ResMech")
        driver_.outage[row.id] =
            testing::acts_of(scratch_.path(), is_against_power(row) ? testing::of_power() : testing::Outage{});
      if (row.table == "DelFunc") driver_.deletion[row.id] = testing::acts_of(driver_.state_folder, testing::Erasable{});
    }
    return kOk;
  }

  FactList frozen(const product::Declaration& declared) const {
    FactList list;
    must(freeze_bench(driver_, {}, {}, list));
    must(freeze_declaration(declared, list));
    const std::vector<Fact> declaration = list.facts();
    must(freeze_interfaces(driver_, declaration, list));
    return list;
  }

  Outcome<Unit> probe(const product::Declaration& declared) {
    FactList list = frozen(declared);
    const std::vector<Fact> declaration = list.facts();
    device_.become(functions_of(declaration));
    look_at_true_methods(declaration);
    for (const Fact* row : declared_rows(declaration, "SoftServ")) driver_.calls[row->text("id")] = {"", R"({"asked":1})", true};
    const std::string url = "https://" + testing::own_address() + ":" + std::to_string(device_.port()) + testing::kOfferPath;
    for (const char* kind : {"tampered", "older", "foreign_key"})
      driver_.update.offers[kind] = {"curl", "-s", "-k", "-X", "POST", url};
    for (const Probe& one : probes()) {
      if (one.name == "documents" || is_looked_again({0, 0, std::string(one.name), {}, {}, {}})) continue;
      device_.forget_attempts();
      TRY_(run(one, declaration, list));
    }
    for (const std::string_view state : {kInitialized, std::string_view("factory_default"), std::string_view("initializing")})
      TRY_(ask_as_if_off(state, declaration, list));
    TRY_(fetch_documents(declaration, list));
    probed_.assign(list.facts().begin() + static_cast<std::ptrdiff_t>(declaration.size()), list.facts().end());
    return kOk;
  }

  // Last, because its server is a listener of this process.
  Outcome<Unit> fetch_documents(const std::vector<Fact>& declaration, FactList& list) {
    const TwinServer server("127.0.0.1", {}, [](const TwinRequest&) { return TwinReply{200, kDocument, ""}; });
    driver_.documents["service.example.com:443"] = {"127.0.0.1", server.port()};
    return run(probes_named("documents").front(), declaration, list);
  }

  Outcome<Unit> run(const Probe& probe, const std::vector<Fact>& declaration, FactList& list) const {
    const Bench bench{driver_, declaration, {::getpid()}};
    Notes notes(list, probe.name, probe.effect);
    const Status ran = probe.run(bench, notes);
    // No other tool looked at a twin, it goes to no server, nobody listens to it, and it has no image.
    constexpr std::array<std::string_view, 4> kNotOfTwins{"imports", "client_tls", "traffic", "image"};
    if (std::find(kNotOfTwins.begin(), kNotOfTwins.end(), probe.name) != kNotOfTwins.end()) return kOk;
    if (!ran) return Problem(ran.error().code, "probe " + std::string(probe.name) + ": " + Problem::describe(ran.error()));
    Value end;
    end.set("done", true);
    TRY_(notes.write("probe", end));
    return kOk;
  }

  // What the access probe asked of a function while its row said that it is on, and while it said that it is off, each stays as
  // long as the row says so.
  static bool is_of_these(const Fact& fact, const std::vector<Fact>& declaration) {
    const std::size_t at = fact.probe.find('@');
    if (fact.probe.substr(0, at) != "access") return true;
    const std::string state = at == std::string::npos ? std::string(kInitialized) : fact.probe.substr(at + 1);
    const bool closed = fact.has("closed_function");
    if (!closed && !fact.has("function")) return true;
    const Fact* row = declared_row(declaration, fact.text(closed ? "closed_function" : "function"));
    return row != nullptr && is_function(*row) && row->lists("status", state) != closed;
  }

  static bool is_looked_again(const Fact& fact) { return fact.probe == "discovery" || fact.probe == "methods"; }

  // Every function of a state once more, each as if it were declared off.
  Outcome<Unit> ask_as_if_off(std::string_view state, std::vector<Fact> declaration, FactList& list) {
    std::erase_if(declaration, [&](const Fact& row) {
      return row.text("table") == "SoftServ" && !row.lists("status", state);
    });  // asked before
    for (Fact& row : declaration) {
      if (row.text("table") == "SoftServ") row.values.set("status", Value(Value::Array{}));
    }
    FactList asked;
    device_.forget_attempts();
    std::erase_if(driver_.states, [&](const auto& one) { return one.first != state; });
    TRY_(run(probes_named(state == kInitialized ? "access" : "states").front(), declaration, asked));
    driver_.states = other_states();
    for (const Fact& fact : asked.facts()) {
      if (fact.has("closed_function")) must(list.record(fact.probe, fact.effect, fact.subject, fact.values));
    }
    return kOk;
  }

  static std::vector<Probe> probes_named(std::string_view name) {
    std::vector<Probe> named;
    std::copy_if(probes().begin(), probes().end(), std::back_inserter(named), [&](const Probe& one) { return one.name == name; });
    return named;
  }

  // What depends on which paths and methods are declared is looked at again, at the true door, whatever the lie says of it.
  const std::vector<Fact>& looked_again(const std::vector<Fact>& declaration) {
    std::vector<Fact> functions;
    std::string key;
    for (const Fact* row : declared_rows(declaration, "SoftServ")) {
      if (!is_function(*row)) continue;
      key += row->text("method") + " " + row->text("path") + "\n";
      functions.push_back(*row);
    }
    const auto known = looked_.find(key);
    if (known != looked_.end()) return known->second;
    FactList list;
    look("discovery", functions, list);
    look_at_methods(functions, list);
    return looked_.emplace(key, list.facts()).first->second;
  }

  void look(std::string_view probe, const std::vector<Fact>& functions, FactList& list) const {
    Driver driver = driver_;
    driver.target.interfaces[kDoor] = device_.port();
    const Bench bench{driver, functions, {::getpid()}};
    const Probe one = probes_named(probe).front();
    Notes notes(list, one.name, one.effect);
    must(one.run(bench, notes));
    Value end;
    end.set("done", true);
    must(notes.write("probe", end));
  }

  void look_at_true_methods(const std::vector<Fact>& declaration) {
    for (const Fact* row : declared_rows(declaration, "SoftServ")) {
      if (is_function(*row)) true_functions_.push_back(*row);
    }
    FactList list;
    look("methods", true_functions_, list);
    true_methods_ = list.facts();
  }

  // Only paths whose methods the lie changed; of the others the door says what it said before.
  void look_at_methods(const std::vector<Fact>& functions, FactList& list) {
    const auto methods_at = [](const std::vector<Fact>& rows, const std::string& path) {
      std::string methods;
      for (const Fact& row : rows) {
        if (row.text("path") == path) methods += row.text("method") + " ";
      }
      return methods;
    };
    std::vector<Fact> changed;
    std::copy_if(functions.begin(), functions.end(), std::back_inserter(changed), [&](const Fact& row) {
      return methods_at(functions, row.text("path")) != methods_at(true_functions_, row.text("path"));
    });
    look("methods", changed, list);
    for (const Fact& fact : true_methods_) {
      const std::string path = fact.subject.substr(fact.subject.rfind(' ') + 1);
      const bool stays = fact.subject.starts_with("method ") && !methods_at(functions, path).empty();
      if (stays && methods_at(changed, path).empty()) must(list.record(fact.probe, fact.effect, fact.subject, fact.values));
    }
  }

  store::ScratchDirectory scratch_;
  TwinDevice device_;
  Driver driver_;
  Rows truth_;
  std::vector<Fact> probed_;
  std::vector<Fact> true_functions_;
  std::vector<Fact> true_methods_;
  std::map<std::string, std::vector<Fact>> looked_;  // by the functions that were declared
};

}  // namespace

Outcome<std::unique_ptr<TrueRun>> TrueRun::of(const std::string& path, const Places& places) {
  auto run = std::make_unique<TwinRun>(places);
  TRY_(run->begin(path));
  return std::unique_ptr<TrueRun>(std::move(run));
}

}  // namespace cardea::assess::quality
