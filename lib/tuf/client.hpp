// SPDX-License-Identifier: Apache-2.0
// The workflow of a TUF client (specification 1.0, section 5.3) as a step machine: it says which file it needs, somebody
// brings it or says why not, until the run ends. It never waits, so it can be driven over IPC, by a test, or by a tool.
#pragma once

#include <string>

#include "lib/tuf/trusted_set.hpp"

namespace cardea::tuf {

inline constexpr int kRootStepsMax = 256;  // new roots that one run follows; the next run goes on from there

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
  std::optional<Need> begin();
  // Err::not_found: the repository has no such file. Err::unavailable: it cannot be reached.
  std::optional<Need> supply(Result<Buffer> answer);

  // Of the run that ended: ok, or one sentence for people.
  const Outcome<Unit>& outcome() const { return outcome_; }

  // After a run that ended well: the top-level targets, as Verified as their metadata.
  const VerifiedTargets* targets() const;
  // Where the bytes of a target lie in the repository.
  std::string target_path(const std::string& name, const Target& target) const;
  Outcome<Target> find(const std::string& name) const;

 private:
  enum class Step : std::uint8_t { done, root, timestamp, snapshot, targets };

  std::optional<Need> need(Step step, std::string name, RoleName role, std::optional<std::uint64_t> length);
  std::optional<Need> need_root();
  std::optional<Need> need_snapshot();
  std::optional<Need> need_targets();
  std::optional<Need> end(Outcome<Unit> outcome);
  std::optional<Need> after_root(Result<Buffer> answer);
  std::optional<Need> end_roots();
  Outcome<Unit> take(Bytes json);
  std::string versioned(RoleName role, std::int64_t version) const;

  MetadataStore& store_;
  const Clock& clock_;
  Buffer factory_root_;
  std::optional<TrustedSet> trusted_;
  Step step_ = Step::done;
  int root_steps_ = 0;
  Outcome<Unit> outcome_ = Problem(Err::unavailable, "The update repository was not looked at yet.");
};

}  // namespace cardea::tuf
