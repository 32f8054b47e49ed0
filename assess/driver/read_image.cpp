// SPDX-License-Identifier: Apache-2.0
#include "assess/driver/read_image.hpp"

namespace cardea::assess {

ImageOnBench read_image(Fields fields) {
  ImageOnBench image;
  if (!fields.present()) return image;
  image.root = fields.required_text("root");
  image.kernel_config = fields.text("kernel_config");
  fields.finish();
  return image;
}

}  // namespace cardea::assess
