// SPDX-License-Identifier: Apache-2.0
// Making an image, on a build host: two passes over the sources, nothing held in memory but a chunk.
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "lib/image/block_io.hpp"
#include "lib/image/head.hpp"
#include "lib/image/tree.hpp"

namespace cardea::image {

namespace {

constexpr std::size_t kChunk = 64 * kBlock;

Problem about(const Error& cause, const std::string& path, std::string hint = {}) {
  return Problem(cause.code, path + ": " + Problem::describe(cause), std::move(hint));
}

// Reads a file in chunks; the last one may be short.
Status each_chunk(const UniqueFd& file, std::uint64_t size, const std::function<Status(Bytes)>& use) {
  Buffer chunk(kChunk);
  for (std::uint64_t at = 0; at < size;) {
    const MutableBytes part = MutableBytes(chunk).first(static_cast<std::size_t>(std::min<std::uint64_t>(kChunk, size - at)));
    TRY_(read_at(file, at, part));
    TRY_(use(part));
    at += part.size();
  }
  return kOk;
}

Result<crypto::Digest256> digest_of(const UniqueFd& file, std::uint64_t size) {
  crypto::Sha256 hash;
  TRY_(each_chunk(file, size, [&](Bytes part) -> Status {
    hash.add(part);
    return kOk;
  }));
  return hash.finish();
}

Result<FileEntry> measure(const SourceFile& source) {
  TRY(const UniqueFd file, open_to_read(source.from));
  FileEntry entry{.path = source.path, .executable = source.executable};
  TRY(entry.size, size_of(file));
  TRY(entry.sha256, digest_of(file, entry.size));
  return entry;
}

// Appends data blocks to the image and to its tree.
class DataWriter {
 public:
  DataWriter(const UniqueFd& out, TreeHasher& tree) : out_(out), tree_(tree) {}

  Status add(Bytes content) {
    Buffer padded;
    if (content.size() % kBlock != 0) {
      padded = to_buffer(content);
      padded.resize(blocks_of(content.size()) * kBlock, 0);
      content = padded;
    }
    TRY_(write_at(out_, at_, content));
    at_ += content.size();
    for (std::size_t i = 0; i < content.size(); i += kBlock) TRY_(tree_.add(content.subspan(i, kBlock)));
    return kOk;
  }

 private:
  const UniqueFd& out_;
  TreeHasher& tree_;
  std::uint64_t at_ = 0;
};

Status add_source(DataWriter& data, const SourceFile& source, const FileEntry& entry) {
  TRY(const UniqueFd file, open_to_read(source.from));
  crypto::Sha256 hash;
  TRY_(each_chunk(file, entry.size, [&](Bytes part) -> Status {
    hash.add(part);
    return data.add(part);
  }));
  if (hash.finish() != entry.sha256) return Error{Err::broken, "the file changed while it was read"};
  return kOk;
}

Outcome<Built> write_image(const UniqueFd& out, const Manifest& manifest, const std::vector<SourceFile>& sources,
                           const crypto::Digest256& salt) {
  TRY(const Buffer head, encode_head(manifest));
  const Layout layout = layout_of(manifest);
  const std::uint64_t tree_start = layout.data_blocks * kBlock;
  const std::uint64_t size = tree_start + tree_shape(layout.data_blocks).blocks * kBlock + kBlock;
  if (size > kMaxImage) return Problem(Err::too_large, "the image would be larger than an image may be");
  TreeHasher tree(layout.data_blocks, salt,
                  [&](std::uint64_t block, Bytes content) { return write_at(out, tree_start + block * kBlock, content); });
  DataWriter data(out, tree);
  TRY_(data.add(head));
  for (std::size_t i = 0; i < sources.size(); ++i) {
    if (const Status added = add_source(data, sources[i], manifest.files[i]); !added)
      return about(added.error(), sources[i].from);
  }
  TRY(const crypto::Digest256 root, tree.finish());
  TRY_(write_at(out, size - kBlock, encode_superblock({layout.data_blocks, salt, root})));
  TRY(const crypto::Digest256 whole, digest_of(out, size));
  if (::fsync(out.get()) != 0) return Problem(io_error("the image cannot be brought to the disk"));
  return Built{size, whole, root};
}

Outcome<Manifest> measure_all(const Manifest& identity, const std::vector<SourceFile>& sources) {
  Manifest manifest = identity;
  manifest.files.clear();
  for (const SourceFile& source : sources) {
    auto entry = measure(source);
    if (!entry) return about(entry.error(), source.from, "build the programs first, and give their folder");
    manifest.files.push_back(std::move(*entry));
  }
  return manifest;
}

}  // namespace

Outcome<Built> build(const std::string& output, const Manifest& identity, const std::vector<SourceFile>& files,
                     const crypto::Digest256& salt) {
  std::vector<SourceFile> sources = files;
  std::sort(sources.begin(), sources.end(), [](const SourceFile& a, const SourceFile& b) { return a.path < b.path; });
  TRY(const Manifest manifest, measure_all(identity, sources));
  const std::string part = output + ".part";
  ::unlink(part.c_str());
  auto out = create_new(part, 0644);
  if (!out) return about(out.error(), part, "choose an output folder that can be written");
  auto built = write_image(*out, manifest, sources, salt);
  if (built && ::rename(part.c_str(), output.c_str()) != 0) built = about(io_error("it cannot be put in place"), output);
  if (!built) ::unlink(part.c_str());
  return built;
}

}  // namespace cardea::image
