// SPDX-License-Identifier: Apache-2.0
#include "assess/sheet_files.hpp"

#include "assess/sheets/archive.hpp"
#include "assess/sheets/export.hpp"
#include "product/file.hpp"
#include "product/lint.hpp"

namespace cardea::assess {

Outcome<Unit> export_sheets(const std::string& declaration, const std::string& out, bool chinese) {
  TRY(const product::Lint checked, product::lint(declaration));
  if (!checked.usable())
    return Problem(Err::broken, declaration + " has " + std::to_string(checked.errors()) + " errors",
                   "cardea assess lint --declaration " + declaration);
  TRY(const Buffer file, print_workbook(workbook_of(*checked.declaration, chinese ? SheetLanguage::zh : SheetLanguage::en)));
  return product::write_file(out, file, /*replace=*/false);
}

Outcome<SheetImport> import_sheets(const std::string& workbook, const std::string& out, const Clock& clock) {
  TRY(const std::string file, product::read_file(workbook, kArchiveBytesMax));
  auto parsed = parse_workbook(as_bytes(file));
  if (!parsed) return Problem(parsed.error().code, workbook + ": " + parsed.error().message, parsed.error().hint);
  SheetImport imported = declaration_of(*parsed, clock.wall_s());
  if (imported.usable) TRY_(product::write_file(out, as_bytes(imported.toml), /*replace=*/false));
  return imported;
}

}  // namespace cardea::assess
