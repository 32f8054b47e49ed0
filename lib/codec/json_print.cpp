// SPDX-License-Identifier: Apache-2.0
// Printing is ours: what is signed or compared must not change with a library's taste.
#include <array>

#include "lib/codec/json.hpp"
#include "lib/codec/utf8.hpp"

namespace cardea {
namespace {

enum class Form : std::uint8_t { compact, pretty, canonical };

class Printer {
 public:
  explicit Printer(Form form) : form_(form) {}

  void value(const Value& v) {  // NOLINT(misc-no-recursion): as deep as the value, which a parser bounds
    if (v.is_null()) out_ += "null";
    else if (const bool* flag = v.if_bool()) out_ += *flag ? "true" : "false";
    else if (const std::int64_t* n = v.if_int()) out_ += std::to_string(*n);
    else if (const std::string* t = v.if_text()) text(*t);
    else if (const Buffer* b = v.if_bytes()) text(to_base64url(*b));  // as RFC 8949 section 6.1
    else if (const Value::Array* a = v.if_array()) array(*a);
    else map(*v.if_map());
  }

  std::string take() { return std::move(out_); }

 private:
  void text(std::string_view t) {
    out_ += '"';
    while (!t.empty()) t.remove_prefix(character(t));
    out_ += '"';
  }

  // Prints the front of the text and returns how many bytes that was.
  std::size_t character(std::string_view t) {
    const char c = t.front();
    if (c == '"' || c == '\\') {
      out_ += '\\';
      out_ += c;
      return 1;
    }
    if (form_ == Form::canonical) {
      out_ += c;
      return 1;
    }
    if (static_cast<unsigned char>(c) < 0x20) {
      control(static_cast<unsigned char>(c));
      return 1;
    }
    const std::size_t size = utf8_front(as_bytes(t));
    if (size == 0) out_ += "\xef\xbf\xbd";  // U+FFFD: what we print is always JSON
    else out_ += t.substr(0, size);
    return size == 0 ? 1 : size;
  }

  void control(unsigned char c) {
    constexpr std::string_view kHex = "0123456789abcdef";
    switch (c) {
      case '\n': out_ += "\\n"; return;
      case '\r': out_ += "\\r"; return;
      case '\t': out_ += "\\t"; return;
      default: break;
    }
    out_ += "\\u00";
    out_ += kHex[c >> 4];
    out_ += kHex[c & 0xf];
  }

  void array(const Value::Array& items) {  // NOLINT(misc-no-recursion): see value()
    open('[');
    bool first = true;
    for (const Value& item : items) {
      next(first);
      value(item);
    }
    close(']', items.empty());
  }

  void map(const Value::Map& members) {  // NOLINT(misc-no-recursion): see value()
    open('{');
    bool first = true;
    for (const auto& [key, member] : members) {
      next(first);
      text(key);
      out_ += form_ == Form::pretty ? ": " : ":";
      value(member);
    }
    close('}', members.empty());
  }

  void open(char bracket) {
    out_ += bracket;
    ++depth_;
  }
  void next(bool& first) {
    if (!first) out_ += ',';
    first = false;
    line();
  }
  void close(char bracket, bool was_empty) {
    --depth_;
    if (!was_empty) line();
    out_ += bracket;
  }
  void line() {
    if (form_ != Form::pretty) return;
    out_ += '\n';
    out_.append(2 * depth_, ' ');
  }

  Form form_;
  std::size_t depth_ = 0;
  std::string out_;
};

std::string print(const Value& value, Form form) {
  Printer printer(form);
  printer.value(value);
  return printer.take();
}

}  // namespace

std::string print_json(const Value& value) { return print(value, Form::compact); }
std::string print_json_pretty(const Value& value) { return print(value, Form::pretty) + '\n'; }
std::string canonical_json(const Value& value) { return print(value, Form::canonical); }

}  // namespace cardea
