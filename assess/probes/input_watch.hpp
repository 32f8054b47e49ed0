// SPDX-License-Identifier: Apache-2.0
// How the probe "inputs" sees what a malformed input did: whether the target still answers a well-formed request, whether its
// processes are the same as before, and whether what the driver shows of its state is.
#pragma once

#include "assess/probes/person.hpp"

namespace cardea::assess {

struct Sight {
  bool answers = false;
  std::vector<std::int64_t> ended;  // processes that are not there any more
  bool changed = false;             // of its state; false where that cannot be seen
};

class InputWatch {
 public:
  InputWatch(const Bench& bench, Person& person) : bench_(bench), person_(person) {}

  // Takes down how things are now: they are what later looks are compared with.
  Status begin();
  Result<Sight> look();
  Result<bool> is_changed();

  // Nothing is sent for about as long as that: a state that is another one afterwards says nothing, and is not looked at again.
  Result<bool> moves_by_itself(std::chrono::steady_clock::duration as_long_as);

  // Waits for the target to answer, and has it revived where it does not. False: it is gone.
  Result<bool> recover();

  bool shows_state() const { return !state_.empty(); }  // the same at two looks
  std::size_t watched() const { return lives_.size(); }
  std::size_t revived() const { return revived_; }

 private:
  struct Life {
    std::int64_t pid;
    std::uint64_t began;
    bool operator==(const Life&) const = default;
  };

  static std::optional<Life> life_of(std::int64_t pid);
  Result<std::vector<Life>> lives() const;
  Result<bool> answers() const;
  Result<std::string> state();  // a digest; empty: it shows none
  Result<bool> wait_for_answer() const;

  const Bench& bench_;
  Person& person_;
  std::vector<Life> lives_;
  std::string state_;
  bool is_restless_ = false;
  std::size_t revived_ = 0;
};

}  // namespace cardea::assess
