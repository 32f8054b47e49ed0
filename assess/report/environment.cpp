// SPDX-License-Identifier: Apache-2.0
// On what, with what and from what an assessment was made: all that the bench wrote down, under names that people read.
#include <algorithm>
#include <array>

#include "assess/report/content.hpp"
#include "lib/codec/json.hpp"

namespace cardea::assess {

namespace {

constexpr std::string_view kInterface = "interface ";

struct Key {
  std::string_view subject;
  std::string_view key;
  BothTongues name;
};

constexpr std::array<Key, 24> kKeys{{
    {"target", "name", {"Target", "被测设备"}},
    {"target", "address", {"Address", "地址"}},
    {"target", "dedicated", {"Address used by the target alone", "地址由被测设备独用"}},
    {"target", "also_scan", {"Also scanned", "另外扫描的地址"}},
    {"target", "door", {"Interface of the sign-in", "登录所用接口"}},
    {"target", "tls", {"Spoken to over TLS", "经 TLS 通信"}},
    {"target", "speaks", {"What the door speaks", "入口所用协议"}},
    {"target", "sign_in", {"Way of the sign-in", "登录方式"}},
    {"target", "scheme", {"Scheme of the sign-in", "登录所用认证方案"}},
    {"target", "spki_pin", {"Key of the target (SHA-256)", "设备密钥（SHA-256）"}},
    {"target", "driver_sha256", {"Driver file (SHA-256)", "驱动文件（SHA-256）"}},
    {"target", "declaration_sha256", {"Declaration (SHA-256)", "声明文件（SHA-256）"}},
    {"assessor", "system", {"System of the assessor", "评估程序所在系统"}},
    {"assessor", "program_sha256", {"SHA-256 of the assessor's program", "评估程序的 SHA-256"}},
    {"assessor", "tls_library", {"TLS library", "TLS 库"}},
    {"assessor", "uid", {"User id of the assessor", "评估程序的用户号"}},
    {"assessor", "units_known", {"Test units known to it", "已知的测试单元"}},
    {"assessor", "standard_sha256", {"Tables of test units (SHA-256)", "测试单元表（SHA-256）"}},
    {"cut off", "unfinished_bytes", {"Unfinished record that was cut off (bytes)", "已截去的未完成记录（字节）"}},
    {"plan", "sha256", {"Plan (SHA-256)", "计划（SHA-256）"}},
    {"plan", "automatic", {"Units planned: decided by a rule", "计划由规则判定的单元"}},
    {"plan", "assisted", {"Units planned: gathered by probes, decided by a person", "计划由探针收集、由人判定的单元"}},
    {"plan", "human", {"Units planned: decided by a person", "计划由人判定的单元"}},
    {"plan", "excluded", {"Units that the plan excludes", "计划排除的单元"}},
}};

std::string name_of(const Fact& fact, std::string_view key, Language language) {
  for (const Key& known : kKeys) {
    if (known.subject == fact.subject && known.key == key) return std::string(in(language, known.name));
  }
  return fact.subject + " " + std::string(key);
}

std::string text_of_one(const Value& value, Language language) {
  if (const bool* flag = value.if_bool()) return std::string(*flag ? in(language, {"yes", "是"}) : in(language, {"no", "否"}));
  return text_or_json(value);
}

std::string text_of_value(const Value& value, Language language) {
  if (value.if_array() == nullptr) return text_of_one(value, language);
  std::vector<std::string> texts;
  for (const Value& item : *value.if_array()) texts.push_back(text_of_one(item, language));
  return joined(texts, ", ");
}

bool says_nothing(const Value& value) {
  return value.is_null() || (value.if_text() != nullptr && value.if_text()->empty()) ||
         (value.if_array() != nullptr && value.if_array()->empty());
}

// What we have a name for comes first, in our order.
void add_fact(const Fact& fact, Language language, std::vector<Named>& all) {
  std::vector<std::string_view> keys;
  for (const Key& known : kKeys) {
    if (known.subject == fact.subject) keys.push_back(known.key);
  }
  if (const Value::Map* values = fact.values.if_map()) {
    for (const auto& [key, value] : *values) {
      if (std::find(keys.begin(), keys.end(), key) == keys.end()) keys.push_back(key);
    }
  }
  for (const std::string_view key : keys) {
    const Value* value = fact.values.find(key);
    if (value != nullptr && !says_nothing(*value)) all.push_back({name_of(fact, key, language), text_of_value(*value, language)});
  }
}

}  // namespace

std::vector<Named> environment_of(const Assessment& assessment, const Facts& facts, Language language) {
  const Identity id = identity_of(facts);
  const auto name = [&](const char* en, const char* zh) { return std::string(in(language, {en, zh})); };
  std::vector<Named> all{{name("Manufacturer", "制造商"), id.manufacturer},
                         {name("Model", "型号"), id.model},
                         {name("Software version", "软件版本"), id.version},
                         {name("First record", "第一条记录"), id.started},
                         {name("Last record", "最后一条记录"), id.ended},
                         {name("Records", "记录数"), std::to_string(facts.all().size())},
                         {name("Evidence head (SHA-256)", "证据链末端（SHA-256）"), assessment.head}};
  for (const Fact* fact : facts.of("bench")) {
    if (!fact->subject.starts_with(kInterface)) add_fact(*fact, language, all);
  }
  for (const Fact* fact : facts.of("bench", kInterface))
    all.push_back({name("Interface ", "接口 ") + fact->subject.substr(kInterface.size()),
                   fact->text("transport") + " " + std::to_string(fact->number("port"))});
  return all;
}

}  // namespace cardea::assess
