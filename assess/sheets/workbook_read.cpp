// SPDX-License-Identifier: Apache-2.0
// Only parts whose names workbooks use are read, whatever else the container holds: a picture, a macro, a link to elsewhere.
#include <algorithm>
#include <map>

#include "assess/sheets/archive.hpp"
#include "assess/sheets/worksheet.hpp"

namespace cardea::assess {

namespace {

constexpr const char* kWorkbookPart = "xl/workbook.xml";
constexpr const char* kRelationsPart = "xl/_rels/workbook.xml.rels";
constexpr const char* kSharedPart = "xl/sharedStrings.xml";
constexpr const char* kSaveAgain = "open it in a spreadsheet program and save it again as .xlsx";

struct Listed {
  std::string name;
  std::string relation;
};

class WorkbookPart final : public XmlVisitor {
 public:
  void open(const XmlElement& element) override {
    const std::string_view local = local_name(element.name());
    if (local == "workbookPr") days_from_1904 = element.attribute("date1904") == "1" || element.attribute("date1904") == "true";
    if (local != "sheet" || sheets.size() > kSheetsMax) return;
    sheets.push_back({std::string(element.attribute("name")), std::string(element.local_attribute("id"))});
  }
  void close(std::string_view) override {}

  std::vector<Listed> sheets;
  bool days_from_1904 = false;
};

class RelationsPart final : public XmlVisitor {
 public:
  void open(const XmlElement& element) override {
    if (local_name(element.name()) != "Relationship" || targets.size() > kArchiveMembersMax) return;
    targets.emplace(element.attribute("Id"), element.attribute("Target"));
  }
  void close(std::string_view) override {}

  std::map<std::string, std::string, std::less<>> targets;
};

Problem damaged(const std::string& part, const Problem& why) {
  return {why.code, part + ": " + why.message, why.hint.empty() ? kSaveAgain : why.hint};
}

Outcome<Unit> walk_part(Archive& archive, const std::string& part, XmlVisitor& visitor, const std::optional<Problem>* problem) {
  XmlWalk walk(visitor, kSheetXmlBounds);
  const auto feed = [&](Bytes piece) -> Outcome<Unit> {
    auto fed = walk.feed(piece);
    if (problem != nullptr && *problem) return **problem;
    if (!fed) return damaged(part, fed.error());
    return kOk;
  };
  TRY_(archive.read(part, feed));
  auto finished = walk.finish();
  if (problem != nullptr && *problem) return **problem;
  if (!finished) return damaged(part, finished.error());
  return kOk;
}

bool plain_file_name(std::string_view name) {
  constexpr std::string_view kEnd = ".xml";
  if (!name.ends_with(kEnd) || name.size() <= kEnd.size()) return false;
  name.remove_suffix(kEnd.size());
  return std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  });
}

// The name of a part with cells, or empty when a sheet is anything else.
std::string part_of_sheet(std::string_view target) {
  constexpr std::string_view kFolder = "xl/worksheets/";
  std::string part = target.starts_with('/') ? std::string(target.substr(1)) : "xl/" + std::string(target);
  if (!part.starts_with(kFolder) || !plain_file_name(std::string_view(part).substr(kFolder.size()))) return {};
  return part;
}

Outcome<Unit> check_list(const WorkbookPart& listed) {
  if (listed.sheets.empty()) return Problem(Err::bad_value, "the workbook has no sheet", kSaveAgain);
  if (listed.sheets.size() > kSheetsMax)
    return Problem(Err::too_large, "the workbook has more than " + std::to_string(kSheetsMax) + " sheets");
  for (std::size_t i = 0; i < listed.sheets.size(); ++i) {
    const std::string& name = listed.sheets[i].name;
    const auto same = [&](const Listed& other) { return other.name == name; };
    if (name.empty() || name.size() > kSheetNameBytesMax)
      return Problem(Err::bad_value, "sheet " + std::to_string(i + 1) + " has no name, or too long a one",
                     "give it a short name");
    if (std::any_of(listed.sheets.begin(), listed.sheets.begin() + static_cast<std::ptrdiff_t>(i), same))
      return Problem(Err::bad_value, cell_place(name, 0, 0) + ": two sheets have this name", "give one of them another");
  }
  return kOk;
}

}  // namespace

Outcome<Workbook> parse_workbook(Bytes file) {
  TRY(Archive archive, Archive::open(file));
  if (!archive.holds(kWorkbookPart) || !archive.holds(kRelationsPart))
    return Problem(Err::bad_value, "this is no workbook: it lacks " + std::string(kWorkbookPart), kSaveAgain);
  WorkbookPart listed;
  TRY_(walk_part(archive, kWorkbookPart, listed, nullptr));
  TRY_(check_list(listed));
  RelationsPart relations;
  TRY_(walk_part(archive, kRelationsPart, relations, nullptr));
  SharedTexts shared;
  if (archive.holds(kSharedPart)) TRY_(walk_part(archive, kSharedPart, shared, &shared.problem()));

  Workbook workbook{{}, listed.days_from_1904};
  SheetBudget budget;
  for (const Listed& sheet : listed.sheets) {
    const auto target = relations.targets.find(sheet.relation);
    const std::string part = target == relations.targets.end() ? "" : part_of_sheet(target->second);
    if (part.empty() || !archive.holds(part))
      return Problem(Err::refused, cell_place(sheet.name, 0, 0) + ": this is no sheet of cells", "delete it from the workbook");
    WorksheetReader reader(sheet.name, shared.texts(), budget);
    TRY_(walk_part(archive, part, reader, &reader.problem()));
    TRY(Sheet read, reader.finish());
    workbook.sheets.push_back(std::move(read));
  }
  return workbook;
}

}  // namespace cardea::assess
