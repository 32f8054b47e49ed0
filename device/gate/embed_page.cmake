# SPDX-License-Identifier: Apache-2.0
# Turns the built pages of web/device into one .cpp: cmake -DPAGE=build/release/web/device -DOUT=page_files.cpp -P embed_page.cmake
set(files "index.html|/|text/html\; charset=utf-8" "app.js|/app.js|text/javascript\; charset=utf-8"
          "app.css|/app.css|text/css\; charset=utf-8" "favicon.svg|/favicon.svg|image/svg+xml")

function(array_of file id out)
  file(READ "${file}" hex HEX)
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${hex}")
  set(${out} "constexpr std::uint8_t ${id}[] = {${bytes}};\n" PARENT_SCOPE)
endfunction()

set(arrays "")
set(rows "")
foreach(entry IN LISTS files)
  string(REPLACE "|" ";" parts "${entry}")
  list(GET parts 0 name)
  list(GET parts 1 path)
  string(REGEX REPLACE "^[^|]*\\|[^|]*\\|" "" type "${entry}")
  string(MAKE_C_IDENTIFIER "${name}" id)
  array_of("${PAGE}/${name}" ${id} plain)
  array_of("${PAGE}/${name}.br" ${id}_br compressed)
  string(APPEND arrays "${plain}${compressed}")
  string(APPEND rows "    PageFile{\"${path}\", \"${type}\", ${id}, ${id}_br},\n")
endforeach()
file(WRITE "${OUT}" "// Made by device/gate/embed_page.cmake from the built pages of web/device.
#include <array>

#include \"device/gate/page.hpp\"

namespace cardea::gate {
namespace {
${arrays}constexpr std::array kFiles{
${rows}};
}  // namespace

std::span<const PageFile> page_files() { return kFiles; }

}  // namespace cardea::gate
")
