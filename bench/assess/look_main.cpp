// SPDX-License-Identifier: Apache-2.0
// What the assessor's own looks take, alone: `tls` at one door, `elf` over the files of a folder. Prints the facts, a line each.
#include <charconv>
#include <cstdio>
#include <filesystem>
#include <string>

#include "assess/probes/bench.hpp"
#include "assess/probes/elf.hpp"
#include "lib/codec/json.hpp"
#include "lib/store/file.hpp"

using namespace cardea;
using namespace cardea::assess;

namespace {

constexpr std::size_t kProgramMax = 256U << 20;

void print(const FactList& list) {
  for (const Fact& fact : list.facts()) std::printf("%s\t%s\n", fact.subject.c_str(), print_json(fact.values).c_str());
}

int look_at_tls(const std::string& address, std::uint16_t port) {
  Driver driver;
  driver.target.address = address;
  driver.target.door = "door";
  driver.target.interfaces["door"] = port;
  FactList list;
  Notes notes(list, "tls", Effect::reads);
  const Status looked = probe_tls({driver, {}, {}}, notes);
  print(list);
  if (!looked) std::fprintf(stderr, "cardea-bench-look: %s\n", Problem::describe(looked.error()).c_str());
  return looked ? 0 : 1;
}

int look_at_programs(const std::string& folder) {
  int programs = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    const auto file = store::read_file(entry.path().string(), kProgramMax);
    const auto facts = file ? parse_elf(*file) : Result<ElfFacts>(file.error());
    if (!facts) continue;
    ++programs;
    std::printf("%s\tpie %d relro %s canary %s\n", entry.path().filename().c_str(), facts->position_independent ? 1 : 0,
                std::string(name_of(facts->relro)).c_str(), std::string(name_of(facts->stack_protector)).c_str());
  }
  return programs > 0 ? 0 : 1;
}

int usage() {
  std::fputs("usage: cardea-bench-look tls ADDRESS PORT | elf FOLDER\n", stderr);
  return 2;
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> words(argv + 1, argv + argc);
  if (words.size() == 2 && words[0] == "elf") return look_at_programs(words[1]);
  std::uint16_t port = 0;
  if (words.size() != 3 || words[0] != "tls") return usage();
  const auto [end, error] = std::from_chars(words[2].data(), words[2].data() + words[2].size(), port);
  if (error != std::errc() || *end != '\0' || port == 0) return usage();
  return look_at_tls(words[1], port);
}
