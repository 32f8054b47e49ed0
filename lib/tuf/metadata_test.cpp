// SPDX-License-Identifier: Apache-2.0
#include "lib/tuf/metadata.hpp"

#include <gtest/gtest.h>

#include "lib/codec/json.hpp"
#include "lib/tuf/test_repository.hpp"

namespace cardea::tuf {
namespace {

class TufMetadata : public ::testing::Test {
 protected:
  TufMetadata() : key(TestRepository::new_key()) {
    RootTerms terms{.version = 1, .expires_s = clock.wall_s() + 1000, .roles = {}};
    for (const RoleName role : kRoleNames) terms.role(role).keys = {ed25519_key_object(key->public_key())};
    body = make_root(terms);
  }

  // The root after `change`, signed by its own key.
  Result<VerifiedRoot> root_with(const std::function<void(Value& body)>& change) {
    Value changed = body;
    change(changed);
    TRY(Signed<Root> parsed, parse_root(TestRepository::sign(changed, {key})));
    return verify_first_root(std::move(parsed));
  }
  Err refusal(const std::function<void(Value& body)>& change) {
    const auto root = root_with(change);
    return root ? Err::io : root.error().code;
  }
  static Value& member(Value& map, const std::string& key) { return map.if_map()->at(key); }
  void set_role(Value& root, const std::string& role, Value::Array keyids, std::int64_t threshold) {
    member(root, "roles").set(role, Value().set("keyids", std::move(keyids)).set("threshold", threshold));
  }

  FakeClock clock;
  TestRepository::KeyPointer key;
  Value body;
};

TEST_F(TufMetadata, an_honest_root_is_read) {
  const auto root = root_with([](Value&) {});
  ASSERT_TRUE(root.ok());
  EXPECT_EQ((*root)->version, 1);
  EXPECT_TRUE((*root)->consistent_snapshot);
  EXPECT_EQ((*root)->keys.size(), 1U);
}

// A key that gained a note keeps its keyid in other makers' repositories; what counts is the key.
TEST_F(TufMetadata, a_keyid_that_is_not_the_hash_of_its_key_is_a_name_and_gives_no_second_vote) {
  const std::string id = keyid_of(ed25519_key_object(key->public_key()));
  const std::string other(64, 'a');
  const auto rename = [&](Value& root) { member(root, "keys").set(other, ed25519_key_object(key->public_key())); };
  EXPECT_TRUE(root_with(rename).ok());
  EXPECT_EQ(refusal([&](Value& root) {
              rename(root);
              set_role(root, "root", {id, other}, 2);
            }),
            Err::unauthentic);
}

TEST_F(TufMetadata, a_key_named_twice_in_a_role_is_refused) {
  const std::string id = keyid_of(ed25519_key_object(key->public_key()));
  EXPECT_EQ(refusal([&](Value& root) { set_role(root, "targets", {id, id}, 2); }), Err::bad_value);
}

TEST_F(TufMetadata, one_key_under_two_keyids_counts_once) {
  Value disguised = ed25519_key_object(key->public_key());
  disguised.set("x-note", "the same key in another coat");
  const std::string honest_id = keyid_of(ed25519_key_object(key->public_key()));
  const std::string second_id = keyid_of(disguised);
  Value root = body;
  member(root, "keys").set(second_id, disguised);
  set_role(root, "root", {honest_id, second_id}, 2);
  const std::string canonical = canonical_json(root);
  const std::string signature = to_hex(*key->sign(as_bytes(canonical)));
  Value file;
  file.set("signed", root);
  file.set("signatures", Value::Array{Value().set("keyid", honest_id).set("sig", signature),
                                      Value().set("keyid", second_id).set("sig", signature)});
  auto parsed = parse_root(as_bytes(print_json(file)));
  ASSERT_TRUE(parsed.ok()) << parsed.error().what;
  EXPECT_EQ(verify_first_root(std::move(*parsed)).error().code, Err::unauthentic);
}

TEST_F(TufMetadata, a_signature_given_twice_is_refused) {
  Value file = *parse_json(TestRepository::sign(body, {key}));
  Value::Array& signatures = *member(file, "signatures").if_array();
  signatures.push_back(signatures[0]);
  EXPECT_EQ(parse_root(as_bytes(print_json(file))).error().code, Err::bad_value);
}

TEST_F(TufMetadata, a_key_of_an_unknown_type_is_kept_and_verifies_nothing) {
  const auto strange = Value().set("keytype", "ml-dsa").set("scheme", "ml-dsa-65").set("keyval", Value(Value::Map{}));
  EXPECT_TRUE(root_with([&](Value& root) {
                member(root, "keys").set(keyid_of(strange), strange);
                set_role(root, "targets", {keyid_of(strange), keyid_of(ed25519_key_object(key->public_key()))}, 1);
              }).ok());
  EXPECT_EQ(refusal([&](Value& root) {
              member(root, "keys").set(keyid_of(strange), strange);
              set_role(root, "root", {keyid_of(strange)}, 1);
            }),
            Err::unauthentic);
}

TEST_F(TufMetadata, impossible_thresholds_are_refused_or_never_reached) {
  const std::string id = keyid_of(ed25519_key_object(key->public_key()));
  EXPECT_EQ(refusal([&](Value& root) { set_role(root, "root", {id}, 0); }), Err::bad_value);
  EXPECT_EQ(refusal([&](Value& root) { set_role(root, "root", {id}, -1); }), Err::bad_value);
  EXPECT_EQ(refusal([&](Value& root) { set_role(root, "root", {id}, 2); }), Err::unauthentic);
  EXPECT_EQ(refusal([&](Value& root) { set_role(root, "root", {}, 1); }), Err::unauthentic);
}

TEST_F(TufMetadata, a_root_without_one_of_the_four_roles_is_refused) {
  for (const char* role : {"root", "timestamp", "snapshot", "targets"}) {
    EXPECT_EQ(refusal([&](Value& root) { member(root, "roles").if_map()->erase(role); }), Err::bad_value) << role;
  }
}

TEST_F(TufMetadata, versions_dates_and_types_are_strict) {
  EXPECT_EQ(refusal([](Value& root) { root.set("version", 0); }), Err::bad_value);
  EXPECT_EQ(refusal([](Value& root) { root.set("version", "1"); }), Err::bad_value);
  EXPECT_EQ(refusal([](Value& root) { root.set("expires", "tomorrow"); }), Err::bad_value);
  EXPECT_EQ(refusal([](Value& root) { root.set("_type", "Root"); }), Err::bad_value);
  EXPECT_EQ(refusal([](Value& root) { root.set("spec_version", "2.0.0"); }), Err::unsupported);
  EXPECT_EQ(refusal([](Value& root) { root.set("consistent_snapshot", 1); }), Err::bad_value);
}

TEST_F(TufMetadata, members_that_we_do_not_know_are_signed_and_ignored) {
  EXPECT_TRUE(root_with([](Value& root) { root.set("x-future", Value().set("deep", Value::Array{1, 2})); }).ok());
}

TEST_F(TufMetadata, an_ecdsa_key_signs_as_well) {
  auto ec = *crypto::EcKey::generate();
  const std::string base64 = to_base64(ec->public_key().spki);
  const std::string pem =
      "-----BEGIN PUBLIC KEY-----\n" + base64.substr(0, 64) + "\n" + base64.substr(64) + "\n-----END PUBLIC KEY-----\n";
  const auto object =
      Value().set("keytype", "ecdsa").set("scheme", "ecdsa-sha2-nistp256").set("keyval", Value().set("public", pem));
  Value root = body;
  member(root, "keys").set(keyid_of(object), object);
  set_role(root, "root", {keyid_of(object)}, 1);
  const auto file_signed_over = [&](const std::string& text) {
    const Buffer signature = *ec->sign_digest(crypto::sha256(as_bytes(text)));
    Value file;
    file.set("signed", root)
        .set("signatures", Value::Array{Value().set("keyid", keyid_of(object)).set("sig", to_hex(signature))});
    return print_json(file);
  };
  auto honest = parse_root(as_bytes(file_signed_over(canonical_json(root))));
  ASSERT_TRUE(honest.ok());
  EXPECT_TRUE(verify_first_root(std::move(*honest)).ok());
  auto forged = parse_root(as_bytes(file_signed_over("something else")));
  ASSERT_TRUE(forged.ok());
  EXPECT_EQ(verify_first_root(std::move(*forged)).error().code, Err::unauthentic);
}

TEST_F(TufMetadata, hashes_lengths_and_names_of_targets_are_strict) {
  const auto refusal_of = [&](Value target) {
    Value file = make_targets(1, clock.wall_s() + 1000, {});
    file.set("targets", Value().set("x.img", std::move(target)));
    const auto parsed = parse_targets(TestRepository::sign(file, {key}));
    return parsed ? Err::io : parsed.error().code;
  };
  const std::string sha256(64, 'a');
  EXPECT_EQ(refusal_of(Value().set("length", 1).set("hashes", Value().set("sha256", sha256))),
            Err::io);  // the honest one is read
  EXPECT_EQ(refusal_of(Value().set("length", -1).set("hashes", Value().set("sha256", sha256))), Err::bad_value);
  EXPECT_EQ(refusal_of(Value().set("length", 1).set("hashes", Value().set("sha256", "aa"))), Err::bad_value);
  EXPECT_EQ(refusal_of(Value().set("length", 1).set("hashes", Value().set("md5", "aa"))), Err::unsupported);
  EXPECT_EQ(refusal_of(Value().set("length", 1)), Err::bad_value);
}

TEST_F(TufMetadata, every_named_hash_must_be_right) {
  const Buffer content(10, 7);
  FileMeta meta{
      .version = 1, .length = 10, .hashes = Hashes{.sha256 = crypto::sha256(content), .sha512 = crypto::sha512(content)}};
  EXPECT_TRUE(check_content(meta, content).ok());
  meta.hashes->sha512->at(0) ^= 1;
  EXPECT_FALSE(check_content(meta, content).ok());
  meta.hashes->sha512.reset();
  meta.length = 11;
  EXPECT_FALSE(check_content(meta, content).ok());
}

}  // namespace
}  // namespace cardea::tuf
