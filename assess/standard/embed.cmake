# SPDX-License-Identifier: Apache-2.0
# Writes a table (IN) as the C++ function NAME() (OUT), which HEADER declares, so that the assessor reads no file of its own at run time.
file(READ "${IN}" text)
file(WRITE "${OUT}.new" "// Made by assess/standard/embed.cmake.
#include \"${HEADER}\"

namespace cardea::assess {

std::string_view ${NAME}() { return R\"cardea(${text})cardea\"; }

}  // namespace cardea::assess
")
file(RENAME "${OUT}.new" "${OUT}")
