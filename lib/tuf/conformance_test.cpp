// SPDX-License-Identifier: Apache-2.0
// The repositories of the public conformance suite, replayed: what each answered, file by file, and how the run had to end.
// The suite itself needs Python packages that Debian 12 does not have; it drives tests/peers/tuf_client.cpp from outside.
#include <gtest/gtest.h>

#include "lib/codec/json.hpp"
#include "lib/store/file.hpp"
#include "lib/tuf/client.hpp"

namespace cardea::tuf {
namespace {

constexpr std::size_t kVectorsMax = 4U << 20;

class Replay {
 public:
  Replay(const Value& vectors, const Value& test)
      : bodies_(*vectors.find("bodies")->if_array()),
        factory_(body(*test.integer("factory"))) {}

  // One start of the program: a refresh, and a search for each target until one fails.
  void run(const Value& step) {
    expected_ = *step.array("requests");
    next_ = 0;
    FakeClock clock(*step.integer("now_s"));
    Client client(store_, clock, factory_);
    bool ok = drive(client, client.begin()) && client.outcome().ok();
    for (const Value& name : **step.array("targets")) ok = ok && download(client, *name.if_text());
    EXPECT_EQ(ok, *step.flag("ok")) << (client.outcome() ? "" : client.outcome().error().message);
    EXPECT_EQ(next_, expected_->size()) << "it did not ask for everything that it should";
    check_trusted(client, *step.find("trusted"));
  }

 private:
  Buffer body(std::int64_t index) const { return to_buffer(as_bytes(*bodies_[static_cast<std::size_t>(index)].if_text())); }

  // What the repository answered when it was asked for just this.
  Result<Buffer> answer(const std::string& path, std::size_t max) {
    const std::string wanted = next_ < expected_->size() ? *(*expected_)[next_].text("path") : "nothing";
    EXPECT_EQ(path, wanted);
    if (path != wanted) return Error{Err::unavailable, "the recording knows no such request"};
    const std::int64_t index = *(*expected_)[next_++].integer("body");
    if (index == -2) return Error{Err::unavailable, "the connection was closed"};
    if (index == -1) return Error{Err::not_found, "no such file"};
    Buffer content = body(index);
    if (content.size() > max) return Error{Err::too_large, "more than was asked for"};
    return content;
  }
  bool drive(Client& client, std::optional<Need> need) {
    while (need && !::testing::Test::HasFailure()) need = client.supply(answer(need->path, need->max));
    return !need;
  }
  bool download(Client& client, const std::string& name) {
    if (!drive(client, client.look_for(name)) || !client.found()) return false;
    const FileMeta expected{.version = 1, .length = client.found()->length, .hashes = client.found()->hashes};
    if (const auto have = downloaded_.find(name); have != downloaded_.end() && check_content(expected, have->second).ok())
      return true;
    const auto content = answer(client.target_path(name, *client.found()), static_cast<std::size_t>(*expected.length));
    if (!content || !check_content(expected, *content).ok()) return false;
    downloaded_[name] = *content;
    return true;
  }
  void check_trusted(const Client& client, const Value& trusted) {
    if (client.root_version() != 0) {
      EXPECT_EQ(client.root_version(), *trusted.integer("root"));
    }
    for (const char* role : {"timestamp", "snapshot", "targets"}) {
      const auto stored = store_.load(role);
      ASSERT_EQ(stored.ok(), trusted.find(role) != nullptr) << role;
      if (stored) {
        EXPECT_EQ(*parse_json(*stored)->find("signed")->integer("version"), *trusted.integer(role)) << role;
      }
    }
  }

  const Value::Array& bodies_;
  Buffer factory_;
  MemoryStore store_;
  std::map<std::string, Buffer> downloaded_;
  const Value::Array* expected_ = nullptr;
  std::size_t next_ = 0;
};

TEST(TufConformance, every_recorded_repository_is_judged_as_the_suite_demands) {
  const auto file = store::read_file(CARDEA_SOURCE_DIR "/lib/tuf/vectors/conformance.json", kVectorsMax);
  ASSERT_TRUE(file.ok());
  const auto vectors = parse_json(*file, {.bytes_max = kVectorsMax});
  ASSERT_TRUE(vectors.ok());
  const Value::Array& cases = **vectors->array("cases");
  EXPECT_EQ(cases.size(), 108U);
  for (const Value& test : cases) {
    SCOPED_TRACE(*test.text("case"));
    Replay replay(*vectors, test);
    for (const Value& step : **test.array("steps")) replay.run(step);
    if (HasFailure()) break;
  }
}

}  // namespace
}  // namespace cardea::tuf
