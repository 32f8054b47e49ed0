// SPDX-License-Identifier: Apache-2.0
// The users of an image: passwd(5) and shadow(5). A hash is never taken along, only that there is one.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "lib/base/bytes.hpp"
#include "lib/base/result.hpp"

namespace cardea::assess {

inline constexpr std::size_t kUsersMax = 1000;
inline constexpr std::size_t kAccountFileMax = 1U << 20;

enum class PasswordField : std::uint8_t { empty, locked, hash, in_shadow };

struct ImageUser {
  std::string name;
  std::uint32_t uid = 0;
  std::string shell;
  PasswordField password = PasswordField::locked;

  bool has_login_shell() const;  // an empty one is /bin/sh
};

struct ImageUsers {
  std::vector<ImageUser> users;
  bool complete = true;  // false: there are more, a line is not understood, or users come from elsewhere (NIS)
};

Result<ImageUsers> parse_passwd(Bytes file);
Result<std::map<std::string, PasswordField>> parse_shadow(Bytes file);

}  // namespace cardea::assess
