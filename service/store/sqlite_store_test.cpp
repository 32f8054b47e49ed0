// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <filesystem>

#include "lib/crypto/crypto.hpp"
#include "service/store/fleet_store.hpp"

namespace cardea::service {
namespace {

class Store : public testing::Test {
 protected:
  Store() : path_(testing::TempDir() + "fleet-" + to_hex(crypto::random_buffer(6)) + ".db") { reopen(); }
  ~Store() override {
    store_.reset();
    for (const char* tail : {"", "-wal", "-shm"}) std::filesystem::remove(path_ + tail);
  }
  void reopen() {
    store_.reset();
    store_ = std::move(*open_sqlite_store(path_));
  }
  static Device device(const std::string& serial) {
    Device d;
    d.spki = "key-of-" + serial;
    d.model = "M1";
    d.serial = serial;
    return d;
  }

  std::string path_;
  std::unique_ptr<FleetStore> store_;
};

TEST_F(Store, a_key_or_a_serial_number_is_registered_once) {
  EXPECT_TRUE(store_->add_device(device("S1")).ok());
  Device same_serial = device("S1");
  same_serial.spki = "another key";
  EXPECT_EQ(store_->add_device(same_serial).error().code, Err::exists);
  Device same_key = device("S2");
  same_key.spki = "key-of-S1";
  EXPECT_EQ(store_->add_device(same_key).error().code, Err::exists);
}

TEST_F(Store, a_hint_is_given_at_one_visit_and_no_more) {
  ASSERT_TRUE(store_->add_device(device("S1")).ok());
  ASSERT_TRUE(store_->set_hint("S1").ok());
  EXPECT_TRUE(*store_->check_in("key-of-S1", CheckIn{"initialized", "1.0.0", {}, 10, 20}));
  EXPECT_FALSE(*store_->check_in("key-of-S1", CheckIn{"initialized", "1.0.0", {}, 20, 30}));
  EXPECT_EQ(store_->set_hint("S9").error().code, Err::not_found);
}

TEST_F(Store, what_was_acknowledged_is_there_after_a_restart) {
  ASSERT_TRUE(store_->add_device(device("S1")).ok());
  ASSERT_TRUE(store_->check_in("key-of-S1", CheckIn{"initialized", "1.1.0", {"idle", "succeeded", "1.1.0", ""}, 10, 20}).ok());
  ASSERT_TRUE(store_->set_blocked("S1", true).ok());
  reopen();
  const Device d = *store_->device_by_serial("S1");
  EXPECT_EQ(d.version, "1.1.0");
  EXPECT_EQ(d.update.last_result, "succeeded");
  EXPECT_TRUE(d.blocked);
}

TEST_F(Store, telemetry_that_is_sent_twice_is_kept_once) {
  ASSERT_TRUE(store_->add_device(device("S1")).ok());
  ASSERT_TRUE(store_->add_telemetry("key-of-S1", {{1, "uptime_s", 5}, {2, "uptime_s", 6}}).ok());
  ASSERT_TRUE(store_->add_telemetry("key-of-S1", {{1, "uptime_s", 5}, {3, "uptime_s", 7}}).ok());
  EXPECT_EQ(store_->telemetry("key-of-S1", 10)->size(), 3U);
}

TEST_F(Store, telemetry_of_an_unknown_device_is_not_kept) {
  EXPECT_FALSE(store_->add_telemetry("nobody", {{1, "uptime_s", 5}}).ok());
  EXPECT_TRUE(store_->telemetry("nobody", 10)->empty());
}

}  // namespace
}  // namespace cardea::service
