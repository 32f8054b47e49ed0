# SPDX-License-Identifier: Apache-2.0
# Writes a text file (IN) as the C++ function NAME() (OUT), so that the program reads no file at run time.
file(READ "${IN}" text)
file(WRITE "${OUT}.new" "// Made by embed_text.cmake.
#include <string_view>

namespace cardea::product {

std::string_view ${NAME}();
std::string_view ${NAME}() { return R\"cardea(${text})cardea\"; }

}  // namespace cardea::product
")
file(RENAME "${OUT}.new" "${OUT}")
