// SPDX-License-Identifier: Apache-2.0
// What foreign tools wrote down about a target, in one shape. Such a file is as hostile as the target it speaks of, so its
// size, depth, number of findings and length of texts are bounded here. What a tool could not test is `unknown`, never
// nothing. Texts stay as they came; a report escapes them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lib/base/bytes.hpp"

namespace cardea::assess {

inline constexpr std::size_t kImportBytesMax = 64U << 20;
inline constexpr std::size_t kImportDepthMax = 64;
inline constexpr std::size_t kImportNodesMax = 1U << 21;  // elements and attributes, or JSON values
inline constexpr std::size_t kImportFindingsMax = 20'000;
inline constexpr std::size_t kImportSubjectMax = 256;
inline constexpr std::size_t kImportTextMax = 1024;

enum class ImportKind : std::uint8_t { nmap, testssl, ssh_audit, spdx, cyclonedx, sarif, junit };
enum class Severity : std::uint8_t { ok, info, unknown, bad };

inline constexpr std::size_t kSeverities = 4;

std::string_view key_of(Severity severity);  // "unknown"

struct ImportedFinding {
  Severity severity = Severity::unknown;
  std::string subject;  // "tcp 127.0.0.1:22", a rule, the name of a package
  std::string text;
  std::string transport = {};  // of an open port, and of nothing else
  std::string address = {};
  std::uint16_t port = 0;
};

struct Import {
  std::string tool;
  std::string tool_version;
  std::vector<ImportedFinding> findings;  // never empty: a file that tests nothing says so
};

// Grows an Import inside its bounds.
class ImportDraft {
 public:
  void note(Severity severity, std::string_view subject, std::string_view text);
  void open_port(std::string_view transport, std::string_view address, std::uint16_t port, std::string_view text);
  Import finish(std::string_view tool, std::string_view tool_version);

 private:
  void keep(ImportedFinding finding);

  std::vector<ImportedFinding> findings_;
  std::size_t cut_ = 0;
};

// At most so many bytes, and no letter cut in half.
std::string shortened(std::string_view text, std::size_t bytes_max);

// The port of a text such as "443"; 0 when it is none.
std::uint16_t port_named(std::string_view text);

}  // namespace cardea::assess
