// SPDX-License-Identifier: Apache-2.0
#include "maker/release/delta.hpp"

#include "lib/delta/make/make.hpp"
#include "lib/image/image.hpp"
#include "lib/store/file.hpp"

namespace cardea::release {

namespace {

struct WholeImage {
  Buffer bytes;
  image::Superblock superblock;
  std::string model;

  Bytes data() const { return Bytes(bytes).first(static_cast<std::size_t>(superblock.data_blocks) * image::kBlock); }
};

Problem about(const std::string& path, const Error& cause) {
  return Problem(cause.code, path + ": " + Problem::describe(cause),
                 "a delta is made between two images of cardea release image");
}

Outcome<WholeImage> read_whole(const std::string& path) {
  const auto root = image::root_of(path);
  if (!root) return about(path, root.error());
  const auto image = image::verify(path, *root);
  if (!image) return about(path, image.error());
  auto bytes = store::read_file(path, image::kMaxImage);
  if (!bytes) return about(path, bytes.error());
  const auto superblock = image::parse_superblock(Bytes(*bytes).last(image::kBlock));
  if (!superblock) return about(path, superblock.error());
  return WholeImage{std::move(*bytes), *superblock, image->manifest().model};
}

Outcome<DeltaFile> write_made(const delta::Made& made, const WholeImage& to, std::optional<crypto::Digest256> from,
                              const std::string& output) {
  if (const Status written = store::write_file(output, made.delta, 0644); !written)
    return Problem(written.error().code, output + ": " + Problem::describe(written.error()), "is there space for it?");
  const tuf::DeltaInfo info{.model = to.model,
                            .from = from,
                            .to = to.superblock.root,
                            .head_size = static_cast<std::uint32_t>(made.head_size),
                            .head_sha256 = made.head_sha256};
  return DeltaFile{info, made.delta.size(), to.bytes.size()};
}

}  // namespace

Outcome<DeltaFile> make_delta_file(const std::string& old_image, const std::string& new_image, const std::string& output) {
  TRY(const WholeImage from, read_whole(old_image));
  TRY(const WholeImage to, read_whole(new_image));
  if (from.model != to.model) {
    return Problem(Err::bad_value, old_image + " is for the model " + from.model + ", " + new_image + " for " + to.model,
                   "a device takes only images of its own model");
  }
  const auto made = delta::make_delta(from.data(), to.data(), to.superblock);
  if (!made)
    return Problem(made.error().code, "the delta cannot be made: " + Problem::describe(made.error()),
                   "is there memory for six times the old image?");
  if (made->delta.size() >= to.bytes.size()) {
    return Problem(Err::refused, "the delta from " + old_image + " would be larger than " + new_image,
                   "leave it out: devices with that version take the whole image");
  }
  return write_made(*made, to, from.superblock.root, output);
}

Outcome<DeltaFile> make_packed_file(const std::string& image, const std::string& output) {
  TRY(const WholeImage whole, read_whole(image));
  const auto made = delta::make_packed(whole.data(), whole.superblock);
  if (!made) return about(image, made.error());
  return write_made(*made, whole, std::nullopt, output);
}

}  // namespace cardea::release
