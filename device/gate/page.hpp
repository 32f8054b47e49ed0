// SPDX-License-Identifier: Apache-2.0
// The files that web/device is built into, embedded at build time: gate opens no file.
#pragma once

#include <span>

#include "lib/net/http.hpp"

namespace cardea::gate {

struct PageFile {
  std::string_view path;
  std::string_view content_type;
  Bytes content;
  Bytes brotli;  // the same, compressed
};

std::span<const PageFile> page_files();  // page_files.cpp is made by embed_page.cmake
// `accept_encoding`: of the request. Compressed for those who say that they read it.
net::HttpResponse page_at(std::string_view path, std::string_view accept_encoding);
bool accepts_brotli(std::string_view accept_encoding);

}  // namespace cardea::gate
