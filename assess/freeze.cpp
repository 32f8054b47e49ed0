// SPDX-License-Identifier: Apache-2.0
#include "assess/freeze.hpp"

#include <fcntl.h>
#include <openssl/crypto.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "assess/probes/bench.hpp"
#include "assess/standard/standard.hpp"
#include "assess/standard/tables.hpp"
#include "lib/base/fd.hpp"
#include "lib/crypto/crypto.hpp"
#include "product/conditions.hpp"
#include "product/schema.hpp"

namespace cardea::assess {

namespace {

constexpr std::string_view kProbe = "declaration";

Value value_of(const product::Row& row, std::string_view table, std::string_view id) {
  Value values = Value::Map{};
  for (const auto& [name, field] : row.fields()) values.set(name, field.value);
  values.set("table", table);
  values.set("id", id);
  return values;
}

Status freeze_row(const product::Row& row, std::string_view table, Recorder& recorder) {
  const std::string id = row.id().empty() ? std::string(table) : row.id();
  return recorder.record(kProbe, Effect::reads, std::string(table) + " " + id, value_of(row, table, id));
}

Status freeze_answer(const product::Provision& provision, const product::Declaration& declaration, Recorder& recorder) {
  const auto answer = declaration.answer(provision.id);
  if (!provision.in_table_b1() && !answer) return kOk;  // 4-1 has no row to answer
  const product::Applicability applicability = product::applicability_of(provision, declaration);
  Value values;
  values.set("table", "ics");
  values.set("id", provision.id);
  values.set("mandatory", provision.mandatory);
  values.set("conditional", !provision.conditions.empty());
  values.set("applies", applicability.applies);
  values.set("condition", applicability.applies ? std::string()
                                                : "(" + std::to_string(applicability.condition) + ") " + applicability.fact.why);
  values.set("support", answer ? std::string(product::name_of(answer->support)) : std::string());
  values.set("details", answer ? answer->details : std::string());
  values.set("vacuous", answer && answer->vacuous);
  return recorder.record(kProbe, Effect::reads, "ics " + std::string(provision.id), std::move(values));
}

// Of the program that runs: by it two runs are told to be of one assessor. Empty where the system does not show it.
std::string program_digest() {
  const UniqueFd self(::open("/proc/self/exe", O_RDONLY | O_CLOEXEC));
  crypto::Sha256 digest;
  Buffer block(64U << 10U);
  for (;;) {
    const ssize_t count = ::read(self.get(), block.data(), block.size());
    if (count < 0) return {};
    if (count == 0) return to_hex(digest.finish());
    digest.add(Bytes(block.data(), static_cast<std::size_t>(count)));
  }
}

Value machine() {
  utsname system{};
  ::uname(&system);
  Value values;
  values.set("system", std::string(static_cast<const char*>(system.sysname)) + " " + static_cast<const char*>(system.release) +
                           " " + static_cast<const char*>(system.machine));
  values.set("program_sha256", program_digest());
  values.set("tls_library", OpenSSL_version(OPENSSL_VERSION));
  values.set("uid", static_cast<std::int64_t>(::geteuid()));
  values.set("units_known", static_cast<std::int64_t>(test_units().size()));
  values.set("standard_sha256", to_hex(crypto::sha256(as_bytes(std::string(units_table()) + std::string(escapes_table())))));
  return values;
}

}  // namespace

Status freeze_declaration(const product::Declaration& declaration, Recorder& recorder) {
  TRY_(freeze_row(declaration.product_row(), "product", recorder));
  for (const product::TableSchema& table : product::tables()) {
    if (table.shape == product::Shape::single) {
      const product::Row* row = declaration.single(table.name);
      if (row != nullptr) TRY_(freeze_row(*row, table.name, recorder));
      continue;
    }
    for (const product::Row& row : declaration.rows(table.name)) TRY_(freeze_row(row, table.name, recorder));
  }
  for (const product::Provision& provision : product::provisions()) TRY_(freeze_answer(provision, declaration, recorder));
  return kOk;
}

Status freeze_bench(const Driver& driver, Bytes driver_file, Bytes declaration_file, Recorder& recorder) {
  const Target& target = driver.target;
  Value values;
  values.set("name", target.name);
  values.set("address", target.address);
  values.set("dedicated", target.dedicated);
  values.set("also_scan", list_of(target.also_scan));
  values.set("door", target.door);
  values.set("speaks", std::string(name_of(target.speaks)));
  values.set("tls", target.tls);
  values.set("sign_in", std::string(name_of(driver.sign_in.kind)));
  values.set("scheme", scheme_of(driver.sign_in));
  values.set("spki_pin", target.spki_pin);
  values.set("driver_sha256", to_hex(crypto::sha256(driver_file)));
  values.set("declaration_sha256", to_hex(crypto::sha256(declaration_file)));
  TRY_(recorder.record("bench", Effect::reads, "target", std::move(values)));
  return recorder.record("bench", Effect::reads, "assessor", machine());
}

Status freeze_interfaces(const Driver& driver, std::span<const Fact> declaration, Recorder& recorder) {
  for (const Fact* row : declared_rows(declaration, "Intf")) {
    if (row->text("transport").empty()) continue;
    Value values;
    values.set("transport", row->text("transport"));
    values.set("declared_port", row->number("port"));
    values.set("port", static_cast<std::int64_t>(port_of(driver, *row)));
    TRY_(recorder.record("bench", Effect::reads, "interface " + row->text("id"), std::move(values)));
  }
  return kOk;
}

}  // namespace cardea::assess
