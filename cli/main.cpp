// SPDX-License-Identifier: Apache-2.0
// `cardea`: one program for people. Each command lives with what it commands; this file only finds it.
#include <array>
#include <cstdio>
#include <span>
#include <string>
#include <vector>

#include "assess/cli.hpp"
#include "lib/command/command.hpp"
#include "maker/factory/cli.hpp"
#include "maker/release/cli.hpp"
#include "product/cli.hpp"
#include "service/desk/fleet.hpp"

namespace {

using Main = int (*)(std::span<const std::string> arguments);

struct Command {
  const char* name;
  Main run;
  const char* what;
};

constexpr std::array kCommands{
    Command{"product", cardea::product::product_main, "declare a product: new, lint, show, compile"},
    Command{"factory", cardea::factory::factory_main, "make devices: init, make, label"},
    Command{"release", cardea::release::release_main, "make and publish updates: init, image, add, publish, refresh"},
    Command{"service", cardea::service::service_main, "make the folder of an associated service: init"},
    Command{"fleet", cardea::service::fleet_main,
            "operate a service: devices, register, hint, block, label, model, telemetry, anomalies, audit"},
    Command{"rollout", cardea::service::rollout_main,
            "bring a release to a fleet in stages: dry-run, start, list, status, pause, resume, stop, audit"},
    Command{"assess", cardea::assess::assess_main, "assess a product against EN 303 645: run, verify, report"},
};

void print_usage(std::FILE* out) {
  std::fputs("usage: cardea COMMAND ...\n\n", out);
  for (const Command& command : kCommands) std::fprintf(out, "  %-10s%s\n", command.name, command.what);
  std::fputs("\nResults go to stdout, talk to stderr; --json where a program reads. `cardea COMMAND --help` shows an example.\n", out);
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> words(argv + 1, argv + argc);
  if (words.empty() || words[0] == "--help" || words[0] == "help") return print_usage(words.empty() ? stderr : stdout), words.empty() ? 2 : 0;
  for (const Command& command : kCommands) {
    if (words[0] == command.name) return command.run(std::span(words).subspan(1));
  }
  cardea::command::print_problem({cardea::Err::bad_value, "there is no command `" + words[0] + "`", "`cardea --help` lists the commands"});
  return 2;
}
