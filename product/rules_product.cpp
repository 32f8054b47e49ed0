// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include "lib/base/time.hpp"
#include "product/rules.hpp"

namespace cardea::product {
namespace {

// Texts that consumers read, so they exist in each language of the product.
struct Told {
  std::string_view table;
  std::string_view only_with;  // the field of rows of which consumers read
  std::string_view in_chinese;
};

constexpr std::array kTold{
    Told{"ExtSens", "description", "description_zh"}, Told{"PersData", "description", "description_zh"},
    Told{"PersData", "purpose", "purpose_zh"},        Told{"TelData", "description", "description_zh"},
    Told{"TelData", "purpose", "purpose_zh"},         Told{"AssocServ", "purpose", "purpose_zh"},
    Told{"SoftComp", "component", "description_zh"},
};

//= EN303645 5.3-13
void check_support(const Declaration& declaration, std::int64_t now_s, Findings& findings) {
  const Row& product = declaration.product_row();
  const std::string end = product.text("support_end");
  if (const auto end_s = parse_date(end); end_s && *end_s < now_s) {
    findings.error("support-ended", product.place_of("support_end"), "the support period ended on " + end,
                   "support_end is the last day of security updates");
  }
  const Row* info = declaration.single("UserInfo");
  if (info == nullptr || !info->has("support_period") || end.empty() || info->text("support_period") == end) return;
  findings.error("contradiction", info->place_of("support_period"),
                 "UserInfo says " + info->text("support_period") + ", [product] says " + end,
                 "leave support_period out: it is [product]'s support_end");
}

//= EN303645 5.3-11
void check_notifications(const Declaration& declaration, Findings& findings) {
  for (const Row& row : declaration.rows("UpdMech")) {
    if (row.mentions("user_notification") || !row.flag("notification_names_risk")) continue;
    findings.error("contradiction", row.place_of("notification_names_risk"), row.id() + " names the risk to nobody: it has no `user_notification`",
                   "user_notification = \"where and how a consumer is told\"");
  }
}

void check_languages(const Declaration& declaration, Findings& findings) {
  if (!declaration.product_row().lists("languages", "zh")) return;
  for (const Told& told : kTold) {
    for (const Row& row : declaration.rows(told.table)) {
      if (!row.has(told.only_with) || row.mentions(told.in_chinese)) continue;
      findings.error("missing", row.place(),
                     row.id() + " lacks `" + std::string(told.in_chinese) + "`, and the product speaks Chinese",
                     "consumers read this text: say it in each of the product's languages");
    }
  }
}

}  // namespace

void check_product(const Declaration& declaration, std::int64_t now_s, Findings& findings) {
  check_support(declaration, now_s, findings);
  check_languages(declaration, findings);
  check_notifications(declaration, findings);
}

}  // namespace cardea::product
