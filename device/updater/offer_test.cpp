// SPDX-License-Identifier: Apache-2.0
#include "device/updater/offer.hpp"

#include <gtest/gtest.h>

namespace cardea::updater {
namespace {

using Kind = Decision::Kind;

tuf::Target target(const std::string& version, std::uint64_t epoch = 1, const std::string& model = "speaker-1") {
  const tuf::ReleaseInfo info{.model = model,
                              .version = version,
                              .epoch = epoch,
                              .security = false,
                              .risk_en = "",
                              .risk_zh = "",
                              .notes_en = "",
                              .notes_zh = "",
                              .interruption_s = 0,
                              .root = {}};
  return {.length = 1000, .hashes = {.sha256 = crypto::Digest256{}, .sha512 = {}}, .custom = tuf::encode_release_info(info)};
}

Decision decide_for(std::map<std::string, tuf::Target> targets, const DeviceFacts& device = {"speaker-1", "1.2.0", 3, ""}) {
  tuf::Targets all;
  all.targets = std::move(targets);
  return decide(all, device);
}

TEST(UpdateOffer, the_newest_release_for_this_model_is_chosen) {
  const Decision decision =
      decide_for({{"a", target("1.10.0", 3)}, {"b", target("1.9.0", 3)}, {"c", target("9.0.0", 3, "hub-1")}, {"d", {}}});
  ASSERT_EQ(decision.kind, Kind::offer);
  EXPECT_EQ(decision.offer->info.version, "1.10.0");
}

TEST(UpdateOffer, the_running_version_is_nothing_new) {
  EXPECT_EQ(decide_for({{"a", target("1.2.0", 3)}, {"b", target("1.1.0", 3)}}).kind, Kind::nothing_newer);
}

TEST(UpdateOffer, releases_for_other_models_are_not_for_this_device) {
  const Decision decision = decide_for({{"a", target("9.0.0", 3, "hub-1")}});
  EXPECT_EQ(decision.kind, Kind::nothing_newer);
  EXPECT_NE(decision.reason.find("no release for the model speaker-1"), std::string::npos);
}

TEST(UpdateRollback, an_older_signed_version_is_refused_and_named) {
  for (const std::uint64_t epoch : {3U, 99U}) {  // a higher epoch does not help
    const Decision decision = decide_for({{"a", target("1.1.9", epoch)}});
    EXPECT_EQ(decision.kind, Kind::refused);
    EXPECT_EQ(decision.reason,
              "The update repository offers version 1.1.9, which is older than the running version 1.2.0; it was refused as a "
              "rollback.");
  }
}

tuf::Target way_back(const std::string& version, std::uint64_t epoch, const std::string& from) {
  tuf::Target older = target(version, epoch);
  tuf::ReleaseInfo info = *tuf::parse_release_info(older.custom);
  info.back_from = from;
  older.custom = tuf::encode_release_info(info);
  return older;
}

TEST(UpdateRollback, a_version_that_the_maker_took_back_may_go_back_inside_its_epoch) {
  const Decision decision = decide_for({{"a", way_back("1.1.0", 3, "1.2.0")}});
  ASSERT_EQ(decision.kind, Kind::offer);
  EXPECT_EQ(decision.offer->info.version, "1.1.0");
}

TEST(UpdateRollback, going_back_below_the_epoch_is_refused_whatever_the_maker_signs) {
  const Decision decision = decide_for({{"a", way_back("1.1.0", 2, "1.2.0")}});
  EXPECT_EQ(decision.kind, Kind::refused);
  EXPECT_NE(decision.reason.find("below this device's 3"), std::string::npos) << decision.reason;
}

TEST(UpdateRollback, a_way_back_from_another_version_is_none_for_this_one) {
  EXPECT_EQ(decide_for({{"a", way_back("1.1.0", 3, "1.2.1")}}).kind, Kind::refused);
}

TEST(UpdateRollback, a_newer_version_below_the_epoch_is_refused_and_named) {
  const Decision decision = decide_for({{"a", target("1.3.0", 2)}});
  EXPECT_EQ(decision.kind, Kind::refused);
  EXPECT_EQ(decision.reason, "Version 1.3.0 has the security epoch 2, below this device's 3; it was refused as a rollback.");
}

TEST(UpdateOffer, a_version_that_fell_back_is_not_tried_again_until_another_is_offered) {
  const DeviceFacts device{"speaker-1", "1.2.0", 3, "1.3.0"};
  const Decision again = decide_for({{"a", target("1.3.0", 3)}}, device);
  EXPECT_EQ(again.kind, Kind::fell_back_before);
  EXPECT_NE(again.reason.find("1.3.0 fell back"), std::string::npos);
  EXPECT_EQ(decide_for({{"a", target("1.3.0", 3)}, {"b", target("1.3.1", 3)}}, device).kind, Kind::offer);
}

TEST(UpdateOffer, a_description_that_cannot_be_read_is_said_to_be_so) {
  tuf::Target odd = target("1.3.0");
  odd.custom.if_map()->at("cardea").set("root", "zz");
  EXPECT_EQ(decide_for({{"a", odd}}).kind, Kind::refused);
  EXPECT_EQ(decide_for({{"a", odd}, {"b", target("1.4.0", 3)}}).kind, Kind::offer);
}

TEST(UpdateOffer, impossible_releases_are_refused) {
  tuf::Target huge = target("1.3.0", 3);
  huge.length = UINT64_MAX;
  EXPECT_EQ(decide_for({{"a", huge}}).kind, Kind::refused);
  tuf::Target other_hash = target("1.3.0", 3);
  other_hash.hashes.sha256.reset();
  EXPECT_EQ(decide_for({{"a", other_hash}}).kind, Kind::refused);
  EXPECT_EQ(decide_for({{"a", target("1.3.0", 3)}}, {"speaker-1", "unknown", 0, ""}).kind, Kind::refused);
}

}  // namespace
}  // namespace cardea::updater
