// SPDX-License-Identifier: Apache-2.0
// Checking and unpacking an image, a block at a time.
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>

#include "lib/image/block_io.hpp"
#include "lib/image/head.hpp"
#include "lib/image/tree.hpp"

namespace cardea::image {

namespace {

constexpr std::size_t kChunk = 64 * kBlock;

Result<Superblock> read_superblock(const UniqueFd& file) {
  TRY(const std::uint64_t size, size_of(file));
  if (size > kMaxImage) return Error{Err::too_large, "the image is larger than an image may be"};
  if (size < 2 * kBlock || size % kBlock != 0) return Error{Err::truncated, "the image is not a whole number of blocks"};
  Buffer block(kBlock);
  TRY_(read_at(file, size - kBlock, block));
  TRY(const Superblock superblock, parse_superblock(block));
  const std::uint64_t blocks = superblock.data_blocks + tree_shape(superblock.data_blocks).blocks + 1;
  if (blocks * kBlock != size) return Error{Err::truncated, "the image's size is not what its last block says"};
  return superblock;
}

Result<Manifest> read_manifest(const UniqueFd& file, std::uint64_t data_blocks) {
  Buffer start(kBlock);
  TRY_(read_at(file, 0, start));
  TRY(const std::size_t size, head_size(start));
  if (size > data_blocks * kBlock) return Error{Err::truncated, "the image ends within its head"};
  start.resize(size);
  TRY_(read_at(file, 0, start));
  TRY(Manifest manifest, parse_head(start));
  if (layout_of(manifest).data_blocks != data_blocks) return Error{Err::bad_value, "the files do not fill the image exactly"};
  return manifest;
}

// Recomputes the tree over the data blocks and compares it with the one in the image. What comes out is the only root that
// the bytes of this file can have.
Result<crypto::Digest256> recompute_root(const UniqueFd& file, const Superblock& superblock) {
  const std::uint64_t tree_start = superblock.data_blocks * kBlock;
  Buffer stored(kBlock);
  TreeHasher tree(superblock.data_blocks, superblock.salt, [&](std::uint64_t block, Bytes content) -> Status {
    TRY_(read_at(file, tree_start + block * kBlock, stored));
    if (!equal(stored, content)) return Error{Err::unauthentic, "the image's hash tree does not match its blocks"};
    return kOk;
  });
  Buffer chunk(kChunk);
  for (std::uint64_t at = 0; at < tree_start;) {
    const MutableBytes part =
        MutableBytes(chunk).first(static_cast<std::size_t>(std::min<std::uint64_t>(kChunk, tree_start - at)));
    TRY_(read_at(file, at, part));
    for (std::size_t i = 0; i < part.size(); i += kBlock) TRY_(tree.add(part.subspan(i, kBlock)));
    at += part.size();
  }
  TRY(const crypto::Digest256 root, tree.finish());
  if (root != superblock.root) return Error{Err::unauthentic, "the image's root hash does not match its blocks"};
  return root;
}

// Copies one file out. It becomes executable only after its digest was found right.
Status unpack_file(const UniqueFd& image, const FileEntry& entry, const std::string& to) {
  TRY(const UniqueFd out, create_new(to, 0600));
  crypto::Sha256 hash;
  Buffer chunk(kChunk);
  for (std::uint64_t done = 0; done < entry.size;) {
    const MutableBytes part =
        MutableBytes(chunk).first(static_cast<std::size_t>(std::min<std::uint64_t>(kChunk, entry.size - done)));
    TRY_(read_at(image, entry.offset + done, part));
    hash.add(part);
    TRY_(write_at(out, done, part));
    done += part.size();
  }
  if (hash.finish() != entry.sha256) return Error{Err::unauthentic, "a file of the image is not what the image says"};
  if (::fchmod(out.get(), entry.executable ? 0555 : 0444) != 0) return io_error("a file's mode cannot be set");
  return kOk;
}

Status unpack_all(const std::string& image_path, const Manifest& manifest, const std::string& directory) {
  TRY(const UniqueFd image, open_to_read(image_path));
  for (const FileEntry& entry : manifest.files) {
    const std::filesystem::path to = std::filesystem::path(directory) / entry.path;
    std::error_code failed;
    std::filesystem::create_directories(to.parent_path(), failed);
    if (failed) return Error{Err::io, "a folder of the image cannot be made", failed.value()};
    TRY_(unpack_file(image, entry, to.string()));
  }
  return kOk;
}

Result<crypto::Digest256> digest_of(const std::string& path) {
  TRY(const UniqueFd file, open_to_read(path));
  crypto::Sha256 hash;
  Buffer chunk(kChunk);
  for (;;) {
    const ssize_t got = ::read(file.get(), chunk.data(), chunk.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return io_error("an unpacked file cannot be read");
    if (got == 0) return hash.finish();
    hash.add(Bytes(chunk).first(static_cast<std::size_t>(got)));
  }
}

Result<std::size_t> files_below(const std::string& directory) {
  std::error_code failed;
  std::size_t files = 0;
  std::filesystem::recursive_directory_iterator entry(directory, failed);
  for (const std::filesystem::recursive_directory_iterator end; !failed && entry != end; entry.increment(failed)) {
    files += entry->is_directory(failed) ? 0 : 1;
  }
  if (failed) return Error{Err::io, "an unpacked image cannot be looked through", failed.value()};
  return files;
}

}  // namespace

Result<Claim> read_claim(const std::string& path) {
  TRY(const UniqueFd file, open_to_read(path));
  TRY(const Superblock superblock, read_superblock(file));
  TRY(Manifest manifest, read_manifest(file, superblock.data_blocks));
  return Claim{std::move(manifest), superblock.root};
}

Result<crypto::Digest256> root_of(const std::string& path) {
  TRY(const UniqueFd file, open_to_read(path));
  TRY(const Superblock superblock, read_superblock(file));
  return recompute_root(file, superblock);
}

//= EN303645 5.3-9   type=implementation
// # Every block of an update is checked before anything of it is used.
Result<VerifiedImage> verify(const std::string& path, const crypto::Digest256& root) {
  TRY(const UniqueFd file, open_to_read(path));
  TRY(const Superblock superblock, read_superblock(file));
  TRY(const crypto::Digest256 found, recompute_root(file, superblock));
  if (found != root) return Error{Err::unauthentic, "the image is another one than the one that was promised"};
  TRY(Manifest manifest, read_manifest(file, superblock.data_blocks));
  return VerifiedImage(path, std::move(manifest));
}

Status VerifiedImage::unpack(const std::string& directory) const {
  if (::mkdir(directory.c_str(), 0755) != 0) {
    if (errno == EEXIST) return Error{Err::exists, "the folder to unpack into is there already"};
    return io_error("the folder to unpack into cannot be made");
  }
  const Status done = unpack_all(path_, manifest_, directory);
  if (!done) {  // half an image must not look like one
    std::error_code ignored;
    std::filesystem::remove_all(directory, ignored);
  }
  return done;
}

Status VerifiedImage::compare(const std::string& directory) const {
  for (const FileEntry& entry : manifest_.files) {
    const std::string path = directory + '/' + entry.path;
    std::error_code ignored;
    if (!std::filesystem::exists(path, ignored)) return Error{Err::unauthentic, "a file of the unpacked image is missing"};
    TRY(const crypto::Digest256 found, digest_of(path));
    if (found != entry.sha256) return Error{Err::unauthentic, "a file of the unpacked image was changed"};
  }
  TRY(const std::size_t files, files_below(directory));
  if (files != manifest_.files.size()) return Error{Err::unauthentic, "a file was added to the unpacked image"};
  return kOk;
}

}  // namespace cardea::image
