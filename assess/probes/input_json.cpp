// SPDX-License-Identifier: Apache-2.0
// Malformed bodies: JSON and forms that are none, and a body that a function takes with one field after the other made wrong.
#include <array>

#include "assess/probes/input_groups.hpp"
#include "lib/codec/json.hpp"

namespace cardea::assess {

namespace {

using namespace std::string_literals;

constexpr std::size_t kPlacesMax = 16;
constexpr std::string_view kHere = "assess-here";  // in quotes, where the wrong value comes

std::string many(std::size_t count, const std::string& piece) {
  std::string out;
  for (std::size_t i = 0; i < count; ++i) out += piece;
  return out;
}

Input wrong(std::string name, const std::string& bytes) {
  return {std::move(name), to_buffer(as_bytes(bytes)), true};
}

Input odd(std::string name, const std::string& bytes) {
  return {std::move(name), to_buffer(as_bytes(bytes)), false};
}

// `kind`: of the JSON value; 'x' is no JSON at all, '-' a value that many fields may hold.
struct WrongValue {
  const char* name;
  std::string json;
  char kind;
};

const std::vector<WrongValue>& wrong_values() {
  static const std::vector<WrongValue> values{
      {"a number", "7", 'n'},
      {"a text", "\"seven\"", 't'},
      {"a tag", "\"<b id=kmark>\"", '-'},
      {"a calculation", "\"k$((40961*7))k k{{40961*7}}k k${40961*7}k\"", '-'},
      {"a raw NUL", "\"a\0b\""s, 'x'},
      {"a flag", "true", 'f'},
      {"a list", "[7]", 'l'},
      {"an object", "{\"a\":7}", 'o'},
      {"nothing", "null", '-'},
      {"an empty text", "\"\"", '-'},
      {"a very long text", "\"" + many(66'000, "v") + "\"", '-'},
      {"a NUL", "\"a\\u0000b\"", '-'},
      {"control characters", "\"\\u0001\\u001b[2J\\u007f\"", '-'},
      {"half a pair", "\"\\ud800\"", '-'},
      {"a text turned round", "\"\\u202eabc\"", '-'},
      {"a line end", "\"a\\r\\nx-kmark: k\"", '-'},
      {"a command", "\";echo k$((40961*7))k;`echo k$((40961*7))k`|echo k$((40961*7))k\"", '-'},
      {"a quote", "\"' OR '1'='1' -- \\\"\"", '-'},
      {"format letters", "\"%n%s%x%n%s%x\"", '-'},
      {"a path upwards", "\"../../../../../../../../etc/passwd\"", '-'},
      {"zero", "0", 'n'},
      {"below zero", "-1", 'n'},
      {"2^31", "2147483648", 'n'},
      {"2^63 - 1", "9223372036854775807", 'n'},
      {"2^64", "18446744073709551616", 'n'},
      {"a very large number", "1e400", 'n'},
      {"a fraction", "0.1", 'n'},
      {"a very long number", many(5000, "9"), 'n'},
      {"a number that is none", "NaN", 'x'},
      {"bytes that are no UTF-8", "\"\xff\xfe\xc3\x28\"", 'x'},
      {"no value", "", 'x'},
  };
  return values;
}

char kind_of(const Value& value) {
  if (value.if_int() != nullptr) return 'n';
  if (value.if_text() != nullptr) return 't';
  if (value.if_bool() != nullptr) return 'f';
  if (value.if_array() != nullptr) return 'l';
  return value.if_map() != nullptr ? 'o' : '-';
}

struct Place {
  std::string name;
  char kind;
  std::string with_mark;  // the whole body, with the mark in this place
};

// Every member of `here`, a part of `whole`, and those of objects within.
void find_places(Value& here, const Value& whole, const std::string& prefix, std::vector<Place>& places) {
  Value::Map* members = here.if_map();
  if (members == nullptr) return;
  for (auto& [key, member] : *members) {
    if (places.size() >= kPlacesMax) return;
    Value own = member;
    const std::string name = prefix + key;
    member = Value(kHere);
    places.push_back({name, kind_of(own), print_json(whole)});
    member = std::move(own);
    find_places(member, whole, name + ".", places);
  }
}

std::string put(const std::string& with_mark, const std::string& json) {
  const std::string mark = "\"" + std::string(kHere) + "\"";
  std::string out = with_mark;
  const std::size_t at = out.find(mark);
  if (at != std::string::npos) out.replace(at, mark.size(), json);
  return out;
}

}  // namespace

std::vector<Input> broken_json() {
  return {
      wrong("an object without an end", "{\"a\":"),
      wrong("a list without an end", "["),
      wrong("a member without a value", "{\"a\":}"),
      wrong("a comma too many", "{\"a\":1,}"),
      wrong("a name without quotes", "{a:1}"),
      wrong("a word that is none", "nul"),
      wrong("something behind the end", "{}x"),
      wrong("two objects", "{}{}"),
      wrong("bytes that are no UTF-8", "{\"a\":\"\xff\xfe\xc3\x28\"}"),
      wrong("a raw NUL", "{\"a\":\"\0\"}"s),
      wrong("an escape that is none", "{\"a\":\"\\q\"}"),
      wrong("blanks alone", many(1000, " ")),
      wrong("no JSON at all", "<?xml version=\"1.0\"?><a/>"),
      wrong("a list in the place of an object", "[]"),
      wrong("a text in the place of an object", "\"text\""),
      wrong("a number in the place of an object", "1"),
      wrong("very deep lists", many(10'000, "[")),
      wrong("very deep objects", many(5000, "{\"a\":") + "1" + many(5000, "}")),
      odd("a mark of byte order", "\xef\xbb\xbf{}"),
      odd("a name twice", "{\"a\":1,\"a\":2}"),
      odd("names of the prototype", "{\"__proto__\":{\"admin\":true},\"constructor\":{\"prototype\":{\"admin\":true}}}"),
      odd("very many members", "{\"a\":0" + many(5000, ",\"b\":1") + "}"),
      odd("a very long text", "{\"a\":\"" + many(200'000, "v") + "\"}"),
      odd("a very long name", "{\"" + many(60'000, "n") + "\":1}"),
  };
}

std::vector<Input> broken_forms() {
  return {
      odd("a percent sign alone", "%"),
      odd("a percent sign and no digits", "a=%zz"),
      odd("bytes that are no UTF-8", "a=%ff%fe"),
      odd("NUL", "a=%00&b%00=c"),
      odd("signs alone", "===&&&==="),
      odd("very many fields", many(5000, "a=b&")),
      odd("a very long value", "a=" + many(200'000, "v")),
      odd("lists within lists", "a" + many(1000, "[]") + "=1"),
  };
}

std::vector<Input> wrong_fields(const Value& own) {
  Value copy = own;
  std::vector<Place> places;
  find_places(copy, copy, {}, places);
  std::vector<Input> inputs;
  for (const WrongValue& value : wrong_values()) {
    for (const Place& place : places) {
      const bool other_kind = value.kind != '-' && value.kind != place.kind;
      inputs.push_back({place.name + ": " + value.name, to_buffer(as_bytes(put(place.with_mark, value.json))), other_kind});
    }
  }
  return inputs;
}

}  // namespace cardea::assess
