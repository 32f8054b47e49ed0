// SPDX-License-Identifier: Apache-2.0
#include "product/provisions.hpp"

#include <algorithm>
#include <cstdio>

namespace cardea::product {
namespace {

constexpr std::array kConditions{
    Condition{1, "passwords are used", "使用口令"},
    Condition{2, "pre-installed passwords are used", "使用预装口令"},
    Condition{3, "there are software components that cannot be updated", "存在不可更新的软件组件"},
    Condition{4, "the device is constrained", "设备为受限设备"},
    Condition{5, "the device is not constrained", "设备不是受限设备"},
    Condition{6, "telemetry is collected", "收集遥测数据"},
    Condition{7, "personal data is processed on the basis of consent", "基于同意处理个人数据"},
    Condition{8, "users can authenticate to the device", "用户可以登录设备"},
    Condition{9, "automatic updates or update notifications are supported", "支持自动更新或更新通知"},
    Condition{10, "a hard-coded unique identity is used for security", "为安全目的使用硬编码的唯一身份"},
    Condition{11, "updates arrive over a network interface", "更新经网络接口送达"},
    Condition{12, "there is an update mechanism", "具有更新机制"},
    Condition{13, "a debug interface is physically accessible", "调试接口可物理触及"},
};

}  // namespace

const Provision* find_provision(std::string_view id) {
  const auto all = provisions();
  const auto it = std::find_if(all.begin(), all.end(), [&](const Provision& row) { return row.id == id; });
  return it == all.end() ? nullptr : &*it;
}

std::span<const Condition> conditions() {
  return kConditions;
}

const Condition& condition(std::uint8_t number) {
  return kConditions.at(number - 1U);
}

StatusText status_of(const Provision& provision) {
  StatusText status;
  const char* letter = provision.mandatory ? "M" : "R";
  if (provision.conditions.empty()) {
    std::snprintf(status.text.data(), status.text.size(), "%s", letter);
    return status;
  }
  const char* kind = provision.id == "5.3-10" ? " (" : " C (";  // printed so in the table
  const auto* numbers = provision.conditions.begin();
  if (provision.conditions.size() == 1) {
    std::snprintf(status.text.data(), status.text.size(), "%s%s%u)", letter, kind, unsigned{numbers[0]});
  } else {
    std::snprintf(status.text.data(), status.text.size(), "%s%s%u, %u)", letter, kind, unsigned{numbers[0]},
                  unsigned{numbers[1]});
  }
  return status;
}

}  // namespace cardea::product
