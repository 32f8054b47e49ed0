// SPDX-License-Identifier: Apache-2.0
// From a build folder and a product's declaration to a system image; from some files to the image of a component.
#pragma once

#include "lib/image/image.hpp"

namespace cardea::release {

struct ImageOrder {
  std::string product;  // product.toml
  std::string version;
  std::uint64_t epoch = 0;
  std::string programs;  // folder with the six programs
  std::string output;
};

struct ImageMade {
  std::string model;
  image::Built built;
};

// The files of `bin/` in a system image.
std::vector<std::string> image_programs();

Outcome<ImageMade> build_image(const ImageOrder& order);

struct ComponentOrder {
  std::string product;    // product.toml, in which it must be declared; empty: not held against one
  std::string component;  // "window-1"
  std::string version;
  std::uint64_t epoch = 0;
  std::vector<std::string> files;  // each goes in under its last name, with its right to be executed
  std::string output;
};

Outcome<ImageMade> build_component(const ComponentOrder& order);

}  // namespace cardea::release
