// SPDX-License-Identifier: Apache-2.0
// For tests: a device that reads what it is sent with care, or not, and one whose process may fall over it.
#pragma once

#include <sys/types.h>

#include <mutex>

#include "assess/testing/twin_bench.hpp"

namespace cardea::assess::testing {

struct IntakeFaults {
  bool changes_when_refusing = false;
  bool keeps_anything = false;
  bool takes_anything = false;    // and keeps nothing of it
  bool shows_traces = false;      // where it refuses
  bool errs = false;              // 500, and no word
  bool hands_out_files = false;   // for a path upwards
  bool splits_heads = false;      // by a line end in a path
  bool escapes_nothing = false;   // in its page
  bool calculates = false;        // what stands in double brackets
  bool speaks_of_traces = false;  // in a page that is none
  bool hangs = false;             // after a list in the place of an object, until it is revived
};

class TwinIntake {
 public:
  explicit TwinIntake(const IntakeFaults& faults);

  std::uint16_t port() const { return server_.port(); }
  std::string revival() const { return revival_.path() + "/now"; }  // a file that brings it back
  int attempts() const { return attempts_; }                        // to sign in, with a name and a password

 private:
  TwinReply answer(const TwinRequest& request);
  TwinReply write(const TwinRequest& request);
  TwinReply sign_in(const TwinRequest& request);
  TwinReply refuse();
  void hang_until_revived();

  IntakeFaults faults_;
  std::mutex mutex_;
  std::string settings_ = R"({"language":"en"})";
  std::atomic<int> attempts_ = 0;
  std::atomic<bool> hung_ = false;
  store::ScratchDirectory revival_;
  TwinServer server_;
};

// A worker that answers plain HTTP, and ends when these bytes reach it; its parent makes the next one.
class TwinWorker {
 public:
  explicit TwinWorker(const std::string& ends_by);
  ~TwinWorker();
  TwinWorker(const TwinWorker&) = delete;
  TwinWorker& operator=(const TwinWorker&) = delete;

  std::uint16_t port() const { return port_; }
  pid_t pid() const { return pid_; }

 private:
  std::uint16_t port_ = 0;
  pid_t pid_ = 0;
};

// The device's state is what the owner's settings show; one validation stands behind the door.
inline void declare_intake(TwinBench& bench) {
  bench.declare("InpVal", "InpVal-Api", R"({"source":["user_interface","api","network"]})");
  bench.driver.inputs.wanted = true;
  bench.driver.inputs.reaches = {"InpVal-Api"};
  bench.driver.inputs.show = {{}, "GET", "/api/settings", {}};
  bench.driver.inputs.count_max = 60;
}

}  // namespace cardea::assess::testing
