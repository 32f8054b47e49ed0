// SPDX-License-Identifier: Apache-2.0
#include "product/lint.hpp"

#include <algorithm>

#include "product/builder.hpp"
#include "product/file.hpp"
#include "product/rules.hpp"

namespace cardea::product {

std::string_view fragment_cardea_device();  // embed_text.cmake

namespace {

std::string directory_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string::npos ? "." : path.substr(0, slash);
}

bool is_plain_name(std::string_view name) {
  const auto fine = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; };
  return !name.empty() && name.size() <= 64 && std::all_of(name.begin(), name.end(), fine);
}

// A TOML tree, or a finding that says why there is none.
std::optional<TomlNode> read_tree(Bytes text, const std::string& file, Findings& findings) {
  auto parsed = parse_toml(text);
  if (auto* error = std::get_if<TomlError>(&parsed)) {
    findings.error("not-toml", {file, error->at}, error->what, "nothing after this place was read");
    return std::nullopt;
  }
  return std::get<TomlNode>(std::move(parsed));
}

void add_include(const Include& include, const FragmentSource& source, DeclarationBuilder& builder, Findings& findings) {
  auto found = source.fragment(include.name);
  if (!found) {
    findings.error("unknown-include", include.place, found.error().message, found.error().hint);
    return;
  }
  if (const auto tree = read_tree(as_bytes(found->text), found->file, findings)) {
    builder.add_fragment(include.name, read_document(*tree, found->file, include.name, findings));
  }
}

}  // namespace

Outcome<FragmentSource::Fragment> BuiltInFragments::fragment(const std::string& name) const {
  if (name == "cardea-device") return Fragment{"cardea-device (built in)", std::string(fragment_cardea_device())};
  return Problem(Err::not_found, "there is no fragment " + quoted(name),
                 "built in: cardea-device; others: name.toml beside the product's file");
}

Outcome<FragmentSource::Fragment> FragmentsBeside::fragment(const std::string& name) const {
  if (!is_plain_name(name))
    return Problem(Err::bad_value, "this is no name of a fragment: " + quoted(name),
                   "lower-case letters, digits and '-', without `.toml`");
  auto built_in = BuiltInFragments().fragment(name);
  if (built_in) return built_in;
  const std::string path = directory_ + '/' + name + ".toml";
  auto text = read_file(path, kTomlBytesMax);
  if (!text) return text.error().code == Err::too_large ? text.error() : built_in.error();
  return Fragment{path, std::move(*text)};
}

std::size_t Lint::errors() const {
  return static_cast<std::size_t>(
      std::count_if(findings.begin(), findings.end(), [](const Finding& f) { return f.severity == Severity::error; }));
}

Lint parse_declaration(Bytes text, const std::string& file_name, const FragmentSource& source, std::int64_t now_s) {
  Findings findings;
  Lint result;
  if (const auto tree = read_tree(text, file_name, findings)) {
    DeclarationBuilder builder(file_name, findings);
    Document own = read_document(*tree, file_name, "", findings);
    for (const Include& include : own.includes) add_include(include, source, builder, findings);
    builder.add_own(std::move(own));
    result.declaration = builder.finish();
    check_product(*result.declaration, now_s, findings);
    check_rows(*result.declaration, findings);
    check_references(*result.declaration, findings);
    check_enforced(*result.declaration, findings);
    check_answers(*result.declaration, findings);
    check_claims(*result.declaration, findings);
  }
  result.findings = findings.take(file_name);
  return result;
}

Outcome<Lint> lint(const std::string& path, const Clock& clock) {
  TRY(const std::string text, read_file(path, kTomlBytesMax));
  return parse_declaration(as_bytes(text), path, FragmentsBeside(directory_of(path)), clock.wall_s());
}

Outcome<Lint> lint(const std::string& path) {
  return lint(path, SystemClock());
}

}  // namespace cardea::product
