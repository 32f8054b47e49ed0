// SPDX-License-Identifier: Apache-2.0
// The words that all forms of a report share.
#include <array>

#include "assess/report/report.hpp"
#include "lib/base/time.hpp"

namespace cardea::assess {

namespace {

struct Section {
  std::string_view id;
  BothTongues title;
};

// The headings of Table B.1, whose form ETSI lets everybody copy.
constexpr std::array<Section, 15> kSections{{
    {"4", {"Reporting implementation", "报告实施情况"}},
    {"5.1", {"No universal default passwords", "不使用通用默认口令"}},
    {"5.2", {"Implement a means to manage reports of vulnerabilities", "实施管理漏洞报告的方法"}},
    {"5.3", {"Keep software updated", "不断更新软件"}},
    {"5.4", {"Securely store sensitive security parameters", "安全存储敏感的安全参数"}},
    {"5.5", {"Communicate securely", "安全通信"}},
    {"5.6", {"Minimize exposed attack surfaces", "尽量减少暴露的攻击面"}},
    {"5.7", {"Ensure software integrity", "确保软件的完整性"}},
    {"5.8", {"Ensure that personal data is secure", "确保个人数据安全"}},
    {"5.9", {"Make systems resilient to outages", "使系统能够抵御故障"}},
    {"5.10", {"Examine system telemetry data", "检查系统遥测数据"}},
    {"5.11", {"Make it easy for users to delete user data", "方便用户删除用户数据"}},
    {"5.12", {"Make installation and maintenance of devices easy", "使设备的安装和维护更加简便"}},
    {"5.13", {"Validate input data", "验证输入数据"}},
    {"6", {"Data protection provisions for consumer IoT", "消费级物联网产品数据保护规定"}},
}};

constexpr std::array<BothTongues, 6> kVerdicts{{{"NOT APPLICABLE", "不适用"},
                                                {"PASS", "通过"},
                                                {"PENDING HUMAN", "待人工判定"},
                                                {"INCONCLUSIVE", "无法判定"},
                                                {"ERROR", "评估程序出错"},
                                                {"FAIL", "不通过"}}};

std::string number(std::size_t n) {
  return std::to_string(n);
}

}  // namespace

BothTongues section_title(std::string_view section) {
  for (const Section& one : kSections) {
    if (one.id == section) return one.title;
  }
  return {};
}

std::string_view section_of(std::string_view provision) {
  return provision.substr(0, provision.find('-'));
}

Identity identity_of(const Facts& facts) {
  Identity identity;
  if (const Fact* target = facts.one("bench", "target"); target != nullptr) {
    identity.target = target->text("name");
    identity.address = target->text("address");
  }
  for (const Fact* product : facts.rows("product")) {
    identity.model = product->text("model");
    identity.manufacturer = product->text("manufacturer");
    identity.version = product->text("version");
  }
  if (!facts.all().empty()) {
    identity.started = to_rfc3339(facts.all().front().at_s);
    identity.ended = to_rfc3339(facts.all().back().at_s);
  }
  return identity;
}

BothTongues words_of(Verdict verdict) {
  return kVerdicts.at(static_cast<std::size_t>(verdict));
}

BothTongues words_of(Effect effect) {
  constexpr std::array<BothTongues, 4> kEffects{
      {{"reads", "只读取"}, {"attempts", "尝试"}, {"changes", "改变"}, {"destroys", "清除"}}};
  return kEffects.at(static_cast<std::size_t>(effect));
}

BothTongues words_of_answer(std::string_view verdict) {
  if (verdict == "pass") return {"pass", "通过"};
  if (verdict == "fail") return {"fail", "不通过"};
  return {"inconclusive", "无法判定"};
}

BothTongues words_of_kind(std::string_view kind) {
  if (kind == "C") return {"conceptual", "概念性"};
  if (kind == "F") return {"functional", "功能性"};
  return {"conceptual and functional", "概念性与功能性"};
}

std::string record_list(const std::vector<std::uint64_t>& records, std::size_t shown) {
  std::string out;
  for (std::size_t i = 0; i < records.size() && i < shown; ++i) out += (i == 0 ? "" : " ") + number(records[i]);
  return records.size() > shown ? out + " …" : out;
}

std::string words_for(const Row& row, bool chinese) {
  const BothTongues text = text_of(row.finding);
  const std::string words(chinese ? text.zh : text.en);
  if (row.answer != Answer::open || row.declared.empty()) return words;
  return (chinese ? "声明 Y：" : "Y declared: ") + words;
}

std::string judged_text(const Row& row, bool chinese) {
  if (chinese) return number(row.units.size()) + " 项中已判定 " + number(row.decided()) + " 项";
  return "decided " + number(row.decided()) + " of " + number(row.units.size());
}

std::string summary_line(const Assessment& a, bool chinese) {
  const auto rows = [&](Answer answer) { return number(a.answers[static_cast<std::size_t>(answer)]); };
  if (chinese) {
    return "Y " + rows(Answer::yes) + "，N " + rows(Answer::no) + "，N/A " + rows(Answer::not_applicable) + "，未定 " +
           rows(Answer::open) + "；未通过的强制条款 " + number(a.mandatory_failed);
  }
  return rows(Answer::yes) + " Y, " + rows(Answer::no) + " N, " + rows(Answer::not_applicable) + " N/A, " + rows(Answer::open) +
         " open; mandatory rows failed: " + number(a.mandatory_failed);
}

std::string coverage_line(const Assessment& a, bool chinese) {
  const Coverage& c = a.coverage;
  const std::string decided = number(c.passed + c.failed);
  if (chinese) {
    return "覆盖：" + number(c.units) + " 个测试单元中已判定 " + decided + "（通过 " + number(c.passed) + "，不通过 " +
           number(c.failed) + "），待人工 " + number(c.pending) + "，无法判定 " + number(c.inconclusive) + "，出错 " +
           number(c.errors) + "，不适用 " + number(c.not_applicable);
  }
  return "coverage: " + decided + " of " + number(c.units) + " test units decided (" + number(c.passed) + " pass, " +
         number(c.failed) + " fail), " + number(c.pending) + " wait for a person, " + number(c.inconclusive) + " inconclusive, " +
         number(c.errors) + " errors, " + number(c.not_applicable) + " not applicable";
}

}  // namespace cardea::assess
