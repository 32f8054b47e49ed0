// SPDX-License-Identifier: Apache-2.0
// A system image: what a slot holds. Layout, all offsets multiples of 4096:
//   block 0..          head: magic "CARDEAI1", u32 length, deterministic CBOR {version, model, epoch, files}, zero padding
//   then               the files' bytes, each starting on a block, zero padded
//   then               a dm-verity hash tree (format 1, SHA-256, 4096/4096, the image's salt) over all blocks before it
//   last block         superblock: magic "CARDEAV1", data blocks, salt, root hash of the tree; zero padding
// The hash tree is bit-compatible with `veritysetup format --no-superblock`. Trust comes from outside: TUF signs the SHA-256 of
// the whole file, the boot record keeps it and the root hash.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "lib/crypto/crypto.hpp"

namespace cardea::image {

inline constexpr std::size_t kBlock = 4096;
inline constexpr std::uint64_t kMaxImage = 512ULL << 20;

struct FileEntry {
  std::string path;  // relative, no "..", no leading '/', at most 200 bytes
  bool executable = false;
  std::uint64_t offset = 0;  // follows from the order and the sizes; not written in the head
  std::uint64_t size = 0;
  crypto::Digest256 sha256{};
};

struct Manifest {
  std::string model;
  std::string version;
  std::uint64_t epoch = 0;
  std::vector<FileEntry> files;
};

struct SourceFile {
  std::string path;  // inside the image
  std::string from;  // on the build host
  bool executable = false;
};

struct Built {
  std::uint64_t size = 0;
  crypto::Digest256 sha256{};  // whole file
  crypto::Digest256 root{};    // of the hash tree
};

// Writes an image; the same inputs and salt give the same bytes.
Outcome<Built> build(const std::string& output, const Manifest& identity, const std::vector<SourceFile>& files,
                     const crypto::Digest256& salt);

// The head alone, from the first bytes of an image (parser; bounded to 1 MiB).
Result<Manifest> parse_head(Bytes start);

// An image whose every block was checked against `root`. Only verify makes it.
class VerifiedImage {
 public:
  const Manifest& manifest() const { return manifest_; }
  // Writes the files below `directory` (made new; Err::exists otherwise), re-checking each file's digest.
  Status unpack(const std::string& directory) const;
  // Whether `directory` still holds what was unpacked there: Err::unauthentic for a file that was changed, is missing or was
  // added.
  Status compare(const std::string& directory) const;

 private:
  friend Result<VerifiedImage> verify(const std::string& path, const crypto::Digest256& root);
  VerifiedImage(std::string path, Manifest manifest) : path_(std::move(path)), manifest_(std::move(manifest)) {}
  std::string path_;
  Manifest manifest_;
};

Result<VerifiedImage> verify(const std::string& path, const crypto::Digest256& root);

// What an image says of itself, without a look at its blocks: for bytes that are known to be right for another reason, or where
// nothing is believed for it.
struct Claim {
  Manifest manifest;
  crypto::Digest256 root{};
};
Result<Claim> read_claim(const std::string& path);

// Root hash of a file's data blocks, recomputed (used after download, before a root is trusted by its file's SHA-256).
Result<crypto::Digest256> root_of(const std::string& path);

}  // namespace cardea::image
