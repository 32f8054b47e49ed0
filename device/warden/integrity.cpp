// SPDX-License-Identifier: Apache-2.0
#include "device/warden/integrity.hpp"

#include "lib/image/image.hpp"

namespace cardea::warden {

//= EN303645 5.7-1
Status check_integrity(const std::string& device, const std::string& image, const board::Digest& root) {
  TRY(const image::VerifiedImage verified, image::verify(image, root));
  return verified.compare(device + "/run");
}

}  // namespace cardea::warden
