// SPDX-License-Identifier: Apache-2.0
// `cardea rollout ...`: a staged roll-out in the operator's hands.
#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>

#include "lib/codec/json.hpp"
#include "lib/store/file.hpp"
#include "service/desk/output.hpp"
#include "service/rollout/plan.hpp"

namespace cardea::service {
namespace {

using command::Arguments;

constexpr const char* kHelp =
    "usage: cardea rollout COMMAND --service ADDRESS:PORT --operator FOLDER [--json]\n\n"
    "  dry-run PLAN          who would get it, stage by stage; starts nothing\n"
    "  start PLAN            begin; prints the number of the roll-out\n"
    "  list                  every roll-out\n"
    "  status ID             stage, devices by what became of them, and the untouched group beside them\n"
    "  pause | resume ID     no new device is offered it until resumed; who was, may finish\n"
    "  stop ID               for ever, at once: nobody gets another byte of it\n"
    "  audit ID              who did what, when\n\n"
    "PLAN is --plan FILE.json, or --model MODEL --version V and:\n"
    "  --stages 1,10,50,100  percent of the model's devices, each stage with those before it (default: 1,10,50,100)\n"
    "  --canary LABEL        a first stage of all devices with this label (`cardea fleet label`)\n"
    "  --artifact HASH.NAME  a file of the repository, for clients that read no signed metadata (swupdate)\n"
    "  --per-minute N        offers a minute at first (1000); twice as many after each --raise-after N (1000) that confirmed,\n"
    "                        --per-minute-max N at most (100000)\n"
    "  --confirm-percent N   of a stage's live devices, before the next opens (90)\n"
    "  --soak-s N            a stage stays open at least so long (0)\n"
    "  --worse-permille N    losses above the untouched group's that are not yet called worse (10)\n"
    "  --timeout-s N         a device that does not come back with it in this time has failed (14400)\n"
    "  --unpublished         start before the release is published, so that no device gets it out of turn\n"
    "  --as ID               with start: the number that a dry run gave, so that everybody falls as it said\n\n"
    "example: cardea rollout start --model 'Speaker 1' --version 1.1.0 --stages 1,10,100 \\\n"
    "           --service 127.0.0.1:8443 --operator svc/operators/olive\n";

const std::vector<std::string> kOptions{
    "service",    "operator",    "plan",           "model",           "version", "stages",         "canary",    "artifact",
    "per-minute", "raise-after", "per-minute-max", "confirm-percent", "soak-s",  "worse-permille", "timeout-s", "as"};

Outcome<std::uint32_t> whole(const std::string& option, const std::string& text) {
  std::uint32_t n = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), n);
  if (error != std::errc{} || end != text.data() + text.size())
    return Problem(Err::bad_value, "--" + option + " '" + text + "' is no whole number", "cardea rollout --help");
  return n;
}

// "0.1" percent is 1 permille.
Outcome<std::uint32_t> permille_of(const std::string& text) {
  const std::size_t dot = std::min(text.find('.'), text.size());
  const std::string tenth = dot == text.size() ? "0" : text.substr(dot + 1);
  if (tenth.size() != 1) return Problem(Err::bad_value, "'" + text + "' is no percentage", "--stages 0.1,1,10,100");
  TRY(const std::uint32_t all, whole("stages", text.substr(0, dot)));
  TRY(const std::uint32_t part, whole("stages", tenth));
  if (all > 100 || all * 10 + part < 1 || all * 10 + part > 1000)
    return Problem(Err::bad_value, "a stage of " + text + " percent", "from 0.1 to 100");
  return all * 10 + part;
}

Outcome<std::vector<Stage>> stages_of(const Arguments& arguments) {
  std::vector<Stage> stages;
  if (const std::string canary = arguments.option("canary"); !canary.empty()) stages.push_back({1000, canary, ""});
  std::string list = arguments.option("stages", "1,10,50,100");
  while (true) {
    const std::size_t comma = std::min(list.find(','), list.size());
    TRY(const std::uint32_t permille, permille_of(list.substr(0, comma)));
    stages.push_back({permille, "", ""});
    if (comma == list.size()) return stages;
    list.erase(0, comma + 1);
  }
}

Outcome<Unit> set_numbers(const Arguments& arguments, Plan& plan) {
  const std::array<std::pair<const char*, std::uint32_t*>, 7> numbers{{{"per-minute", &plan.rate.per_minute},
                                                                       {"raise-after", &plan.rate.raise_after},
                                                                       {"per-minute-max", &plan.rate.per_minute_max},
                                                                       {"confirm-percent", &plan.gate.confirm_percent},
                                                                       {"soak-s", &plan.gate.soak_s},
                                                                       {"worse-permille", &plan.gate.worse_permille},
                                                                       {"timeout-s", &plan.timeout_s}}};
  for (const auto& [option, place] : numbers) {
    if (arguments.option(option).empty()) continue;
    TRY(*place, whole(option, arguments.option(option)));
  }
  return kOk;
}

Problem in_plan(const Error& error) {
  return Problem(error.code, std::string("the plan is not good: ") + error.what, "cardea rollout --help");
}

Outcome<Plan> plan_of(const Arguments& arguments) {
  if (const std::string file = arguments.option("plan"); !file.empty()) {
    TRY(const Buffer text, store::read_file(file));
    TRY(const Value json, parse_json(text));
    auto plan = parse_plan(json);
    if (!plan) return in_plan(plan.error());
    return std::move(*plan);
  }
  Plan plan;
  TRY(plan.model, arguments.required("model"));
  TRY(plan.version, arguments.required("version"));
  plan.artifact = arguments.option("artifact");
  TRY(plan.stages, stages_of(arguments));
  TRY_(set_numbers(arguments, plan));
  auto checked = parse_plan(encode_plan(plan));  // the same rules as for a file, before anything is sent
  if (!checked) return in_plan(checked.error());
  return std::move(*checked);
}

Outcome<Value> body_of(const Arguments& arguments) {
  TRY(const Plan plan, plan_of(arguments));
  Value body;
  body.set("plan", encode_plan(plan));
  if (arguments.flag("unpublished")) body.set("unpublished", true);
  if (const std::string as = arguments.option("as"); !as.empty()) {
    TRY(const std::uint32_t id, whole("as", as));
    body.set("id", id);
  }
  return body;
}

Outcome<Value> run_command(const Arguments& arguments, FleetClient& client, const std::string& name) {
  if (name == "list") return client.get("/v1/rollouts");
  if (name == "start" || name == "dry-run") {
    TRY(const Value body, body_of(arguments));
    return client.post(name == "start" ? "/v1/rollouts" : "/v1/rollouts/dry-run", body);
  }
  TRY(const std::uint32_t id, whole("id", arguments.words().at(1)));
  const std::string where = "/v1/rollouts/" + std::to_string(id);
  if (name == "status") return client.get(where);
  if (name == "audit") return client.get(where + "/audit");
  return client.post(where + "/" + name, Value(Value::Map{}));
}

void print_standing(const Value& s) {
  std::printf("%-18s%s\n", "roll-out", cell(s, "id").c_str());
  for (const char* key : {"model", "version", "state", "reason", "started"}) std::printf("%-18s%s\n", key, cell(s, key).c_str());
  std::printf("%-18s%s of %s, open since %s\n", "stage", cell(s, "stage").c_str(), cell(s, "stages").c_str(),
              cell(s, "stage_opened").c_str());
  std::printf("%-18s%s a minute\n", "rate", cell(s, "per_minute").c_str());
  for (const char* group : {"devices", "live"}) {
    const Value* rows = s.find(group);
    if (rows == nullptr || rows->if_map() == nullptr) continue;
    for (const auto& [name, count] : *rows->if_map()) std::printf("  %-16s%s\n", name.c_str(), print_json(count).c_str());
  }
}

void print_forecast(const Value& answer) {
  std::printf("%-8s%12s%12s  some of them\n", "stage", "devices", "live");
  const Value* stages = answer.find("stages");
  if (stages == nullptr || stages->if_array() == nullptr) return;
  int at = 0;
  for (const Value& row : *stages->if_array()) {
    std::string some;
    if (const Value* sample = row.find("sample"); sample != nullptr && sample->if_array() != nullptr) {
      for (const Value& serial : *sample->if_array())
        some += (some.empty() ? "" : " ") + (serial.if_text() ? *serial.if_text() : "");
    }
    std::printf("%-8d%12s%12s  %s\n", ++at, cell(row, "members").c_str(), cell(row, "live").c_str(), some.c_str());
  }
  std::printf("start it with --as %s, and everybody falls as shown\n", cell(answer, "id").c_str());
}

void print_answer(const std::string& name, const Value& answer, bool json) {
  if (json) return void(std::fputs(print_json_pretty(answer).c_str(), stdout));
  if (name == "list") return print_rows(answer, "rollouts", {"id", "model", "version", "state", "stage", "started"});
  if (name == "audit") return print_rows(answer, "entries", {"at", "who", "what"});
  if (name == "start") return void(std::printf("%s\n", cell(answer, "id").c_str()));
  if (name == "dry-run") return print_forecast(answer);
  print_standing(answer);
}

bool is_command(const std::string& name) {
  constexpr std::array<std::string_view, 8> known{"dry-run", "start", "list", "status", "pause", "resume", "stop", "audit"};
  return std::find(known.begin(), known.end(), name) != known.end();
}

Outcome<int> rollout(std::span<const std::string> words) {
  TRY(const Arguments arguments, Arguments::parse(words, kOptions, {"json", "help", "unpublished"}));
  if (arguments.flag("help") || arguments.words().empty()) return std::fputs(kHelp, stdout), arguments.flag("help") ? 0 : 2;
  const std::string name = arguments.words()[0];
  if (!is_command(name))
    return Problem(Err::bad_value, "there is no command `cardea rollout " + name + "`", "cardea rollout --help lists them");
  const bool needs_id = name != "list" && name != "start" && name != "dry-run";
  if (needs_id && arguments.words().size() < 2)
    return Problem(Err::bad_value, "`cardea rollout " + name + "` needs the number of a roll-out", "cardea rollout list");
  TRY(const OperatorDesk desk, desk_of(arguments));
  TRY(FleetClient client, FleetClient::open(desk));
  TRY(const Value answer, run_command(arguments, client, name));
  print_answer(name, answer, arguments.flag("json"));
  return 0;
}

}  // namespace

int rollout_main(std::span<const std::string> arguments) {
  return command::exit_code(rollout(arguments));
}

}  // namespace cardea::service
