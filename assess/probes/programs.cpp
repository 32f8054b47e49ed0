// SPDX-License-Identifier: Apache-2.0
// Probe "programs": the hardening of every ELF file in the folder of the target's programs, and the keys,
// password hashes and tokens that lie in it.
#include "assess/probes/bench.hpp"
#include "assess/probes/elf.hpp"
#include "assess/probes/files_below.hpp"
#include "assess/probes/secrets_in_file.hpp"
#include "lib/crypto/crypto.hpp"
#include "lib/store/file.hpp"

namespace cardea::assess {

namespace {

Value describe(const ElfFacts& elf) {
  Value values;
  values.set("elf", true);
  values.set("position_independent", elf.position_independent);
  values.set("executable_stack", elf.executable_stack);
  values.set("writable_and_executable", elf.writable_and_executable);
  values.set("relro", name_of(elf.relro));
  values.set("bind_now", elf.bind_now);
  values.set("dynamic", elf.dynamic);
  values.set("text_relocations", elf.text_relocations);
  values.set("run_paths", list_of(elf.run_paths));
  values.set("stack_protector", name_of(elf.stack_protector));
  values.set("fortified", name_of(elf.fortified));
  values.set("cet_branch", elf.cet_branch);
  values.set("cet_stack", elf.cet_stack);
  return values;
}

struct Seen {
  std::int64_t programs = 0;
  std::int64_t unreadable = 0;  // whole: longer than we read, or not ours to open
};

Status look_at_file(Notes& notes, const std::string& folder, const FoundFile& file, Seen& seen) {
  const auto content = store::read_file(folder + "/" + file.path, kElfBytesMax);
  const auto elf = content ? parse_elf(*content) : Result<ElfFacts>(content.error());
  const std::vector<std::string> secrets = content ? secrets_in_file(file.path, *content) : std::vector<std::string>();
  seen.programs += elf.ok() ? 1 : 0;
  seen.unreadable += content.ok() ? 0 : 1;
  if (!elf && elf.error().code == Err::unsupported && secrets.empty()) return kOk;
  Value values = elf ? describe(*elf) : Value(Value::Map{});
  if (!elf) values.set("not_understood", elf.error().what);
  values.set("set_id", (file.mode & 06000U) != 0);
  if (content) values.set("secrets", list_of(secrets));
  values.set("size", static_cast<std::int64_t>(file.size));
  if (content) values.set("sha256", to_hex(crypto::sha256(*content)));
  return notes.write("file " + file.path, std::move(values));
}

}  // namespace

Status probe_programs(const Bench& bench, Notes& notes) {
  if (bench.driver.programs.empty()) return Error{Err::unsupported, "the driver names no folder of programs"};
  TRY(const FoundFiles found, files_below(bench.driver.programs));
  Seen seen;
  for (const FoundFile& file : found.files) TRY_(look_at_file(notes, bench.driver.programs, file, seen));
  Value values;
  values.set("files", static_cast<std::int64_t>(found.files.size()));
  values.set("programs", seen.programs);
  values.set("unreadable", seen.unreadable);
  values.set("complete", found.complete && seen.unreadable == 0);
  return notes.write("all programs", std::move(values));
}

}  // namespace cardea::assess
