// SPDX-License-Identifier: Apache-2.0
// Strong identifiers: a DeviceId cannot be passed for a ProvisionId.
#pragma once

#include <compare>
#include <string>
#include <utility>

namespace cardea {

template <class Tag, class T = std::string>
class Id {
 public:
  Id() = default;
  explicit Id(T value) : value_(std::move(value)) {}
  const T& value() const { return value_; }
  auto operator<=>(const Id&) const = default;

 private:
  T value_{};
};

using ProvisionId = Id<struct ProvisionTag>;    // "5.3-10", clause numbers of EN 303 645
using ModelId = Id<struct ModelTag>;            // model designation (5.3-16)
using SerialNumber = Id<struct SerialTag>;      // printed on the label, never secret
using PersonName = Id<struct PersonTag>;        // account name of a person on a device

}  // namespace cardea
