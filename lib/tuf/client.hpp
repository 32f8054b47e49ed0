// SPDX-License-Identifier: Apache-2.0
// The workflow of a TUF client (specification 1.0, section 5.3) as a step machine: it says which file it needs, somebody
// brings it or says why not, until the run ends. It never waits, so it can be driven over IPC, by a test, or by a tool.
#pragma once

#include <string>

#include "lib/tuf/trusted_set.hpp"

namespace cardea::tuf {

inline constexpr int kRootStepsMax = 256;            // new roots that one run follows; the next run goes on from there
inline constexpr std::size_t kRolesVisitedMax = 32;  // delegated roles that one search looks into

struct Need {
  std::string path;     // "metadata/3.root.json", relative to the repository
  std::size_t max = 0;  // a longer file is refused: stop reading after max bytes and supply Err::too_large
};

class Client {
 public:
  Client(MetadataStore& store, const Clock& clock, Buffer factory_root)
      : store_(store),
        clock_(clock),
        factory_root_(std::move(factory_root)) {}

  // Starts a run. nullopt: it is over already, see outcome().
  std::optional<Need> begin(Freshness freshness = Freshness::of_a_service);
  // Err::not_found: the repository has no such file. Err::unavailable: it cannot be reached.
  std::optional<Need> supply(Result<Buffer> answer);

  // After a run that ended well: looks for a target, first in the top-level targets and then in those that they delegate to,
  // depth first and in their order (5.6.7). nullopt: the search is over already, see found().
  std::optional<Need> look_for(const std::string& name);
  const Outcome<Target>& found() const { return found_; }  // Err::not_found: nobody who may speak of it knows it

  // Of the run that ended: ok, or one sentence for people.
  const Outcome<Unit>& outcome() const { return outcome_; }

  // After a run that ended well: the top-level targets, as Verified as their metadata.
  const VerifiedTargets* targets() const;
  std::int64_t root_version() const { return trusted_ ? trusted_->root()->version : 0; }
  // Where the bytes of a target lie in the repository.
  std::string target_path(const std::string& name, const Target& target) const;
  Outcome<Target> find(const std::string& name) const;  // in the top-level targets alone

 private:
  enum class Step : std::uint8_t { done, root, timestamp, snapshot, targets, delegated };

  // One role to look into, and who says so.
  struct Visit {
    std::string role;
    std::shared_ptr<const Delegations> by;
  };
  struct Search {
    std::string target;
    std::vector<Visit> ahead;  // the next one is at the end
    std::vector<std::string> visited;
  };

  std::optional<Need> need(Step step, std::string name, RoleName role, std::optional<std::uint64_t> length);
  std::optional<Need> need_root();
  std::optional<Need> need_snapshot();
  std::optional<Need> need_targets();
  std::optional<Need> end(Outcome<Unit> outcome);
  std::optional<Need> after_root(Result<Buffer> answer);
  std::optional<Need> end_roots();
  Outcome<Unit> take(Bytes json);
  std::string versioned(const std::string& role, std::int64_t version) const;
  std::optional<Need> end_search(Outcome<Target> found);
  std::optional<Need> go_on_searching();
  bool seen_in(const Targets& targets);  // true: found_ is set. Else what they delegate to lies ahead.
  std::optional<Need> after_delegated(Result<Buffer> answer);

  MetadataStore& store_;
  const Clock& clock_;
  Buffer factory_root_;
  std::optional<TrustedSet> trusted_;
  Step step_ = Step::done;
  int root_steps_ = 0;
  Search search_;
  Outcome<Unit> outcome_ = Problem(Err::unavailable, "The update repository was not looked at yet.");
  Outcome<Target> found_ = Problem(Err::unavailable, "No target was looked for yet.");
};

}  // namespace cardea::tuf
