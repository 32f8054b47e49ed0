// SPDX-License-Identifier: Apache-2.0
// The files of web/device, embedded at build time: gate opens no file.
#pragma once

#include <span>

#include "lib/net/http.hpp"

namespace cardea::gate {

struct PageFile {
  std::string_view path;
  std::string_view content_type;
  Bytes content;
};

std::span<const PageFile> page_files();  // page_files.cpp is made by embed_page.cmake
net::HttpResponse page_at(std::string_view path);

}  // namespace cardea::gate
