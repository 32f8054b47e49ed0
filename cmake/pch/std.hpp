// SPDX-License-Identifier: Apache-2.0
// What nearly every file includes, compiled once. Files still include what they use: the `dev` preset builds without this.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <variant>
#include <vector>
