# SPDX-License-Identifier: Apache-2.0
# Writes provisions.tsv (IN) as the C++ table behind provisions() (OUT). The program reads no file at run time.
file(READ "${IN}" text)
string(REGEX REPLACE "^id\t[^\n]*\n" "" rows "${text}")
string(REGEX REPLACE "([^\t\n]+)\t([MR])\t([^\t\n]+)\t([^\t\n]+)\t([^\t\n]+)\n"
  "    {\"\\1\", '\\2' == 'M', ConditionNumbers(\"\\3\"), \"\\4\", \"\\5\"},\n" rows "${rows}")
file(WRITE "${OUT}.new" "// Made from provisions.tsv by embed_provisions.cmake.
#include \"product/provisions.hpp\"

namespace cardea::product {

std::span<const Provision> provisions() {
  static constexpr Provision kRows[] = {
${rows}  };
  return kRows;
}

}  // namespace cardea::product
")
file(RENAME "${OUT}.new" "${OUT}")
