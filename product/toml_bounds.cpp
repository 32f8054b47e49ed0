// SPDX-License-Identifier: Apache-2.0
#include "product/toml_bounds.hpp"

#include "lib/codec/utf8.hpp"

namespace cardea::product {
namespace {

// Walks the text outside of strings and comments and watches the nesting, and that only ASCII stands there, as TOML asks (toml++
// 3.3 is undefined for some of what does not). It need not know TOML otherwise: a string that
// never ends swallows the rest, and the grammar will say so.
class NestingScan {
 public:
  explicit NestingScan(std::string_view text) : text_(text) {}

  std::optional<TomlError> run() {
    if (text_.starts_with("\xef\xbb\xbf")) at_ = 3;  // a byte order mark may open a file
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '#') {
        skip_to_line_end();
      } else if (c == '"' || c == '\'') {
        skip_string(c);
      } else if (auto error = step(c)) {
        return error;
      }
    }
    return std::nullopt;
  }

 private:
  std::optional<TomlError> step(char c) {
    if (c == '[' || c == '{') ++depth_;
    if ((c == ']' || c == '}') && depth_ > 0) --depth_;
    if (c == '.') ++dots_;
    if (c == '\n') ++line_;
    if (c == '=' || c == ',' || c == '\n' || c == '[' || c == ']' || c == '{' || c == '}') dots_ = 0;
    ++at_;
    if (static_cast<unsigned char>(c) >= 0x80) return TomlError{{line_, 0}, "letters beyond ASCII stand outside of quotes"};
    if (depth_ > kTomlDepthMax) return TomlError{{line_, 0}, "brackets are nested too deeply"};
    if (dots_ > kTomlDepthMax) return TomlError{{line_, 0}, "a key has too many dots"};
    return std::nullopt;
  }

  void skip_to_line_end() {
    while (at_ < text_.size() && text_[at_] != '\n') ++at_;
  }

  void skip_string(char quote) {
    const std::string_view three = quote == '"' ? R"(""")" : "'''";
    const bool many_lines = text_.substr(at_).starts_with(three);
    const std::string_view end = many_lines ? three : three.substr(0, 1);
    at_ += end.size();
    while (at_ < text_.size() && !text_.substr(at_).starts_with(end)) {
      if (text_[at_] == '\n') {
        if (!many_lines) return;  // an error in TOML; the grammar says which
        ++line_;
      }
      at_ += quote == '"' && text_[at_] == '\\' ? 2U : 1U;
    }
    at_ += end.size();
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t depth_ = 0;
  std::size_t dots_ = 0;
  std::uint32_t line_ = 1;
};

std::optional<TomlError> check_utf8(std::string_view text) {
  Position at{1, 1};
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t length = utf8_front(as_bytes(text.substr(i)));
    if (length == 0) return TomlError{at, "this is not UTF-8"};
    if (text[i] == '\0') return TomlError{at, "there is a zero byte here"};
    if (text[i] == '\n') at = {at.line + 1, 0};
    ++at.column;
    i += length;
  }
  return std::nullopt;
}

}  // namespace

std::optional<TomlError> check_toml_bounds(std::string_view text) {
  if (text.size() > kTomlBytesMax) return TomlError{{}, "the file is larger than 1 MiB"};
  if (auto error = check_utf8(text)) return error;
  return NestingScan(text).run();
}

}  // namespace cardea::product
