// SPDX-License-Identifier: Apache-2.0
#include "assess/imports/import.hpp"

#include <array>
#include <charconv>

namespace cardea::assess {

namespace {

constexpr std::array<std::string_view, kSeverities> kSeverityKeys{"ok", "info", "unknown", "bad"};
constexpr std::string_view kCut = "…";

bool is_tail(char c) {
  return (static_cast<std::uint8_t>(c) & 0xc0) == 0x80;
}

}  // namespace

std::string_view key_of(Severity severity) {
  return kSeverityKeys.at(static_cast<std::size_t>(severity));
}

std::string shortened(std::string_view text, std::size_t bytes_max) {
  if (text.size() <= bytes_max) return std::string(text);
  std::size_t end = bytes_max - kCut.size();
  while (end > 0 && is_tail(text[end])) --end;
  return std::string(text.substr(0, end)) + std::string(kCut);
}

std::uint16_t port_named(std::string_view text) {
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  return error == std::errc() && end == text.data() + text.size() ? port : std::uint16_t{0};
}

void ImportDraft::keep(ImportedFinding finding) {
  if (findings_.size() < kImportFindingsMax)
    findings_.push_back(std::move(finding));
  else
    ++cut_;
}

void ImportDraft::note(Severity severity, std::string_view subject, std::string_view text) {
  keep({severity, shortened(subject, kImportSubjectMax), shortened(text, kImportTextMax)});
}

void ImportDraft::open_port(std::string_view transport, std::string_view address, std::uint16_t port, std::string_view text) {
  const std::string subject = std::string(transport) + " " + std::string(address) + ":" + std::to_string(port);
  keep({Severity::info, shortened(subject, kImportSubjectMax), shortened(text, kImportTextMax),
        shortened(transport, kImportSubjectMax), shortened(address, kImportSubjectMax), port});
}

Import ImportDraft::finish(std::string_view tool, std::string_view tool_version) {
  if (cut_ > 0)
    findings_.push_back({Severity::unknown, "this file", std::to_string(cut_) + " more findings are above the bound and were not read"});
  if (findings_.empty()) findings_.push_back({Severity::unknown, "this file", "it has no finding: nothing was tested"});
  return {shortened(tool, kImportSubjectMax), shortened(tool_version, kImportSubjectMax), std::move(findings_)};
}

}  // namespace cardea::assess
