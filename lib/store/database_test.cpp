// SPDX-License-Identifier: Apache-2.0
#include "lib/store/database.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "lib/store/file.hpp"
#include "lib/store/scratch.hpp"

namespace cardea::store {
namespace {

constexpr std::array<std::string_view, 2> kSchema = {
    "CREATE TABLE person (name TEXT PRIMARY KEY, picture BLOB, age INTEGER CHECK (age >= 0)) STRICT;",
    "CREATE TABLE note (id INTEGER PRIMARY KEY, person TEXT NOT NULL REFERENCES person(name), text TEXT NOT NULL) STRICT;"};

template <class T>
Err refusal(const Result<T>& result) {
  EXPECT_FALSE(result.ok());
  return result.ok() ? Err{} : result.error().code;
}

class Databases : public testing::Test {
 protected:
  std::unique_ptr<Database> open() {
    auto db = Database::open(path_, kSchema);
    EXPECT_TRUE(db.ok());
    return db.ok() ? std::move(*db) : nullptr;
  }

  static Status add(Database& db, std::string_view name, std::int64_t age = 1) {
    TRY(Statement insert, db.prepare("INSERT INTO person (name, age) VALUES (?1, ?2)"));
    return insert.bind(1, name).bind(2, age).run();
  }

  static std::int64_t number(Database& db, std::string_view sql) {
    auto statement = db.prepare(sql);
    EXPECT_TRUE(statement.ok());
    EXPECT_TRUE(*statement->step());
    return statement->integer(0);
  }

  static std::int64_t people(Database& db) { return number(db, "SELECT count(*) FROM person"); }

  ScratchDirectory folder_;
  std::string path_ = folder_ / "store.db";
};

TEST_F(Databases, keep_values_of_each_type_across_a_reopening) {
  const Buffer picture = {0, 1, 0, 255};
  {
    const auto db = open();
    auto insert = db->prepare("INSERT INTO person VALUES (?1, ?2, ?3)");
    ASSERT_TRUE(insert->bind(1, "ann").bind(2, Bytes(picture)).bind(3, std::int64_t{1} << 40).run().ok());
    ASSERT_TRUE(insert->reset().bind(1, "").bind(2, Bytes{}).bind_null(3).run().ok());
    EXPECT_EQ(db->changes(), 1);
  }
  const auto db = open();
  auto query = db->prepare("SELECT name, picture, age FROM person ORDER BY name DESC");
  ASSERT_TRUE(*query->step());
  EXPECT_EQ(query->text(0), "ann");
  EXPECT_EQ(query->bytes(1), picture);
  EXPECT_EQ(query->integer(2), std::int64_t{1} << 40);
  ASSERT_TRUE(*query->step());
  EXPECT_FALSE(query->is_null(0));
  EXPECT_FALSE(query->is_null(1));
  EXPECT_TRUE(query->bytes(1).empty());
  EXPECT_TRUE(query->is_null(2));
  EXPECT_FALSE(*query->step());
}

TEST_F(Databases, are_set_up_to_be_durable_and_wary) {
  const auto db = open();
  EXPECT_EQ(number(*db, "PRAGMA synchronous"), 2);  // FULL
  EXPECT_EQ(number(*db, "PRAGMA foreign_keys"), 1);
  EXPECT_EQ(number(*db, "PRAGMA secure_delete"), 1);
  EXPECT_EQ(number(*db, "PRAGMA trusted_schema"), 0);
  EXPECT_EQ(number(*db, "PRAGMA user_version"), 2);
  auto journal = db->prepare("PRAGMA journal_mode");
  ASSERT_TRUE(*journal->step());
  EXPECT_EQ(journal->text(0), "wal");
}

TEST_F(Databases, can_be_read_by_their_owner_only) {
  const mode_t old_mask = ::umask(0);
  const auto db = open();
  ASSERT_TRUE(add(*db, "anne").ok());
  ::umask(old_mask);
  for (const char* name : {"store.db", "store.db-wal", "store.db-shm"}) {
    struct stat status{};
    ASSERT_EQ(::stat((folder_ / name).c_str(), &status), 0) << name;
    EXPECT_EQ(status.st_mode & 0777U, 0600U) << name;
  }
}

TEST_F(Databases, run_each_migration_once_and_in_order) {
  {
    const auto old = Database::open(path_, std::span(kSchema).first(1));
    ASSERT_TRUE(old.ok());
    ASSERT_TRUE(add(**old, "anne").ok());
    EXPECT_FALSE((*old)->prepare("SELECT * FROM note").ok());
  }
  const auto db = open();
  EXPECT_EQ(people(*db), 1);
  EXPECT_TRUE(db->prepare("SELECT * FROM note").ok());
}

TEST_F(Databases, of_a_newer_version_are_refused_and_left_alone) {
  ASSERT_TRUE(add(*open(), "anne").ok());
  EXPECT_EQ(refusal(Database::open(path_, std::span(kSchema).first(1))), Err::unsupported);
  EXPECT_EQ(people(*open()), 1);
}

TEST_F(Databases, with_a_failing_migration_stay_at_the_version_before) {
  {
    ASSERT_TRUE(Database::open(path_, std::span(kSchema).first(1)).ok());
  }
  const std::array<std::string_view, 3> broken = {kSchema[0], kSchema[1], "CREATE TABLE person (x)"};
  EXPECT_EQ(refusal(Database::open(path_, broken)), Err::bad_value);
  const auto db = open();
  EXPECT_EQ(number(*db, "PRAGMA user_version"), 2);
}

TEST_F(Databases, that_are_no_databases_are_refused) {
  ASSERT_TRUE(write_file(path_, Buffer(8192, 'x')).ok());
  EXPECT_EQ(refusal(Database::open(path_, kSchema)), Err::broken);
  EXPECT_EQ(*read_file(path_), Buffer(8192, 'x'));
}

TEST_F(Databases, are_not_opened_through_a_link) {
  open().reset();
  ASSERT_EQ(::symlink(path_.c_str(), (folder_ / "link.db").c_str()), 0);
  EXPECT_EQ(refusal(Database::open(folder_ / "link.db", kSchema)), Err::refused);
}

TEST_F(Databases, cannot_be_made_in_a_read_only_folder) {
  const int sys = with_read_only_folder(folder_, [&] {
    const auto db = Database::open(path_, kSchema);
    return db.ok() ? 0 : db.error().sys;
  });
  EXPECT_EQ(sys, EACCES);
}

TEST_F(Databases, on_a_full_disk_refuse_and_lose_nothing) {
  const auto db = open();
  ASSERT_TRUE(add(*db, "anne").ok());
  {
    const FullDisk full(64 << 10);
    auto insert = db->prepare("INSERT INTO person VALUES (?1, ?2, 1)");
    EXPECT_EQ(refusal(insert->bind(1, "bob").bind(2, Bytes(Buffer(1 << 20))).run()), Err::io);
  }
  EXPECT_EQ(people(*db), 1);
  EXPECT_TRUE(add(*db, "carol").ok());
}

TEST_F(Databases, say_which_rule_a_row_breaks) {
  const auto db = open();
  ASSERT_TRUE(add(*db, "anne").ok());
  EXPECT_EQ(refusal(add(*db, "anne")), Err::exists);
  EXPECT_EQ(refusal(add(*db, "bob", -1)), Err::refused);
  EXPECT_EQ(refusal(db->run("INSERT INTO note (person, text) VALUES ('nobody', 'x')")), Err::refused);
}

TEST_F(Databases, take_one_command_in_a_statement) {
  const auto db = open();
  EXPECT_EQ(refusal(db->prepare("SELECT 1; DROP TABLE person")), Err::bad_value);
  EXPECT_EQ(refusal(db->prepare("")), Err::bad_value);
  EXPECT_EQ(refusal(db->prepare("SELEKT 1")), Err::bad_value);
  EXPECT_EQ(refusal(db->prepare("SELECT \"x\"")), Err::bad_value);  // a name that does not exist is no text
  EXPECT_TRUE(db->prepare("SELECT 1; ").ok());
}

TEST_F(Databases, fail_the_statement_whose_values_do_not_fit) {
  const auto db = open();
  auto query = db->prepare("SELECT ?1");
  EXPECT_FALSE(query->bind(2, std::int64_t{1}).step().ok());
  EXPECT_TRUE(query->reset().bind(1, std::int64_t{1}).step().ok());
}

TEST_F(Databases, roll_a_transaction_back_when_its_body_fails) {
  const auto db = open();
  const auto status = db->transaction([&]() -> Status {
    TRY_(add(*db, "anne"));
    return Error{Err::refused, "changed my mind"};
  });
  EXPECT_EQ(refusal(status), Err::refused);
  EXPECT_EQ(people(*db), 0);
  EXPECT_TRUE(db->transaction([&] { return add(*db, "anne"); }).ok());
  EXPECT_EQ(people(*db), 1);
}

TEST_F(Databases, refuse_a_transaction_inside_another_and_keep_the_outer_one) {
  const auto db = open();
  const auto status = db->transaction([&]() -> Status {
    TRY_(add(*db, "anne"));
    EXPECT_FALSE(db->transaction([&] { return add(*db, "bob"); }).ok());
    return add(*db, "carol");
  });
  EXPECT_TRUE(status.ok());
  EXPECT_EQ(people(*db), 2);
}

TEST_F(Databases, keep_what_was_committed_before_a_kill) {
  int acknowledged[2];
  ASSERT_EQ(::pipe(acknowledged), 0);
  Child writer([&] {
    const auto db = Database::open(path_, kSchema);
    for (int i = 0; db.ok(); ++i) {
      if (!add(**db, "person " + std::to_string(i)).ok() || ::write(acknowledged[1], "x", 1) != 1) break;
    }
    return 1;
  });
  char bytes[20];
  std::size_t count = 0;
  while (count < sizeof bytes) {
    const ssize_t got = ::read(acknowledged[0], bytes, sizeof bytes - count);
    ASSERT_GT(got, 0);
    count += static_cast<std::size_t>(got);
  }
  writer.kill();
  EXPECT_GE(people(*open()), static_cast<std::int64_t>(count));
  ::close(acknowledged[0]);
  ::close(acknowledged[1]);
}

//= EN303645 5.11-1 type=test
TEST_F(Databases, hold_no_trace_of_a_deleted_row_once_their_log_is_emptied) {
  const std::string canary = "canary-7d1f3c";
  const auto db = open();
  ASSERT_TRUE(add(*db, canary).ok());
  ASSERT_TRUE(db->run("DELETE FROM person").ok());
  ASSERT_TRUE(db->empty_log().ok());
  for (const char* name : {"store.db", "store.db-wal"}) {
    EXPECT_EQ(read_text(folder_ / name)->find(canary), std::string::npos) << name;
  }
}

TEST_F(Databases, can_be_vacuumed) {
  EXPECT_TRUE(open()->run("VACUUM").ok());
}

TEST_F(Databases, reach_no_other_file) {
  EXPECT_FALSE(open()->run("SELECT load_extension('x')").ok());
}

}  // namespace
}  // namespace cardea::store
