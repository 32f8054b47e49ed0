// SPDX-License-Identifier: Apache-2.0
#include "device/gate/page.hpp"

#include "device/gate/answers.hpp"

namespace cardea::gate {

net::HttpResponse page_at(std::string_view path) {
  for (const PageFile& file : page_files()) {
    if (file.path == path) return net::HttpResponse::of(200, file.content_type, as_text(file.content));
  }
  return refusal(404, "There is nothing at this path.", "See the device's local API.");
}

}  // namespace cardea::gate
