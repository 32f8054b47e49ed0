// SPDX-License-Identifier: Apache-2.0
#include "lib/tuf/client.hpp"

#include <algorithm>

namespace cardea::tuf {

namespace {

Problem could_not_read(const std::string& file, const Error& why) {
  if (why.code == Err::unavailable) return Problem(why.code, "The update repository cannot be reached now.");
  if (why.code == Err::too_large)
    return Problem(why.code, "The update repository sends a " + file + " without end; it was refused.");
  return Problem(why.code, "The update repository's " + file + " cannot be read: " + why.what + ".");
}

}  // namespace

std::optional<Need> Client::begin(Freshness freshness) {
  root_steps_ = 0;
  trusted_.reset();
  auto opened = TrustedSet::open(store_, factory_root_, clock_.wall_s(), freshness);
  if (!opened) return end(opened.error());
  trusted_ = std::move(*opened);
  return need_root();
}

std::optional<Need> Client::end(Outcome<Unit> outcome) {
  step_ = Step::done;
  outcome_ = std::move(outcome);
  return std::nullopt;
}

std::optional<Need> Client::need(Step step, std::string name, RoleName role, std::optional<std::uint64_t> length) {
  step_ = step;
  const std::size_t max = length ? static_cast<std::size_t>(std::min<std::uint64_t>(*length, size_max(role))) : size_max(role);
  return Need{"metadata/" + std::move(name), max};
}

std::string Client::versioned(const std::string& role, std::int64_t version) const {
  const std::string plain = quoted_name(role) + ".json";
  return trusted_->root()->consistent_snapshot ? std::to_string(version) + "." + plain : plain;
}

std::optional<Need> Client::need_root() {
  return need(Step::root, std::to_string(trusted_->root()->version + 1) + ".root.json", RoleName::root, std::nullopt);
}

std::optional<Need> Client::end_roots() {
  if (auto in_date = trusted_->end_of_roots(); !in_date) return end(std::move(in_date));
  return need(Step::timestamp, "timestamp.json", RoleName::timestamp, std::nullopt);
}

std::optional<Need> Client::after_root(Result<Buffer> answer) {
  if (!answer && answer.error().code == Err::not_found) return end_roots();
  if (!answer) return end(could_not_read("root.json", answer.error()));
  if (auto taken = trusted_->take_next_root(*answer); !taken) return end(std::move(taken));
  if (++root_steps_ == kRootStepsMax) return end_roots();
  return need_root();
}

std::optional<Need> Client::need_snapshot() {
  const FileMeta& meta = (*trusted_->timestamp())->snapshot;
  if (trusted_->take_stored_snapshot().ok()) return need_targets();
  return need(Step::snapshot, versioned("snapshot", meta.version), RoleName::snapshot, meta.length);
}

std::optional<Need> Client::need_targets() {
  const FileMeta& meta = (*trusted_->snapshot())->meta.at("targets.json");
  if (trusted_->take_stored_targets().ok()) return end(kOk);
  return need(Step::targets, versioned("targets", meta.version), RoleName::targets, meta.length);
}

Outcome<Unit> Client::take(Bytes json) {
  switch (step_) {
    case Step::timestamp: return trusted_->take_timestamp(json);
    case Step::snapshot: return trusted_->take_snapshot(json);
    case Step::targets: return trusted_->take_targets(json);
    case Step::root:
    case Step::delegated:
    case Step::done: break;
  }
  return Problem(Err::broken, "Metadata arrived that nobody asked for.");
}

std::optional<Need> Client::supply(Result<Buffer> answer) {
  if (step_ == Step::done) return std::nullopt;
  if (step_ == Step::root) return after_root(std::move(answer));
  if (step_ == Step::delegated) return after_delegated(std::move(answer));
  const char* file = step_ == Step::timestamp ? "timestamp.json" : step_ == Step::snapshot ? "snapshot.json" : "targets.json";
  if (!answer) return end(could_not_read(file, answer.error()));
  if (auto taken = take(*answer); !taken) return end(std::move(taken));
  if (step_ == Step::timestamp) return need_snapshot();
  if (step_ == Step::snapshot) return need_targets();
  return end(kOk);
}

const VerifiedTargets* Client::targets() const {
  if (step_ != Step::done || !outcome_.ok() || !trusted_ || !trusted_->targets()) return nullptr;
  return &*trusted_->targets();
}

// --- the search ---

std::optional<Need> Client::end_search(Outcome<Target> found) {
  step_ = Step::done;
  search_ = {};
  found_ = std::move(found);
  return std::nullopt;
}

std::optional<Need> Client::look_for(const std::string& name) {
  const VerifiedTargets* top = targets();
  if (top == nullptr) return end_search(Problem(Err::unavailable, "There is no verified list of targets."));
  search_ = {.target = name, .ahead = {}, .visited = {}};
  if (seen_in(**top)) return std::nullopt;
  return go_on_searching();
}

bool Client::seen_in(const Targets& targets) {
  if (const auto found = targets.targets.find(search_.target); found != targets.targets.end()) {
    end_search(found->second);
    return true;
  }
  if (!targets.delegations) return false;
  const auto choices = targets.delegations->choices_for(search_.target);
  if (!choices.empty() && choices.back().terminating) search_.ahead.clear();
  for (auto choice = choices.rbegin(); choice != choices.rend(); ++choice) {
    search_.ahead.push_back({choice->name, targets.delegations});
  }
  return false;
}

// Each role is looked into once, by whoever leads to it first: that ends cycles too.
std::optional<Need> Client::go_on_searching() {
  while (!search_.ahead.empty() && search_.visited.size() < kRolesVisitedMax) {
    const Visit next = search_.ahead.back();
    auto& visited = search_.visited;
    if (std::find(visited.begin(), visited.end(), next.role) != visited.end()) {
      search_.ahead.pop_back();
      continue;
    }
    const FileMeta* meta = trusted_->meta_of(next.role);
    if (meta == nullptr) {
      return end_search(Problem(Err::unauthentic, "The update repository's snapshot does not name a role that it delegates to."));
    }
    const auto stored = trusted_->stored_delegated(next.role, *next.by);
    if (!stored) return need(Step::delegated, versioned(next.role, meta->version), RoleName::targets, meta->length);
    visited.push_back(next.role);
    search_.ahead.pop_back();
    if (seen_in(**stored)) return std::nullopt;
  }
  return end_search(Problem(Err::not_found, "The update repository has no such target."));
}

std::optional<Need> Client::after_delegated(Result<Buffer> answer) {
  if (!answer) return end_search(could_not_read("delegated targets", answer.error()));
  const Visit visit = std::move(search_.ahead.back());
  search_.ahead.pop_back();
  auto targets = trusted_->take_delegated(visit.role, *visit.by, *answer);
  if (!targets) return end_search(std::move(targets.error()));
  search_.visited.push_back(visit.role);
  if (seen_in(**targets)) return std::nullopt;
  return go_on_searching();
}

std::string Client::target_path(const std::string& name, const Target& target) const {
  if (!trusted_ || !trusted_->root()->consistent_snapshot) return "targets/" + name;
  const std::string hash = target.hashes.sha256 ? to_hex(*target.hashes.sha256) : to_hex(*target.hashes.sha512);
  const std::size_t slash = name.rfind('/');  // the hash goes in front of the last part of the name
  if (slash == std::string::npos) return "targets/" + hash + "." + name;
  return "targets/" + name.substr(0, slash + 1) + hash + "." + name.substr(slash + 1);
}

Outcome<Target> Client::find(const std::string& name) const {
  const VerifiedTargets* listed = targets();
  if (listed == nullptr) return Problem(Err::unavailable, "There is no verified list of targets.");
  const auto found = (*listed)->targets.find(name);
  if (found != (*listed)->targets.end()) return found->second;
  return Problem(Err::not_found, "The update repository has no such target.");
}

}  // namespace cardea::tuf
