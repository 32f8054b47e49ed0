// SPDX-License-Identifier: Apache-2.0
// How much memory all metadata of a run takes at its worst: every allocation is counted, so that the figure is the same on every
// machine. Each role comes as large as a device reads it, in the shapes that cost the most.
#include <gtest/gtest.h>
#include <malloc.h>

#include <cstdio>
#include <cstdlib>
#include <new>

#include "lib/codec/json.hpp"
#include "lib/tuf/client.hpp"
#include "lib/tuf/test_repository.hpp"

namespace {

std::size_t live = 0;  // NOLINT(cppcoreguidelines-avoid-non-const-global-variables): what operator new counts into
std::size_t peak = 0;  // NOLINT(cppcoreguidelines-avoid-non-const-global-variables)

void* counted(std::size_t size) {
  void* const block = std::malloc(size);
  if (block == nullptr) throw std::bad_alloc();
  live += ::malloc_usable_size(block);
  peak = std::max(peak, live);
  return block;
}

void discount(void* block) noexcept {
  if (block != nullptr) live -= ::malloc_usable_size(block);
  std::free(block);
}

}  // namespace

void* operator new(std::size_t size) {
  return counted(size);
}
void* operator new[](std::size_t size) {
  return counted(size);
}
void operator delete(void* block) noexcept {
  discount(block);
}
void operator delete[](void* block) noexcept {
  discount(block);
}
void operator delete(void* block, std::size_t) noexcept {
  discount(block);
}
void operator delete[](void* block, std::size_t) noexcept {
  discount(block);
}

namespace cardea::tuf {
namespace {

constexpr std::size_t kBound = 4U << 20;

// Takes everything and remembers nothing, as a disk does as far as memory goes.
class ForgetfulStore final : public MetadataStore {
 public:
  Result<Buffer> load(const std::string&) override { return Error{Err::not_found, "nothing is stored"}; }
  Status save(const std::string&, Bytes) override { return kOk; }
  Status forget(const std::string&) override { return kOk; }
};

// Shapes of an unknown member that fill what is left of a file: one long text, many small values, many small maps.
using Filling = std::function<Value(std::size_t bytes)>;

Value one_text(std::size_t bytes) {
  return std::string(bytes, 'x');
}
Value many_numbers(std::size_t bytes) {
  return Value::Array(bytes / 2, Value(1));
}
Value many_maps(std::size_t bytes) {
  Value::Array rows;
  for (std::size_t i = 0; i < bytes / 30; ++i) rows.push_back(Value().set("a member of a map " + std::to_string(i), 1));
  return rows;
}
Value many_texts(std::size_t bytes) {
  return Value::Array(bytes / 39, Value(std::string(36, 'x')));
}

class TufMemory : public ::testing::Test {
 protected:
  TufMemory() : repository(clock) {}

  static bool is_read(RoleName role, const Buffer& json) {
    switch (role) {
      case RoleName::root: return parse_root(json).ok();
      case RoleName::timestamp: return parse_timestamp(json).ok();
      case RoleName::snapshot: return parse_snapshot(json).ok();
      case RoleName::targets: return parse_targets(json).ok();
    }
    return false;
  }
  // Signs what `body` makes of a filling as large as is still read.
  Buffer filled(RoleName role, const std::function<Value(Value filling)>& body, const Filling& filling) {
    Buffer largest;
    std::size_t fits = 0, too_much = size_max(role);
    while (too_much - fits > size_max(role) / 64) {
      const std::size_t bytes = (fits + too_much) / 2;
      const Buffer pretty = TestRepository::sign(body(filling(bytes)), repository.keys(role));
      Buffer json = to_buffer(as_bytes(print_json(*parse_json(pretty, {.bytes_max = 8U << 20, .nodes_max = 1U << 20}))));
      const bool read = is_read(role, json);
      (read ? fits : too_much) = bytes;
      if (read) largest = std::move(json);
    }
    return largest;
  }
  Buffer filled(RoleName role, Value body, const Filling& filling) {
    return filled(role, [&](Value value) { return body.set("x-filling", std::move(value)); }, filling);
  }
  // A custom part is kept for as long as the targets are: so it is what a hostile maker would fill.
  Value targets_body(Value custom) const {
    std::map<std::string, Target> targets;
    targets["x.img"] = {
        .length = 10, .hashes = {.sha256 = crypto::sha256(Buffer(10)), .sha512 = {}}, .custom = std::move(custom)};
    return make_targets(2, clock.wall_s() + 1000, targets);
  }
  void publish(const Filling& filling) {
    repository.files["metadata/2.root.json"] = filled(RoleName::root, next_root(), filling);
    const Buffer targets = filled(RoleName::targets, [&](Value custom) { return targets_body(std::move(custom)); }, filling);
    repository.files["metadata/2.targets.json"] = targets;
    repository.files["metadata/2.snapshot.json"] =
        filled(RoleName::snapshot, make_snapshot(2, clock.wall_s() + 1000, 2, targets), filling);
    repository.files["metadata/timestamp.json"] = filled(
        RoleName::timestamp, make_timestamp(2, clock.wall_s() + 1000, 2, repository.file("metadata/2.snapshot.json")), filling);
  }
  Value next_root() {
    RootTerms terms{.version = 2, .expires_s = clock.wall_s() + 1000, .roles = {}};
    for (const RoleName role : kRoleNames) terms.role(role).keys = {ed25519_key_object(repository.keys(role)[0]->public_key())};
    return make_root(terms);
  }

  // What a run takes beyond what was there before it.
  std::size_t peak_of_a_run(bool ends_well) {
    ForgetfulStore store;
    const Buffer first_root = repository.file("metadata/1.root.json");
    const std::size_t before = live;
    peak = live;
    Client client(store, clock, first_root);
    EXPECT_EQ(repository.refresh(client).ok(), ends_well) << (client.outcome() ? "" : client.outcome().error().message);
    return peak - before;
  }

  FakeClock clock;
  TestRepository repository;
};

TEST_F(TufMemory, all_metadata_of_a_run_stays_within_four_mebibytes) {
  const std::pair<const char*, Filling> shapes[] = {
      {"one long text", one_text}, {"many numbers", many_numbers}, {"many maps", many_maps}, {"many texts", many_texts}};
  for (const auto& [name, filling] : shapes) {
    SCOPED_TRACE(name);
    publish(filling);
    const std::size_t taken = peak_of_a_run(true);
    std::printf("  %s in each role: %zu KiB at the peak\n", name, taken / 1024);
    EXPECT_LE(taken, kBound);
  }
}

// Signed by nobody, and named without a hash by a thief of the online keys: the memory is taken before a signature is looked at.
TEST_F(TufMemory, a_file_of_a_stranger_takes_no_more_whatever_its_shape) {
  Value snapshot = make_snapshot(2, clock.wall_s() + 1000, 1, {});
  snapshot.set("meta", Value().set("targets.json", Value().set("version", 1)));
  repository.snapshot_version = 2;
  repository.files["metadata/2.snapshot.json"] = TestRepository::sign(snapshot, repository.keys(RoleName::snapshot));
  repository.publish_timestamp(repository.file("metadata/2.snapshot.json"));
  for (const std::string_view piece : {"[", "1,", "{\"\":", "\"\",", "[],"}) {
    std::string json(piece == "[" || piece == "{\"\":" ? "" : "[");
    while (json.size() + piece.size() < size_max(RoleName::targets)) json += piece;
    repository.files["metadata/1.targets.json"] = to_buffer(as_bytes(json));
    const std::size_t taken = peak_of_a_run(false);
    std::printf("  %s without end: %zu KiB at the peak\n", std::string(piece).c_str(), taken / 1024);
    EXPECT_LE(taken, kBound);
  }
}

TEST_F(TufMemory, two_hundred_roots_take_no_more_than_one) {
  for (int i = 0; i < 200; ++i) {
    repository.keys(RoleName::root) = {TestRepository::new_key()};
    repository.publish_root();
  }
  EXPECT_LE(peak_of_a_run(true), kBound / 8);
}

}  // namespace
}  // namespace cardea::tuf
