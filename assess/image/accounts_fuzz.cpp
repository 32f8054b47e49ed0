// SPDX-License-Identifier: Apache-2.0
#include "assess/image/accounts.hpp"
#include "assess/image/plain_fuzz.hpp"

using namespace cardea;

void fuzz(Bytes input) {
  if (const auto users = assess::parse_passwd(input)) {
    require(users->users.size() <= assess::kUsersMax, "users are bounded");
    for (const assess::ImageUser& user : users->users) {
      require(!user.name.empty(), "each user has a name");
      require_plain(user.name);
      require_plain(user.shell);
    }
  }
  if (const auto fields = assess::parse_shadow(input)) {
    require(fields->size() <= assess::kUsersMax, "fields are bounded");
    for (const auto& [name, field] : *fields) require(field != assess::PasswordField::in_shadow, "there is no further file");
  }
}
