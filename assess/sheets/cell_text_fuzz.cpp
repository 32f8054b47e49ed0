// SPDX-License-Identifier: Apache-2.0
#include "assess/sheets/cell_text.hpp"
#include "assess/sheets/cell_value.hpp"
#include "lib/codec/utf8.hpp"
#include "product/toml.hpp"
#include "tools/fuzz/fuzz.hpp"

// What a cell means is TOML, whatever stands in it, or it is refused with a reason.
void fuzz(cardea::Bytes input) {
  using namespace cardea;
  if (!is_utf8(input)) return;
  const std::string cell(as_text(input));
  const auto items = assess::parse_items(cell);
  require(assess::parse_items(assess::print_items(items)) == items, "a list comes back");
  const auto entries = assess::parse_details(cell);
  require(entries.ok() || !entries.error().hint.empty(), "a refusal says what to do");
  for (std::size_t kind = 0; kind <= static_cast<std::size_t>(product::FieldKind::details); ++kind) {
    const product::FieldSchema field{"field", static_cast<product::FieldKind>(kind)};
    for (const auto of : {assess::Cell::Kind::text, assess::Cell::Kind::number, assess::Cell::Kind::flag}) {
      const auto value = assess::toml_value(field, {0, 0, of, cell}, false);
      if (!value) continue;
      const std::string line = "field = " + *value;
      require(line.find('\n') == std::string::npos, "a value is one line");
      require(
          line.size() > product::kTomlBytesMax || std::holds_alternative<product::TomlNode>(product::parse_toml(as_bytes(line))),
          "a value is TOML");
    }
  }
}
