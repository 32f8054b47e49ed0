// SPDX-License-Identifier: Apache-2.0
// From two images to the delta between them, or from one to itself compressed, as a file and as what the signed metadata says of it.
#pragma once

#include <string>

#include "lib/tuf/delta_info.hpp"

namespace cardea::release {

struct DeltaFile {
  tuf::DeltaInfo info;
  std::uint64_t size = 0;
  std::uint64_t image_size = 0;  // of the image that it makes
};

// Both must be whole images of one model. Takes about six times the old image in memory. Refused when it is no smaller than the
// new image; what comes out was applied once.
Outcome<DeltaFile> make_delta_file(const std::string& old_image, const std::string& new_image, const std::string& output);
// The whole image compressed; may be no smaller.
Outcome<DeltaFile> make_packed_file(const std::string& image, const std::string& output);

}  // namespace cardea::release
