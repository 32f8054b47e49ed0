// SPDX-License-Identifier: Apache-2.0
// The line between a device and its service, as a home's router and cable are. The device knows this end of it and nothing
// else, so whoever holds the line decides who answers: the service, or somebody who plays it. It reads nothing of what passes.
#pragma once

#include <memory>
#include <string>

#include "lib/base/result.hpp"

namespace cardea::household {

struct LineEnd {
  std::string address;
  std::uint16_t port = 0;
};

class Line {
 public:
  // Listens on a free port of the service's own address, and leads there.
  static Outcome<std::unique_ptr<Line>> open(const LineEnd& service);
  ~Line();
  Line(const Line&) = delete;
  Line& operator=(const Line&) = delete;

  const LineEnd& near_end() const;
  // From when this returns, every connection goes there; those that stood are cut.
  void lead_to(const LineEnd& elsewhere);
  void lead_back();

 private:
  class Inside;
  explicit Line(std::unique_ptr<Inside> inside);
  std::unique_ptr<Inside> inside_;
};

}  // namespace cardea::household
