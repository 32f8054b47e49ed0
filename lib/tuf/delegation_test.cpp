// SPDX-License-Identifier: Apache-2.0
// Targets roles that trust others: who is asked for which target, in which order, and what each may say.
#include <gmock/gmock.h>

#include "lib/codec/json.hpp"
#include "lib/tuf/client.hpp"
#include "lib/tuf/test_repository.hpp"

namespace cardea::tuf {
namespace {

using ::testing::ElementsAre;

// What one role says: its targets, and the delegations in its own words.
struct Words {
  std::map<std::string, Target> targets;
  std::vector<Value> delegations;
  Value succinct;
};

class TufDelegation : public ::testing::Test {
 protected:
  TufDelegation() : repository(clock), first_root(repository.file("metadata/1.root.json")) {}

  TestRepository::KeyPointer key_of(const std::string& role) {
    auto& key = keys[role];
    if (!key) key = TestRepository::new_key();
    return key;
  }
  Value signers(const std::string& role, std::int64_t threshold = 1) {
    const Value object = ed25519_key_object(key_of(role)->public_key());
    return Value().set("keyids", Value::Array{keyid_of(object)}).set("threshold", threshold);
  }
  void delegate(const std::string& from, const std::string& to, Value::Array paths, bool terminating = false) {
    words[from].delegations.push_back(signers(to).set("name", to).set("terminating", terminating).set("paths", std::move(paths)));
    words[to];
  }
  static Target target(const std::string& content) {
    return {.length = content.size(), .hashes = {.sha256 = crypto::sha256(as_bytes(content)), .sha512 = {}}, .custom = {}};
  }

  Value body_of(const std::string& role) {
    Words& said = words[role];
    Value body = make_targets(version, clock.wall_s() + 1000, said.targets);
    Value named{Value::Map{}};
    for (const auto& [name, key] : keys)
      named.set(keyid_of(ed25519_key_object(key->public_key())), ed25519_key_object(key->public_key()));
    Value delegations;
    delegations.set("keys", std::move(named));
    if (!said.succinct.is_null())
      delegations.set("succinct_roles", said.succinct);
    else
      delegations.set("roles", Value::Array(said.delegations.begin(), said.delegations.end()));
    if (!said.delegations.empty() || !said.succinct.is_null()) body.set("delegations", std::move(delegations));
    return body;
  }
  // Signs every role that was spoken of, and the roles above them.
  void publish() {
    version = ++repository.targets_version;
    Value meta;
    for (const auto& [role, said] : words) {
      const Buffer json = TestRepository::sign(
          body_of(role), role == "targets" ? repository.keys(RoleName::targets) : TestRepository::Keys{key_of(role)});
      repository.files["metadata/" + std::to_string(version) + "." + quoted_name(role) + ".json"] = json;
      if (!left_out.contains(role)) meta.set(role + ".json", Value().set("version", version));
    }
    Value body = make_snapshot(++repository.snapshot_version, clock.wall_s() + 1000, version, {});
    body.set("meta", std::move(meta));
    const Buffer snapshot = TestRepository::sign(body, repository.keys(RoleName::snapshot));
    repository.files[TestRepository::versioned("snapshot", repository.snapshot_version)] = snapshot;
    repository.publish_timestamp(snapshot);
  }

  // The roles that were fetched for it, in order.
  std::vector<std::string> look(const std::string& name) {
    if (!client) {
      client = std::make_unique<Client>(store, clock, first_root);
      EXPECT_TRUE(repository.refresh(*client).ok()) << client->outcome().error().message;
    }
    std::vector<std::string> asked;
    for (auto need = client->look_for(name); need; need = client->supply(repository.fetch(*need))) {
      const std::string file = need->path.substr(need->path.find('.') + 1);
      asked.push_back(file.substr(0, file.size() - 5));
    }
    return asked;
  }
  Err refusal() const { return client->found() ? Err::io : client->found().error().code; }

  FakeClock clock;
  TestRepository repository;
  Buffer first_root;
  MemoryStore store;
  std::unique_ptr<Client> client;
  std::map<std::string, TestRepository::KeyPointer> keys;
  std::map<std::string, Words> words;
  std::set<std::string> left_out;  // of the snapshot
  std::int64_t version = 0;
};

using TufPattern = TufDelegation;
using TufHashBins = TufDelegation;

TEST_F(TufDelegation, is_followed_depth_first_and_in_its_order) {
  delegate("targets", "a", {"*"});
  delegate("targets", "b", {"*"});
  delegate("a", "c", {"*"});
  delegate("a", "d", {"*"});
  words["b"].targets["x.img"] = target("x");
  publish();
  EXPECT_THAT(look("x.img"), ElementsAre("a", "c", "d", "b"));
  EXPECT_EQ(client->found()->length, 1U);
}

TEST_F(TufDelegation, the_top_level_has_the_first_word) {
  delegate("targets", "a", {"*"});
  words["targets"].targets["x.img"] = target("top");
  words["a"].targets["x.img"] = target("a");
  publish();
  EXPECT_TRUE(look("x.img").empty());
  EXPECT_EQ(client->found()->length, 3U);
}

TEST_F(TufDelegation, a_terminating_role_has_the_last_word) {
  delegate("targets", "a", {"*"});
  delegate("targets", "z", {"*"});
  delegate("a", "b", {"*"}, true);
  delegate("a", "c", {"*"});
  words["z"].targets["x.img"] = target("z");
  publish();
  EXPECT_THAT(look("x.img"), ElementsAre("a", "b"));
  EXPECT_EQ(refusal(), Err::not_found);
}

TEST_F(TufDelegation, a_circle_ends) {
  delegate("targets", "a", {"*"});
  delegate("a", "b", {"*"});
  delegate("b", "a", {"*"});
  publish();
  EXPECT_THAT(look("x.img"), ElementsAre("a", "b"));
  EXPECT_EQ(refusal(), Err::not_found);
}

TEST_F(TufDelegation, a_tree_without_end_is_left_at_the_bound_of_a_search) {
  for (int i = 0; i < 50; ++i) delegate(i == 0 ? "targets" : "r" + std::to_string(i - 1), "r" + std::to_string(i), {"*"});
  words["r49"].targets["x.img"] = target("x");
  publish();
  EXPECT_EQ(look("x.img").size(), kRolesVisitedMax);
  EXPECT_EQ(refusal(), Err::not_found);
}

TEST_F(TufDelegation, what_is_stored_is_not_fetched_again_but_is_verified_again) {
  delegate("targets", "a", {"*"});
  words["a"].targets["x.img"] = target("x");
  publish();
  EXPECT_THAT(look("x.img"), ElementsAre("a"));
  EXPECT_TRUE(look("x.img").empty());
  EXPECT_TRUE(client->found().ok());
  ASSERT_TRUE(store.save("role.a", as_bytes("{}")).ok());
  EXPECT_THAT(look("x.img"), ElementsAre("a"));
  EXPECT_TRUE(client->found().ok());
}

// One role, two delegators: it is signed for the first one only, and what was read for him says nothing to the other.
TEST_F(TufDelegation, a_role_is_verified_against_who_leads_to_it_now) {
  delegate("targets", "a", {"team-a/*"});
  delegate("targets", "b", {"team-b/*"});
  delegate("a", "release", {"team-a/*"});
  words["b"].delegations.push_back(
      signers("someone else").set("name", "release").set("terminating", false).set("paths", Value::Array{"team-b/*"}));
  words["release"].targets = {{"team-a/x", target("good")}, {"team-b/x", target("bad")}};
  publish();
  look("team-a/x");
  EXPECT_TRUE(client->found().ok());
  look("team-b/x");
  EXPECT_EQ(refusal(), Err::unauthentic);
}

TEST_F(TufDelegation, a_role_that_the_snapshot_does_not_name_is_not_even_fetched) {
  delegate("targets", "a", {"*"});
  left_out = {"a"};
  publish();
  EXPECT_TRUE(look("x.img").empty());
  EXPECT_EQ(refusal(), Err::unauthentic);
}

TEST_F(TufDelegation, a_role_signed_by_a_stranger_ends_the_search) {
  delegate("targets", "a", {"*"});
  delegate("targets", "b", {"*"});
  words["b"].targets["x.img"] = target("x");
  publish();
  const std::string path = "metadata/" + std::to_string(version) + ".a.json";
  repository.files[path] = TestRepository::sign(body_of("a"), {TestRepository::new_key()});
  EXPECT_THAT(look("x.img"), ElementsAre("a"));
  EXPECT_EQ(refusal(), Err::unauthentic);
}

TEST_F(TufDelegation, a_role_that_expired_is_refused_also_when_it_is_stored) {
  delegate("targets", "a", {"*"});
  publish();
  EXPECT_THAT(look("x.img"), ElementsAre("a"));
  const std::string path = "metadata/" + std::to_string(version) + ".a.json";
  Value body = body_of("a");
  body.set("expires", "2020-01-01T00:00:00Z");
  repository.files[path] = TestRepository::sign(body, {key_of("a")});
  ASSERT_TRUE(store.save("role.a", repository.files[path]).ok());
  EXPECT_THAT(look("x.img"), ElementsAre("a"));
  EXPECT_EQ(refusal(), Err::expired);
}

TEST_F(TufDelegation, strange_names_of_roles_are_names_and_no_paths) {
  for (const std::string& role : std::vector<std::string>{"../root", "?", "/etc/passwd", "#", std::string(200, 'x')}) {
    words.clear();
    client.reset();
    delegate("targets", role, {"*"});
    words[role].targets["x.img"] = target("x");
    store = MemoryStore();
    publish();
    EXPECT_THAT(look("x.img"), ElementsAre(quoted_name(role))) << role;
    EXPECT_TRUE(client->found().ok()) << role;
  }
}

TEST_F(TufDelegation, nobody_delegates_to_a_top_level_name) {
  for (const char* name : {"root", "targets", "snapshot", "timestamp"}) {
    const Value object =
        Value()
            .set("keys", Value(Value::Map{}))
            .set("roles", Value::Array{signers("a").set("name", name).set("terminating", false).set("paths", Value::Array{"*"})});
    EXPECT_EQ(parse_delegations(object).error().code, Err::bad_value) << name;
  }
}

TEST_F(TufDelegation, a_search_before_a_good_run_says_so) {
  Client fresh(store, clock, first_root);
  EXPECT_FALSE(fresh.look_for("x.img"));
  EXPECT_EQ(fresh.found().error().code, Err::unavailable);
}

// --- who speaks of what ---

TEST_F(TufPattern, wildcards_stay_between_slashes) {
  EXPECT_TRUE(matches_pattern("*", "x.img"));
  EXPECT_TRUE(matches_pattern("a/*/c", "a/b/c"));
  EXPECT_TRUE(matches_pattern("foo-?.tgz", "foo-1.tgz"));
  EXPECT_TRUE(matches_pattern("*a*b*", "xaxxbx"));
  EXPECT_TRUE(matches_pattern("**", "x"));
  EXPECT_FALSE(matches_pattern("*", "a/b"));
  EXPECT_FALSE(matches_pattern("a/*", "a/b/c"));
  EXPECT_FALSE(matches_pattern("foo-?.tgz", "foo-10.tgz"));
  EXPECT_FALSE(matches_pattern("*.img", "X.IMG"));
  EXPECT_FALSE(matches_pattern("a?b", "a/b"));
  EXPECT_FALSE(matches_pattern("a/", "a"));
  EXPECT_FALSE(matches_pattern("", "a"));
}

TEST_F(TufPattern, a_pattern_made_to_cost_time_costs_little) {
  std::string pattern;
  for (int i = 0; i < 100; ++i) pattern += "*a";
  EXPECT_FALSE(matches_pattern(pattern + "b", std::string(250, 'a')));
}

TEST_F(TufPattern, a_delegation_by_hash_prefix_gets_the_names_that_hash_to_it) {
  const std::string hash = to_hex(crypto::sha256(as_bytes("x.img")));
  const auto by_prefix = [&](const std::string& role, Value::Array prefixes) {
    words["targets"].delegations.push_back(
        signers(role).set("name", role).set("terminating", false).set("path_hash_prefixes", std::move(prefixes)));
    words[role];
  };
  by_prefix("other", {hash.substr(0, 2) == "00" ? "01" : "00"});
  by_prefix("right", {"zz", hash.substr(0, 3)});
  words["right"].targets["x.img"] = target("x");
  publish();
  EXPECT_THAT(look("x.img"), ElementsAre("right"));
  EXPECT_TRUE(client->found().ok());
}

TEST_F(TufPattern, paths_and_hash_prefixes_do_not_mix) {
  const Value row = signers("a")
                        .set("name", "a")
                        .set("terminating", false)
                        .set("paths", Value::Array{})
                        .set("path_hash_prefixes", Value::Array{});
  const Value object = Value().set("keys", Value(Value::Map{})).set("roles", Value::Array{row});
  EXPECT_EQ(parse_delegations(object).error().code, Err::bad_value);
}

// --- hash bins (TAP 15) ---

TEST_F(TufHashBins, a_target_is_in_the_bin_of_its_hash_and_nowhere_else) {
  const auto hash = crypto::sha256(as_bytes("x.img"));
  const std::string bin = "bin-" + to_hex(Bytes(hash).first(1));
  words["targets"].succinct = signers(bin).set("bit_length", 8).set("name_prefix", "bin");
  words[bin].targets["x.img"] = target("x");
  publish();
  EXPECT_THAT(look("x.img"), ElementsAre(bin));
  EXPECT_TRUE(client->found().ok());
}

TEST_F(TufHashBins, names_are_padded_to_the_digits_of_the_last_bin) {
  const auto bins = [&](int bits) {
    const Value object =
        Value()
            .set("keys", Value(Value::Map{}))
            .set("succinct_roles",
                 Value().set("keyids", Value::Array{}).set("threshold", 1).set("bit_length", bits).set("name_prefix", "b"));
    return *parse_delegations(object);
  };
  for (const int bits : {1, 3, 4, 5, 10, 16, 32}) {
    const Delegations delegations = bins(bits);
    const auto choices = delegations.choices_for("x.img");
    ASSERT_EQ(choices.size(), 1U);
    EXPECT_EQ(choices[0].name.size(), 2U + static_cast<std::size_t>((bits + 3) / 4)) << choices[0].name;
    EXPECT_TRUE(choices[0].terminating);
    EXPECT_NE(delegations.role(choices[0].name), nullptr);
  }
  EXPECT_EQ(bins(3).role("b-8"), nullptr);
  EXPECT_EQ(bins(3).role("b-07"), nullptr);
  EXPECT_EQ(bins(3).role("c-7"), nullptr);
  EXPECT_NE(bins(3).role("b-7"), nullptr);
}

TEST_F(TufHashBins, a_number_of_bits_that_cannot_be_is_refused) {
  for (const std::int64_t bits : {0, -1, 33}) {
    const Value object =
        Value()
            .set("keys", Value(Value::Map{}))
            .set("succinct_roles",
                 Value().set("keyids", Value::Array{}).set("threshold", 1).set("bit_length", bits).set("name_prefix", "b"));
    EXPECT_EQ(parse_delegations(object).error().code, Err::bad_value) << bits;
  }
}

}  // namespace
}  // namespace cardea::tuf
