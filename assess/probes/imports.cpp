// SPDX-License-Identifier: Apache-2.0
// Probe "imports": files of foreign tools that the driver names. Each leaves a record of its own, read or not, and its findings one
// by one; what weighs most is written first, because the number and the bytes that are written are bounded.
#include <algorithm>
#include <array>

#include "assess/imports/formats.hpp"
#include "assess/probes/bench.hpp"
#include "lib/crypto/crypto.hpp"
#include "lib/store/file.hpp"

namespace cardea::assess {

namespace {

constexpr std::size_t kWrittenMax = 2000;           // findings of a file
constexpr std::size_t kWrittenBytesMax = 6U << 20;  // of all files: escaped, a byte may become seven in a report, which has its own bound
constexpr std::size_t kBytesAround = 256;           // of a record, besides its texts

int weight_of(const ImportedFinding& finding) {
  if (finding.severity == Severity::bad) return 0;
  if (finding.port != 0) return 1;
  if (finding.severity == Severity::unknown) return 2;
  return finding.severity == Severity::info ? 3 : 4;
}

std::size_t size_of(const Import& import, const ImportedFinding& finding) {
  return import.tool.size() + finding.subject.size() + finding.text.size() + finding.address.size() + kBytesAround;
}

void count(Value& values, const Import& import) {
  std::array<std::int64_t, kSeverities> counts{};
  for (const ImportedFinding& finding : import.findings) ++counts.at(static_cast<std::size_t>(finding.severity));
  for (std::size_t i = 0; i < kSeverities; ++i) values.set(std::string(key_of(static_cast<Severity>(i))), counts[i]);
}

class Writer {
 public:
  explicit Writer(Notes& notes) : notes_(notes) {}

  Status take_over(const ImportFile& from, std::size_t number) {
    const std::string subject = "file " + std::string(key_of(from.kind)) + " " + std::to_string(number);
    Value values;
    values.set("kind", key_of(from.kind));
    values.set("area", area_of(from.kind));
    values.set("file", from.file);
    auto import = read(from, values);
    values.set("read", import.ok());
    if (!import) {
      values.set("why", import.error().message);
      return notes_.write(subject, std::move(values));
    }
    values.set("tool", import->tool);
    values.set("tool_version", import->tool_version);
    count(values, *import);
    TRY(const std::size_t written, write_findings(from, subject, *import));
    values.set("written", static_cast<std::int64_t>(written));
    values.set("not_written", static_cast<std::int64_t>(import->findings.size() - written));
    return notes_.write(subject, std::move(values));
  }

 private:
  static Outcome<Import> read(const ImportFile& from, Value& values) {
    TRY(const Buffer file, store::read_file(from.file, kImportBytesMax));
    values.set("bytes", static_cast<std::int64_t>(file.size()));
    values.set("sha256", to_hex(crypto::sha256(file)));
    return import_file(from.kind, file);
  }

  Result<std::size_t> write_findings(const ImportFile& from, const std::string& of, Import& import) {
    std::stable_sort(import.findings.begin(), import.findings.end(),
                     [](const ImportedFinding& a, const ImportedFinding& b) { return weight_of(a) < weight_of(b); });
    std::size_t written = 0;
    for (const ImportedFinding& finding : import.findings) {
      bytes_ += size_of(import, finding);
      if (written == kWrittenMax || bytes_ > kWrittenBytesMax) break;
      TRY_(notes_.write("finding " + std::to_string(++findings_), value_of(from, of, import, finding)));
      ++written;
    }
    return written;
  }

  static Value value_of(const ImportFile& from, const std::string& of, const Import& import, const ImportedFinding& finding) {
    Value values;
    values.set("of", of);
    values.set("kind", key_of(from.kind));
    values.set("area", area_of(from.kind));
    values.set("tool", import.tool);
    values.set("severity", key_of(finding.severity));
    values.set("about", finding.subject);
    values.set("text", finding.text);
    if (finding.port == 0) return values;
    values.set("transport", finding.transport);
    values.set("address", finding.address);
    values.set("port", static_cast<std::int64_t>(finding.port));
    return values;
  }

  Notes& notes_;
  std::size_t findings_ = 0;
  std::size_t bytes_ = 0;
};

}  // namespace

Status probe_imports(const Bench& bench, Notes& notes) {
  const std::vector<ImportFile>& imports = bench.driver.imports;
  if (imports.empty()) return Error{Err::unsupported, "the driver names no files of other tools"};
  Writer writer(notes);
  for (std::size_t i = 0; i < imports.size(); ++i) TRY_(writer.take_over(imports[i], i + 1));
  return kOk;
}

}  // namespace cardea::assess
