// SPDX-License-Identifier: Apache-2.0
// Reads a declaration and says everything that is wrong with it. Nothing is accepted in silence that was not understood.
#pragma once

#include <memory>
#include <optional>

#include "lib/base/clock.hpp"
#include "product/declaration.hpp"

namespace cardea::product {

// Where `include = ["name"]` is looked up.
class FragmentSource {
 public:
  struct Fragment {
    std::string file;  // for messages
    std::string text;
  };
  virtual ~FragmentSource() = default;
  virtual Outcome<Fragment> fragment(const std::string& name) const = 0;
};

// Those that are built into this program: cardea-device.
class BuiltInFragments final : public FragmentSource {
 public:
  Outcome<Fragment> fragment(const std::string& name) const override;
};

// The built-in ones, and `name.toml` beside the product's file.
class FragmentsBeside final : public FragmentSource {
 public:
  explicit FragmentsBeside(std::string directory) : directory_(std::move(directory)) {}
  Outcome<Fragment> fragment(const std::string& name) const override;

 private:
  std::string directory_;
};

struct Lint {
  std::optional<Declaration> declaration;  // absent only when the file is no TOML at all
  std::vector<Finding> findings;

  std::size_t errors() const;
  std::size_t warnings() const { return findings.size() - errors(); }
  bool clean() const { return declaration.has_value() && findings.empty(); }
  bool usable() const { return declaration.has_value() && errors() == 0; }  // what may be compiled and assessed
};

// Pure: `now_s` is what "in the past" is measured from.
Lint parse_declaration(Bytes text, const std::string& file_name, const FragmentSource& source, std::int64_t now_s);

// A file, as of now. A file that cannot be read is a Problem, what it says wrong is a finding.
Outcome<Lint> lint(const std::string& path);
Outcome<Lint> lint(const std::string& path, const Clock& clock);

}  // namespace cardea::product
