// SPDX-License-Identifier: Apache-2.0
// The one place of the product that includes nlohmann-json. Its lexer checks grammar and UTF-8; everything it would
// be generous about (byte order mark, NUL as end, comments, floats, repeated keys) is refused here.
#include "lib/codec/json.hpp"

#include <algorithm>
#include <limits>
#include <nlohmann/json.hpp>

#include "lib/codec/tree_builder.hpp"

namespace cardea {
namespace {

class Sax {
 public:
  Sax(const Limits& limits, Fractions fractions) : tree_(limits), fractions_(fractions) {}

  bool null() { return go(tree_.leaf(Value())); }
  bool boolean(bool v) { return go(tree_.leaf(Value(v))); }
  bool number_integer(std::int64_t v) { return go(tree_.leaf(Value(v))); }
  bool number_unsigned(std::uint64_t v) {
    if (v > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) return other_number(std::to_string(v));
    return go(tree_.leaf(Value(static_cast<std::int64_t>(v))));
  }
  // Also what the lexer makes of a whole number above 64 bits.
  bool number_float(double, const std::string& as_it_stands) { return other_number(as_it_stands); }
  bool string(std::string& v) { return go(tree_.leaf(Value(std::move(v)))); }
  bool binary(nlohmann::json::binary_t&) { return false; }
  bool start_object(std::size_t) { return go(tree_.open_map()); }
  bool key(std::string& k) { return go(tree_.key(std::move(k))); }
  bool end_object() { return close(); }
  bool start_array(std::size_t) { return go(tree_.open_array()); }
  bool end_array() { return close(); }
  bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception&) {
    return go(Error{Err::bad_value, "not well-formed JSON"});
  }

  Result<Value> result() {
    if (!status_) return status_.error();
    return tree_.take();
  }

 private:
  bool go(Status status) {
    if (status_ && !status) status_ = std::move(status);
    return status_.ok();
  }
  bool close() {
    tree_.close();
    return true;
  }
  bool other_number(const std::string& as_it_stands) {
    if (fractions_ == Fractions::as_text) return go(tree_.leaf(Value(as_it_stands)));
    return go(Error{Err::bad_value, "a number is not a whole number of 64 bits"});
  }

  TreeBuilder tree_;
  Fractions fractions_;
  Status status_ = kOk;
};

}  // namespace

Result<Value> parse_json(Bytes text, const Limits& limits, Fractions fractions) {
  if (text.size() > limits.bytes_max) return Error{Err::too_large, "JSON is longer than its bound"};
  // The lexer takes a NUL for the end of input, and would not look at what follows it.
  if (std::find(text.begin(), text.end(), std::uint8_t{0}) != text.end()) return Error{Err::bad_value, "a NUL byte in JSON"};
  if (!text.empty() && text[0] == 0xef) return Error{Err::bad_value, "a byte order mark before JSON"};
  try {
    Sax sax(limits, fractions);
    const bool whole = nlohmann::json::sax_parse(text.begin(), text.end(), &sax);
    Result<Value> value = sax.result();
    if (value && !whole) return Error{Err::bad_value, "not well-formed JSON"};
    return value;
  } catch (...) {
    return Error{Err::exhausted, "the JSON parser gave up"};
  }
}

}  // namespace cardea
