// SPDX-License-Identifier: Apache-2.0
// cardea-bench-image: a system image whose one file is somebody else's image, so that everybody installs the same bytes.
#include <cstdio>

#include "lib/command/command.hpp"
#include "lib/image/image.hpp"

namespace cardea::bench {
namespace {

Outcome<int> run(std::span<const std::string> words) {
  TRY(const command::Arguments args, command::Arguments::parse(words, {"content", "model", "version", "out"}, {}));
  TRY(const std::string content, args.required("content"));
  TRY(const std::string out, args.required("out"));
  image::Manifest manifest;
  TRY(manifest.model, args.required("model"));
  TRY(manifest.version, args.required("version"));
  manifest.epoch = 1;
  TRY_(image::build(out, manifest, {{"rootfs", content, false}}, {}));
  std::printf("%s\n", out.c_str());
  return 0;
}

}  // namespace
}  // namespace cardea::bench

int main(int argc, char** argv) {
  const std::vector<std::string> words(argv + 1, argv + argc);
  if (words.empty() || words.front() == "--help") {
    return std::puts("usage: cardea-bench-image --content FILE --model M --version V --out IMAGE"), 0;
  }
  return cardea::command::exit_code(cardea::bench::run(words));
}
