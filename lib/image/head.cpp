// SPDX-License-Identifier: Apache-2.0
#include "lib/image/head.hpp"

#include <algorithm>
#include <set>

#include "lib/codec/cbor.hpp"
#include "lib/codec/reader.hpp"
#include "lib/codec/writer.hpp"

namespace cardea::image {

namespace {

constexpr std::string_view kHeadMagic = "CARDEAI1";
constexpr std::string_view kSuperblockMagic = "CARDEAV1";
constexpr std::size_t kHeadPrefix = 12;  // magic and length
constexpr std::size_t kNameMax = 64;

bool plain_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-' ||
         c == '+';
}

bool plain_name(std::string_view name) {
  return !name.empty() && name != "." && name != ".." && std::all_of(name.begin(), name.end(), plain_character);
}

// Unpacking joins this path to a folder, so nothing in it may climb, hide or be read in two ways.
bool safe_path(std::string_view path) {
  if (path.size() > kPathMax) return false;
  for (;;) {
    const std::size_t slash = path.find('/');
    if (!plain_name(path.substr(0, slash))) return false;
    if (slash == std::string_view::npos) return true;
    path.remove_prefix(slash + 1);
  }
}

// Each path once, and none is the folder of another.
Status check_paths(const std::vector<FileEntry>& files) {
  std::set<std::string_view> paths;
  for (const FileEntry& file : files) {
    if (!safe_path(file.path)) return Error{Err::bad_value, "a path in the image is not a plain relative path"};
    if (!paths.insert(file.path).second) return Error{Err::bad_value, "a path is in the image twice"};
  }
  for (std::string_view path : paths) {
    for (std::size_t slash = path.find('/'); slash != std::string_view::npos; slash = path.find('/', slash + 1)) {
      if (paths.contains(path.substr(0, slash))) return Error{Err::bad_value, "a path in the image is both a file and a folder"};
    }
  }
  return kOk;
}

Status check_sizes(const Manifest& manifest) {
  if (manifest.files.size() > kFilesMax) return Error{Err::too_large, "too many files in the image"};
  std::uint64_t total = 0;
  for (const FileEntry& file : manifest.files) {
    if (file.size > kMaxImage || (total += file.size) > kMaxImage)
      return Error{Err::too_large, "the files are larger than an image may be"};
  }
  return kOk;
}

Status check(const Manifest& manifest) {
  if (!plain_name(manifest.model) || manifest.model.size() > kNameMax)
    return Error{Err::bad_value, "the model of the image is not a plain name"};
  if (!plain_name(manifest.version) || manifest.version.size() > kNameMax) {
    return Error{Err::bad_value, "the version of the image is not a plain name"};
  }
  if (manifest.epoch > static_cast<std::uint64_t>(INT64_MAX))
    return Error{Err::too_large, "the epoch of the image is out of range"};
  TRY_(check_sizes(manifest));
  return check_paths(manifest.files);
}

Result<std::uint64_t> natural(const Value& map, std::string_view key) {
  TRY(const std::int64_t value, map.integer(key));
  if (value < 0) return Error{Err::bad_value, "a number in the image's head is negative"};
  return static_cast<std::uint64_t>(value);
}

Result<FileEntry> parse_entry(const Value& entry) {
  if (entry.if_map() == nullptr || entry.if_map()->size() != 4)
    return Error{Err::bad_value, "a file's row has other members than it must"};
  FileEntry file;
  TRY(file.path, entry.text("path"));
  TRY(file.executable, entry.flag("executable"));
  TRY(file.size, natural(entry, "size"));
  TRY(const Buffer digest, entry.bytes("sha256"));
  if (digest.size() != file.sha256.size()) return Error{Err::bad_value, "a file's digest has another size"};
  std::copy(digest.begin(), digest.end(), file.sha256.begin());
  return file;
}

Result<Manifest> parse_manifest(const Value& head) {
  if (head.if_map() == nullptr || head.if_map()->size() != 4)
    return Error{Err::bad_value, "the image's head has other members than it must"};
  Manifest manifest;
  TRY(manifest.model, head.text("model"));
  TRY(manifest.version, head.text("version"));
  TRY(manifest.epoch, natural(head, "epoch"));
  TRY(const Value::Array* files, head.array("files"));
  for (const Value& entry : *files) {
    TRY(FileEntry file, parse_entry(entry));
    manifest.files.push_back(std::move(file));
  }
  TRY_(check(manifest));
  return manifest;
}

Buffer encode_manifest(const Manifest& manifest) {
  Value::Array files;
  for (const FileEntry& file : manifest.files) {
    Value row;
    row.set("path", file.path).set("executable", file.executable);
    row.set("size", static_cast<std::int64_t>(file.size)).set("sha256", to_buffer(file.sha256));
    files.push_back(std::move(row));
  }
  Value head;
  head.set("model", manifest.model).set("version", manifest.version);
  head.set("epoch", static_cast<std::int64_t>(manifest.epoch)).set("files", std::move(files));
  return encode_cbor(head);
}

void place_files(Manifest& manifest, std::uint64_t head_blocks) {
  std::uint64_t block = head_blocks;
  for (FileEntry& file : manifest.files) {
    file.offset = block * kBlock;
    block += blocks_of(file.size);
  }
}

bool all_zero(Bytes bytes) {
  return std::all_of(bytes.begin(), bytes.end(), [](std::uint8_t b) { return b == 0; });
}

}  // namespace

Result<std::size_t> head_size(Bytes first_block) {
  Reader reader(first_block);
  TRY(const Bytes magic, reader.take(kHeadMagic.size()));
  if (as_text(magic) != kHeadMagic) return Error{Err::bad_value, "this is no Cardea image"};
  TRY(const std::uint32_t length, reader.u32());
  if (length > kHeadMax - kHeadPrefix) return Error{Err::too_large, "the image's head is larger than it may be"};
  return blocks_of(kHeadPrefix + length) * kBlock;
}

Result<Manifest> parse_head(Bytes start) {
  Reader reader(start);
  TRY(const Bytes magic, reader.take(kHeadMagic.size()));
  if (as_text(magic) != kHeadMagic) return Error{Err::bad_value, "this is no Cardea image"};
  TRY(const Bytes body, reader.sized(kHeadMax - kHeadPrefix));
  TRY(const Value head, parse_cbor(body));
  TRY(Manifest manifest, parse_manifest(head));
  const std::uint64_t head_blocks = blocks_of(kHeadPrefix + body.size());
  const std::size_t padding = head_blocks * kBlock - kHeadPrefix - body.size();
  TRY(const Bytes rest, reader.take(padding));
  if (!all_zero(rest)) return Error{Err::bad_value, "the padding of the image's head is not zero"};
  place_files(manifest, head_blocks);
  return manifest;
}

Result<Buffer> encode_head(const Manifest& manifest) {
  TRY_(check(manifest));
  Writer writer;
  writer.raw(as_bytes(kHeadMagic)).sized(encode_manifest(manifest));
  Buffer head = writer.take();
  if (head.size() > kHeadMax) return Error{Err::too_large, "the image's head is larger than it may be"};
  head.resize(blocks_of(head.size()) * kBlock, 0);
  return head;
}

Layout layout_of(const Manifest& manifest) {
  Layout layout;
  layout.head_blocks = blocks_of(kHeadPrefix + encode_manifest(manifest).size());
  layout.data_blocks = layout.head_blocks;
  for (const FileEntry& file : manifest.files) layout.data_blocks += blocks_of(file.size);
  return layout;
}

Result<Superblock> parse_superblock(Bytes block) {
  if (block.size() != kBlock) return Error{Err::truncated, "the last block of the image is not whole"};
  Reader reader(block);
  TRY(const Bytes magic, reader.take(kSuperblockMagic.size()));
  if (as_text(magic) != kSuperblockMagic) return Error{Err::bad_value, "the image does not end as an image does"};
  Superblock superblock;
  TRY(superblock.data_blocks, reader.u64());
  TRY(const Bytes salt, reader.take(superblock.salt.size()));
  TRY(const Bytes root, reader.take(superblock.root.size()));
  std::copy(salt.begin(), salt.end(), superblock.salt.begin());
  std::copy(root.begin(), root.end(), superblock.root.begin());
  TRY(const Bytes rest, reader.take(reader.left()));
  if (!all_zero(rest)) return Error{Err::bad_value, "the padding of the image's last block is not zero"};
  if (superblock.data_blocks == 0 || superblock.data_blocks > kMaxImage / kBlock) {
    return Error{Err::too_large, "the image announces more blocks than it may have"};
  }
  return superblock;
}

Buffer encode_superblock(const Superblock& superblock) {
  Writer writer;
  writer.raw(as_bytes(kSuperblockMagic)).u64(superblock.data_blocks).raw(superblock.salt).raw(superblock.root);
  Buffer block = writer.take();
  block.resize(kBlock, 0);
  return block;
}

}  // namespace cardea::image
