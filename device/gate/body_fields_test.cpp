// SPDX-License-Identifier: Apache-2.0
// Every field of every body, each out of each of its bounds: the answer is 400, names the field, and nothing reaches steward.
#include "device/gate/body_fields.hpp"

#include <fstream>
#include <sstream>

#include "device/gate/test_gate.hpp"

namespace cardea::gate {
namespace {

using test::GateTest;

const Route& route_of(Duty duty) {
  return *std::find_if(kRoutes.begin(), kRoutes.end(), [duty](const Route& route) { return route.duty == duty; });
}

// One bad value of a field, as JSON text, and what it is called.
struct Bad {
  std::string json;
  std::string_view error;
};

bool is_text(Holds holds) {
  return holds == Holds::name || holds == Holds::text || holds == Holds::secret;
}

std::string in_quotes(const std::string& text) {
  return '"' + text + '"';
}

// Empty: it holds no number.
std::vector<const char*> numbers_out_of(Holds holds) {
  switch (holds) {
    case Holds::utc_offset: return {"-721", "841", "-9223372036854775808", "9223372036854775807"};
    case Holds::file_size: return {"-1", "0", "8589934593", "9223372036854775807"};
    case Holds::file_offset: return {"-1", "8589934593", "-9223372036854775808"};
    default: return {};
  }
}

std::vector<Bad> bad_values_of(const BodyField& field) {
  const std::string_view type = "This field is of another type.";
  const std::vector<const char*> no_numbers = numbers_out_of(field.holds);
  const bool is_number = !no_numbers.empty();
  std::vector<Bad> bad{{"[]", type}, {"{}", type}, {is_number ? "\"7\"" : "7", type}};
  if (field.holds != Holds::flag) bad.push_back({"true", type});
  if (field.holds != Holds::moment_or_null && field.holds != Holds::time_or_null) bad.push_back({"null", type});
  for (const char* number : no_numbers) bad.push_back({number, "This number is out of its range."});
  if (field.holds == Holds::base64) {
    bad.push_back({in_quotes(""), "This field is empty."});
    bad.push_back({in_quotes(std::string(field.characters_max + 1, 'x')), "This field is too long."});
    for (const char* text : {"AAA", "AA==A", "A A=", "AA-_"})
      bad.push_back({in_quotes(text), "This field holds characters that it may not hold."});
  }
  if (field.holds == Holds::time_or_null) {
    for (const char* time : {"", "24:00", "7:00", "07:00:00", "noon"})
      bad.push_back({in_quotes(time), "This field is no time of day."});
  }
  if (is_text(field.holds)) {
    bad.push_back({in_quotes(""), "This field is empty."});
    bad.push_back({in_quotes(std::string(field.characters_max + 1, 'x')), "This field is too long."});
    bad.push_back({in_quotes("a\xff"
                             "b"),
                   "This field is not UTF-8 text."});
    bad.push_back({in_quotes("\xc0\xaf"), "This field is not UTF-8 text."});
  }
  if (field.holds == Holds::text || field.holds == Holds::name) {
    for (const char* control : {R"("a\u0000")", R"("\u001b[2J")", R"("a\n")", R"("\u007f")", R"("\u0085")", R"("\u202e")", R"("a\u2066")"}) {
      bad.push_back({control, "This field holds characters that it may not hold."});
    }
  }
  if (field.holds == Holds::name) {
    for (const char* name : {"Ada", "a b", "(label)", "\xe9\x9b\xaa"})
      bad.push_back({in_quotes(name), "This field holds characters that it may not hold."});
  }
  if (field.holds == Holds::flag) bad.push_back({in_quotes("yes"), type});
  if (field.holds == Holds::role || field.holds == Holds::language) {
    for (const char* word : {"", "root", "EN", "de"}) bad.push_back({in_quotes(word), "This field is none of its choices."});
  }
  if (field.holds == Holds::moment || field.holds == Holds::moment_or_null) {
    for (const char* word : {"", "tomorrow", "2027-02-30T00:00:00Z", "2027-02-01", "1801440000"})
      bad.push_back({in_quotes(word), "This field is no moment in time."});
    for (const char* word : {"2099-01-01T00:00:00Z", "9999-12-31T23:59:59Z"})
      bad.push_back({in_quotes(word), "This moment is too far away."});
  }
  return bad;
}

class BodyFields : public GateTest {
 protected:
  // A body of this route in which `field` is as given (absent when empty), and all others are good.
  static std::string body_with(const BodyField& field, const std::string& json) {
    const auto good = parse_json(as_bytes(test::body_for(field.duty)));
    std::string text;
    for (const auto& [name, value] : *good->if_map()) {
      if (name != field.name) text += (text.empty() ? "" : ",") + in_quotes(name) + ":" + print_json(value);
    }
    if (!json.empty()) text += (text.empty() ? "" : ",") + in_quotes(std::string(field.name)) + ":" + json;
    return "{" + text + "}";
  }

  void expect_refused(Duty duty, const std::string& body, const Value& field, std::string_view error) {
    const Route& route = route_of(duty);
    reached_.clear();
    const auto response =
        call(Call{std::string(route.method),
                  std::string(route.path),
                  {{"authorization", "Bearer " + std::string(test::kAdminToken)}, {"content-type", "application/json"}},
                  body});
    const std::string where = std::string(route.path) + " " + body;
    EXPECT_EQ(response.status, 400) << where;
    const auto said = parse_json(response.body);
    ASSERT_TRUE(said) << where;
    EXPECT_EQ(*said->find("field"), field) << where;
    EXPECT_EQ(said->text("error").value_or(""), error) << where;
    EXPECT_FALSE(said->text("hint").value_or("").empty()) << where;
    reached_.erase(static_cast<std::uint16_t>(contract::CheckSession::kOp));
    EXPECT_TRUE(reached_.empty()) << where;
  }
};

TEST_F(BodyFields, each_out_of_each_of_its_bounds_is_named) {
  for (const BodyField& field : kBodyFields) {
    for (const Bad& bad : bad_values_of(field))
      expect_refused(field.duty, body_with(field, bad.json), Value(field.name), bad.error);
    if (!field.optional) expect_refused(field.duty, body_with(field, ""), Value(field.name), "This field is missing.");
  }
}

TEST_F(BodyFields, quiet_hours_with_one_end_or_without_length_are_named) {
  const BodyField to{Duty::write_settings, "quiet_to", Holds::time_or_null};
  for (const char* end : {"null", "\"22:00\""}) {
    expect_refused(to.duty, body_with(to, end), Value("quiet_to"), "Quiet hours need a beginning and another end.");
  }
  expect_refused(to.duty, body_with({Duty::write_settings, "quiet_from", Holds::time_or_null}, "null"), Value("quiet_to"),
                 "Quiet hours need a beginning and another end.");
}

TEST_F(BodyFields, one_that_no_route_knows_is_named) {
  for (const BodyField& field : kBodyFields) {
    std::string body = test::body_for(field.duty);
    body.insert(1, R"("surprise":1,)");
    expect_refused(field.duty, body, Value("surprise"), "This field is not known here.");
  }
}

TEST_F(BodyFields, a_body_that_is_no_object_is_refused_as_a_whole) {
  for (const BodyField& field : kBodyFields) {
    expect_refused(field.duty, "[]", Value(), "The body is no JSON object.");
    for (const char* body : {"", "{", "\xff", R"({"a":1,"a":2})", R"({"a":"\ud800"})"}) {
      expect_refused(field.duty, body, Value(), "The body is not well-formed JSON.");
    }
  }
}

TEST_F(BodyFields, at_its_bound_each_is_still_taken) {
  for (const BodyField& field : kBodyFields) {
    if (!is_text(field.holds)) continue;
    EXPECT_FALSE(objection_to_body(field.duty, as_bytes(body_with(field, in_quotes(std::string(field.characters_max, 'x')))),
                                   clock_.wall_s()))
        << field.name;
    if (field.holds == Holds::name) continue;
    std::string wide;
    for (std::size_t i = 0; i < field.characters_max; ++i) wide += "\xe9\x9b\xaa";
    EXPECT_FALSE(objection_to_body(field.duty, as_bytes(body_with(field, in_quotes(wide))), clock_.wall_s()))
        << field.name << " in Chinese";
  }
}

TEST_F(BodyFields, every_route_that_takes_a_body_has_its_fields_in_the_table_and_its_good_body_is_taken) {
  for (const Route& route : kRoutes) {
    const bool described =
        std::any_of(kBodyFields.begin(), kBodyFields.end(), [&](const BodyField& field) { return field.duty == route.duty; });
    EXPECT_EQ(described, route.body) << route.path;
    if (!route.body) continue;
    EXPECT_FALSE(objection_to_body(route.duty, as_bytes(test::body_for(route.duty)), clock_.wall_s())) << route.path;
  }
}

TEST_F(BodyFields, each_has_its_word_in_the_page_in_both_languages) {
  std::ostringstream catalogue_text;
  catalogue_text << std::ifstream(std::string(CARDEA_SOURCE_DIR) + "/web/device/words.ts").rdbuf();
  const std::string catalogue = catalogue_text.str();
  for (const BodyField& field : kBodyFields) {
    EXPECT_NE(catalogue.find("  field_" + std::string(field.name) + ": w("), std::string::npos) << field.name;
  }
}

}  // namespace
}  // namespace cardea::gate
