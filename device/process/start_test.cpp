// SPDX-License-Identifier: Apache-2.0
#include "device/process/start.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>

namespace cardea::process {
namespace {

using Words = std::vector<std::string_view>;

const Words kVaultWords{"--device", "/d", "--peer", "warden=3", "--peer", "gate=4", "--peer", "courier=5", "--peer", "updater=6", "--peer", "steward=7"};

Words with(Words words, std::initializer_list<std::string_view> more) {
  words.insert(words.end(), more);
  return words;
}

Err refusal(std::string_view process, const Words& words) {
  const auto start = parse_start(process, words);
  EXPECT_FALSE(start.ok());
  return start.ok() ? Err::io : start.error().code;
}

TEST(StartWords, give_a_process_exactly_its_peers_of_the_table) {
  const auto start = parse_start("vault", with(kVaultWords, {"--uid", "70001", "--slot", "b"}));
  ASSERT_TRUE(start.ok()) << start.error().what;
  EXPECT_EQ(start->device, "/d");
  EXPECT_EQ(start->peers.size(), 5U);
  EXPECT_EQ(start->uid, 70001U);
  EXPECT_EQ(start->running, board::Slot::b);
}

TEST(StartWords, refuse_a_peer_outside_the_table) {
  EXPECT_EQ(refusal("vault", with(kVaultWords, {"--peer", "vault=8"})), Err::refused);
  EXPECT_EQ(refusal("gate", {"--device", "/d", "--peer", "warden=3", "--peer", "courier=4"}), Err::refused);
}

TEST(StartWords, refuse_a_missing_peer) {
  EXPECT_EQ(refusal("vault", {"--device", "/d", "--peer", "warden=3", "--peer", "gate=4"}), Err::bad_value);
}

TEST(StartWords, refuse_a_peer_given_twice_and_a_descriptor_given_twice) {
  EXPECT_EQ(refusal("vault", with(kVaultWords, {"--peer", "gate=9"})), Err::bad_value);
  Words words = kVaultWords;
  words[5] = "gate=3";
  EXPECT_EQ(refusal("vault", words), Err::bad_value);
}

TEST(StartWords, refuse_a_listener_for_any_process_but_gate) {
  EXPECT_EQ(refusal("vault", with(kVaultWords, {"--listen", "Intf-1=9"})), Err::refused);
  const Words gate{"--device", "/d",        "--peer", "warden=3",  "--peer",   "vault=4",
                   "--peer",   "steward=5", "--peer", "updater=6", "--listen", "Intf-1=9"};
  EXPECT_TRUE(parse_start("gate", gate).ok());
}

TEST(StartWords, refuse_a_tpm_for_any_process_but_vault) {
  EXPECT_EQ(*parse_start("vault", with(kVaultWords, {"--tpm", "9"}))->tpm, 9);
  EXPECT_EQ(refusal("vault", with(kVaultWords, {"--tpm", "9", "--tpm", "10"})), Err::bad_value);
  EXPECT_EQ(refusal("vault", with(kVaultWords, {"--tpm", "6"})), Err::bad_value);  // updater's channel
  EXPECT_EQ(refusal("vault", with(kVaultWords, {"--tpm", "2"})), Err::bad_value);
  const Words gate{"--device", "/d",        "--peer", "warden=3",  "--peer", "vault=4",
                   "--peer",   "steward=5", "--peer", "updater=6", "--tpm",  "9"};
  EXPECT_EQ(refusal("gate", gate), Err::refused);
}

TEST(StartWords, refuse_the_standard_descriptors) {
  for (const auto* fd : {"gate=0", "gate=1", "gate=2", "gate=-1", "gate=x", "gate=", "gate", "=4", "gate=99999999999"}) {
    Words words = kVaultWords;
    words[5] = fd;
    EXPECT_FALSE(parse_start("vault", words).ok()) << fd;
  }
}

TEST(StartWords, refuse_what_they_do_not_know) {
  EXPECT_EQ(refusal("vault", with(kVaultWords, {"--debug", "1"})), Err::bad_value);
  EXPECT_EQ(refusal("vault", with(kVaultWords, {"--uid", "1", "--uid", "0"})), Err::bad_value);
  EXPECT_EQ(refusal("vault", with(kVaultWords, {"--slot"})), Err::truncated);
  EXPECT_EQ(refusal("vault", with(kVaultWords, {"--slot", "c"})), Err::bad_value);
  Words relative = kVaultWords;
  relative[1] = "d";
  EXPECT_EQ(refusal("vault", relative), Err::bad_value);
  EXPECT_EQ(refusal("vault", Words(80, "--peer")), Err::too_large);
}

TEST(StartWords, refuse_a_process_that_nobody_knows) {
  EXPECT_FALSE(parse_start("browser", kVaultWords).ok());
}

}  // namespace
}  // namespace cardea::process
