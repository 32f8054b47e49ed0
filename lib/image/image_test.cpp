// SPDX-License-Identifier: Apache-2.0
#include "lib/image/image.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <random>

#include "lib/codec/cbor.hpp"
#include "lib/codec/writer.hpp"
#include "lib/image/head.hpp"
#include "lib/image/tree.hpp"

namespace cardea::image {
namespace {

namespace fs = std::filesystem;

class Image : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (fs::temp_directory_path() / "cardea-image-XXXXXX").string();
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
    put("warden", Buffer(10'000, 0x41));
    put("product.cbor", Buffer(kBlock, 0x42));
    put("empty", {});
    std::mt19937 random(7);
    Buffer big(700'000);
    for (std::uint8_t& b : big) b = static_cast<std::uint8_t>(random());
    put("gate", big);
  }
  void TearDown() override { fs::remove_all(folder_); }

  std::string at(const std::string& name) const { return (folder_ / name).string(); }

  void put(const std::string& name, const Buffer& content) const {
    std::ofstream(at(name), std::ios::binary)
        .write(reinterpret_cast<const char*>(content.data()), static_cast<std::streamsize>(content.size()));
  }

  Buffer get(const std::string& path) const {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  }

  std::vector<SourceFile> sources() const {
    return {{"product.cbor", at("product.cbor"), false},
            {"bin/warden", at("warden"), true},
            {"bin/gate", at("gate"), true},
            {"etc/empty", at("empty"), false}};
  }

  Built build_it(const std::string& name = "image") const {
    auto built =
        build(at(name), {.model = "lumen-1", .version = "1.2.0", .epoch = 3, .files = {}}, sources(), crypto::Digest256{7});
    EXPECT_TRUE(built.ok());
    return *built;
  }

  void change(const std::string& name, std::uint64_t offset) const {
    std::fstream file(at(name), std::ios::binary | std::ios::in | std::ios::out);
    file.seekg(static_cast<std::streamoff>(offset));
    const int was = file.get();
    file.seekp(static_cast<std::streamoff>(offset));
    file.put(static_cast<char>(was ^ 1));
  }

  fs::path folder_;
};

TEST_F(Image, unpacks_to_the_files_it_was_built_from) {
  const Built built = build_it();
  const auto image = verify(at("image"), built.root);
  ASSERT_TRUE(image.ok()) << image.error().what;
  EXPECT_EQ(image->manifest().model, "lumen-1");
  EXPECT_EQ(image->manifest().version, "1.2.0");
  EXPECT_EQ(image->manifest().epoch, 3U);
  ASSERT_TRUE(image->unpack(at("run")).ok());
  EXPECT_EQ(get(at("run/bin/gate")), get(at("gate")));
  EXPECT_EQ(get(at("run/bin/warden")), get(at("warden")));
  EXPECT_EQ(get(at("run/product.cbor")), get(at("product.cbor")));
  EXPECT_EQ(fs::file_size(at("run/etc/empty")), 0U);
  struct stat about{};
  ASSERT_EQ(::stat(at("run/bin/gate").c_str(), &about), 0);
  EXPECT_EQ(about.st_mode & 0777U, 0555U);
  ASSERT_EQ(::stat(at("run/product.cbor").c_str(), &about), 0);
  EXPECT_EQ(about.st_mode & 0777U, 0444U);
}

TEST_F(Image, says_its_size_digest_and_root_and_is_the_same_each_time) {
  const Built first = build_it("one");
  const Built second = build_it("two");
  EXPECT_EQ(get(at("one")), get(at("two")));
  EXPECT_EQ(first.size, fs::file_size(at("one")));
  EXPECT_EQ(first.sha256, crypto::sha256(get(at("one"))));
  EXPECT_EQ(first.root, second.root);
  EXPECT_EQ(*root_of(at("one")), first.root);
  EXPECT_FALSE(fs::exists(at("one.part")));
}

TEST_F(Image, any_changed_byte_is_found) {
  const Built built = build_it();
  std::mt19937 random(11);
  std::vector<std::uint64_t> places{0,
                                    9,
                                    100,
                                    kBlock - 1,
                                    built.size - 1,
                                    built.size - kBlock,
                                    built.size - kBlock + 20,
                                    built.size - kBlock - 1,
                                    built.size - kBlock + 50};
  for (int i = 0; i < 40; ++i) places.push_back(random() % built.size);
  for (const std::uint64_t place : places) {
    change("image", place);
    EXPECT_FALSE(verify(at("image"), built.root).ok()) << "byte " << place;
    change("image", place);
  }
  EXPECT_TRUE(verify(at("image"), built.root).ok());
}

TEST_F(Image, another_authentic_image_is_not_the_promised_one) {
  build_it();
  const auto refused = verify(at("image"), crypto::Digest256{1});
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, Err::unauthentic);
}

TEST_F(Image, a_truncated_or_lengthened_image_is_refused) {
  const Built built = build_it();
  for (const std::uint64_t size : {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{kBlock}, 2 * std::uint64_t{kBlock},
                                   built.size - kBlock, built.size - 1, built.size + 1, built.size + kBlock}) {
    fs::copy_file(at("image"), at("cut"), fs::copy_options::overwrite_existing);
    fs::resize_file(at("cut"), size);
    EXPECT_FALSE(verify(at("cut"), built.root).ok()) << size;
    EXPECT_FALSE(root_of(at("cut")).ok()) << size;
  }
}

TEST_F(Image, blocks_that_nobody_vouches_for_are_refused) {
  const Built built = build_it();
  Buffer image = get(at("image"));
  const Buffer superblock(image.end() - kBlock, image.end());
  image.insert(image.end(), superblock.begin(), superblock.end());  // ends as it must, with one block too many before
  put("longer", image);
  EXPECT_FALSE(verify(at("longer"), built.root).ok());
}

TEST_F(Image, larger_than_its_bound_is_refused_before_it_is_read) {
  build_it();
  fs::resize_file(at("image"), kMaxImage + kBlock);  // sparse
  EXPECT_EQ(root_of(at("image")).error().code, Err::too_large);
}

TEST_F(Image, unpacks_only_into_a_new_folder) {
  const Built built = build_it();
  const auto image = verify(at("image"), built.root);
  ASSERT_TRUE(image.ok());
  fs::create_directory(at("run"));
  EXPECT_EQ(image->unpack(at("run")).error().code, Err::exists);
}

TEST_F(Image, a_change_after_verification_is_found_while_unpacking_and_leaves_nothing) {
  const Built built = build_it();
  const auto image = verify(at("image"), built.root);
  ASSERT_TRUE(image.ok());
  change("image", image->manifest().files[0].offset + 5);
  EXPECT_EQ(image->unpack(at("run")).error().code, Err::unauthentic);
  EXPECT_FALSE(fs::exists(at("run")));
}

TEST_F(Image, a_missing_source_is_named_with_a_hint) {
  auto files = sources();
  files[1].from = at("nowhere");
  const auto built = build(at("image"), {.model = "m", .version = "1", .epoch = 0, .files = {}}, files, {});
  ASSERT_FALSE(built.ok());
  EXPECT_NE(built.error().message.find("nowhere"), std::string::npos);
  EXPECT_FALSE(built.error().hint.empty());
  EXPECT_FALSE(fs::exists(at("image")));
}

TEST_F(Image, cannot_be_built_with_a_path_that_leaves_the_folder) {
  for (const char* path : {"../x", "/etc/passwd", "a//b", "a/../b", ".", "", "a/", "bin/\n", "bin\\x"}) {
    const auto built =
        build(at("image"), {.model = "m", .version = "1", .epoch = 0, .files = {}}, {{path, at("warden"), false}}, {});
    ASSERT_FALSE(built.ok()) << path;
    EXPECT_EQ(built.error().code, Err::bad_value) << path;
  }
}

// An image as a forger would make it: a right tree over wrong contents.
crypto::Digest256 forge(const std::string& path, const Buffer& data) {
  const std::uint64_t blocks = data.size() / kBlock;
  Buffer image = data;
  image.resize((blocks + tree_shape(blocks).blocks) * kBlock);
  TreeHasher tree(blocks, {}, [&](std::uint64_t block, Bytes content) -> Status {
    std::copy(content.begin(), content.end(), image.begin() + static_cast<std::ptrdiff_t>((blocks + block) * kBlock));
    return kOk;
  });
  for (std::uint64_t i = 0; i < blocks; ++i) EXPECT_TRUE(tree.add(Bytes(data).subspan(i * kBlock, kBlock)).ok());
  const auto root = *tree.finish();
  const Buffer last = encode_superblock({.data_blocks = blocks, .salt = {}, .root = root});
  image.insert(image.end(), last.begin(), last.end());
  std::ofstream(path, std::ios::binary)
      .write(reinterpret_cast<const char*>(image.data()), static_cast<std::streamsize>(image.size()));
  return root;
}

TEST_F(Image, files_that_do_not_fill_it_exactly_are_refused) {
  for (const std::uint64_t said : {kBlock, 2 * kBlock, 3 * kBlock}) {  // the truth is two blocks
    const Manifest manifest{.model = "m", .version = "1", .epoch = 0, .files = {{.path = "a", .size = said}}};
    Buffer data = *encode_head(manifest);
    data.resize(data.size() + 2 * kBlock);
    const auto root = forge(at("forged"), data);
    EXPECT_EQ(verify(at("forged"), root).ok(), said == 2 * kBlock) << said;
  }
}

// --- hostile heads ---

Value row(const std::string& path, std::int64_t size = 1) {
  Value entry;
  entry.set("path", path).set("executable", false).set("size", size).set("sha256", Buffer(32));
  return entry;
}

Buffer head_of(const Value& manifest) {
  Writer writer;
  writer.raw(as_bytes("CARDEAI1")).sized(encode_cbor(manifest));
  Buffer head = writer.take();
  head.resize(blocks_of(head.size()) * kBlock);
  return head;
}

Value manifest_with(Value::Array files) {
  Value manifest;
  manifest.set("model", "m").set("version", "1").set("epoch", 0).set("files", std::move(files));
  return manifest;
}

Err refusal(const Value& manifest) {
  const auto parsed = parse_head(head_of(manifest));
  return parsed ? Err::io : parsed.error().code;
}

TEST(ImageHead, an_honest_one_is_read_and_places_the_files) {
  const auto manifest = parse_head(head_of(manifest_with({row("a", 5000), row("b", 0), row("c", 1)})));
  ASSERT_TRUE(manifest.ok());
  EXPECT_EQ(manifest->files[0].offset, kBlock);
  EXPECT_EQ(manifest->files[1].offset, 3 * kBlock);
  EXPECT_EQ(manifest->files[2].offset, 3 * kBlock);
}

TEST(ImageHead, cannot_place_files_itself_so_they_cannot_overlap) {
  Value entry = row("a");
  entry.set("offset", 0);
  EXPECT_EQ(refusal(manifest_with({entry})), Err::bad_value);
}

TEST(ImageHead, refuses_paths_that_climb_or_hide) {
  for (const char* path : {"../../etc/passwd", "/abs", "a/./b", "a/..", "", "a//b", "a b"}) {
    EXPECT_EQ(refusal(manifest_with({row(path)})), Err::bad_value) << path;
  }
  EXPECT_EQ(refusal(manifest_with({row(std::string("a\0b", 3))})), Err::bad_value);
  EXPECT_EQ(refusal(manifest_with({row(std::string(201, 'a'))})), Err::bad_value);
}

TEST(ImageHead, refuses_a_path_twice_and_a_file_that_is_also_a_folder) {
  EXPECT_EQ(refusal(manifest_with({row("a"), row("a")})), Err::bad_value);
  EXPECT_EQ(refusal(manifest_with({row("a"), row("a-b"), row("a/b")})), Err::bad_value);
}

TEST(ImageHead, refuses_sizes_out_of_bounds) {
  EXPECT_EQ(refusal(manifest_with({row("a", -1)})), Err::bad_value);
  EXPECT_EQ(refusal(manifest_with({row("a", INT64_MAX)})), Err::too_large);
  EXPECT_EQ(refusal(manifest_with({row("a", kMaxImage), row("b", 1)})), Err::too_large);
}

TEST(ImageHead, refuses_too_many_files_and_a_huge_head) {
  Value::Array files;
  for (int i = 0; i < 1025; ++i) files.push_back(row("f" + std::to_string(i)));
  EXPECT_EQ(refusal(manifest_with(std::move(files))), Err::too_large);
  Writer huge;
  huge.raw(as_bytes("CARDEAI1")).u32(0xffffffffU).raw(Buffer(kBlock));
  EXPECT_EQ(parse_head(huge.view()).error().code, Err::too_large);
}

TEST(ImageHead, refuses_unknown_members_and_dirty_padding) {
  Value manifest = manifest_with({row("a")});
  manifest.set("surprise", 1);
  EXPECT_EQ(refusal(manifest), Err::bad_value);
  Buffer dirty = head_of(manifest_with({row("a")}));
  dirty.back() = 1;
  EXPECT_EQ(parse_head(dirty).error().code, Err::bad_value);
}

TEST(ImageHead, every_prefix_is_refused) {
  const Buffer head = head_of(manifest_with({row("a"), row("b/c")}));
  for (std::size_t n = 0; n < head.size(); ++n) ASSERT_FALSE(parse_head(Bytes(head).first(n)).ok()) << n;
}

TEST(ImageSuperblock, refuses_more_blocks_than_an_image_may_have) {
  EXPECT_TRUE(parse_superblock(encode_superblock({.data_blocks = 1, .salt = {}, .root = {}})).ok());
  EXPECT_FALSE(parse_superblock(encode_superblock({.data_blocks = 0, .salt = {}, .root = {}})).ok());
  EXPECT_FALSE(parse_superblock(encode_superblock({.data_blocks = UINT64_MAX, .salt = {}, .root = {}})).ok());
}

}  // namespace
}  // namespace cardea::image
