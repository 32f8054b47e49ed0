// SPDX-License-Identifier: Apache-2.0
#include "assess/judge/verdict.hpp"

#include <algorithm>
#include <array>

namespace cardea::assess {

namespace {

struct VerdictRow {
  std::string_view name;
  std::string_view key;
};

constexpr std::array<VerdictRow, 6> kVerdicts{{
    {"NOT APPLICABLE", "not_applicable"},
    {"PASS", "pass"},
    {"PENDING HUMAN", "pending_human"},
    {"INCONCLUSIVE", "inconclusive"},
    {"ERROR", "error"},
    {"FAIL", "fail"},
}};

struct CodeRow {
  std::string_view key;
  BothTongues text;
};

constexpr std::array<CodeRow, 11> kCodes{{
    {"none", {"", ""}},
    {"not_run", {"the probe did not run", "探针未运行"}},
    {"precondition_unmet", {"the target is not in the state that this unit speaks of", "被测设备不在本项所指的状态"}},
    {"tool_missing", {"a tool or permission is missing", "缺少工具或权限"}},
    {"no_data", {"looked, and nothing came back", "已查看，但没有得到数据"}},
    {"insufficient_coverage", {"only a part could be looked at", "只能查看其中一部分"}},
    {"unreachable", {"the target could not be reached", "无法到达被测设备"}},
    {"contradictory", {"the facts contradict each other", "事实相互矛盾"}},
    {"not_described", {"neither declaration nor driver says how to look", "声明与驱动文件均未说明如何查看"}},
    {"a_person_could_not_tell", {"the person who looked could not tell", "查看者无法判定"}},
    {"disputed", {"another tool says otherwise", "其他工具的结论不同"}},
}};

}  // namespace

std::string_view name_of(Verdict verdict) {
  return kVerdicts.at(static_cast<std::size_t>(verdict)).name;
}
std::string_view key_of(Verdict verdict) {
  return kVerdicts.at(static_cast<std::size_t>(verdict)).key;
}
std::string_view key_of(Code code) {
  return kCodes.at(static_cast<std::size_t>(code)).key;
}
BothTongues text_of(Code code) {
  return kCodes.at(static_cast<std::size_t>(code)).text;
}

Verdict worse(Verdict a, Verdict b) {
  return std::max(a, b);
}

Verdict roll_up(std::span<const Verdict> parts) {
  if (parts.empty()) return Verdict::inconclusive;
  Verdict whole = parts.front();
  for (const Verdict part : parts) whole = worse(whole, part);
  return whole;
}

}  // namespace cardea::assess
