// SPDX-License-Identifier: Apache-2.0
#include "assess/image/packages.hpp"

#include "assess/image/lines.hpp"

namespace cardea::assess {

namespace {

struct Paragraph {
  std::string_view name;
  std::string_view version;
  bool installed = true;
  bool empty = true;

  void take(std::string_view key, std::string_view value) {
    empty = false;
    if (key == "Package" || key == "P") name = value;
    if (key == "Version" || key == "V") version = value;
    if (key == "Status") installed = value.ends_with(" installed");
  }
};

void keep(const Paragraph& paragraph, Packages& packages) {
  if (paragraph.empty || !paragraph.installed) return;
  if (paragraph.name.empty() || packages.installed.size() == kPackagesMax) {
    packages.complete = false;
    return;
  }
  std::string one = plain(paragraph.name);
  if (!paragraph.version.empty()) one += " " + plain(paragraph.version);
  packages.installed.push_back(std::move(one));
}

// Lines that begin with a blank go on with the field before them.
Result<Packages> parse_paragraphs(Bytes file) {
  std::string_view rest = as_text(file);
  Packages packages;
  Paragraph paragraph;
  bool any = rest.empty();
  while (!rest.empty()) {
    std::string_view line = next_line(rest);
    if (line.empty()) {
      keep(paragraph, packages);
      paragraph = {};
    }
    if (line.empty() || line.front() == ' ' || line.front() == '\t' || line.find(':') == std::string_view::npos) continue;
    const std::string_view key = next_field(line, ':');
    paragraph.take(key, trimmed(line));
    any = any || !paragraph.name.empty();
  }
  keep(paragraph, packages);
  if (!any) return Error{Err::bad_value, "no database of packages"};
  return packages;
}

}  // namespace

Result<Packages> parse_control_packages(Bytes file) {
  return parse_paragraphs(file);
}

Result<Packages> parse_apk_packages(Bytes file) {
  return parse_paragraphs(file);
}

}  // namespace cardea::assess
