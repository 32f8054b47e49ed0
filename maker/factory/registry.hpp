// SPDX-License-Identifier: Apache-2.0
// Which serial numbers were ever used: one file each, claimed before anything else is done. A claim is never given back:
// what went wrong is marked spoiled, so that two devices can never share a serial number.
#pragma once

#include <string>

#include "lib/base/result.hpp"

namespace cardea::factory {

// 1 to 32 of A-Z, 0-9 and '-', beginning with a letter or digit.
Status check_serial(const std::string& serial);

class Registry {
 public:
  explicit Registry(std::string folder) : folder_(std::move(folder)) {}

  // Err::exists when the serial was claimed before, by whomever and however it ended.
  Outcome<Unit> claim(const std::string& serial) const;
  Status mark_made(const std::string& serial, const std::string& certificate_pem) const;
  Status mark_spoiled(const std::string& serial, const std::string& why) const;

 private:
  std::string path(const std::string& serial) const { return folder_ + '/' + serial; }
  std::string folder_;
};

}  // namespace cardea::factory
