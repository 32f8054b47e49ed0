// SPDX-License-Identifier: Apache-2.0
#include "assess/image/accounts.hpp"

#include <array>
#include <charconv>

#include "assess/image/lines.hpp"

namespace cardea::assess {

namespace {

PasswordField field_of(std::string_view text) {
  if (text.empty()) return PasswordField::empty;
  if (text == "x") return PasswordField::in_shadow;
  return text.front() == '!' || text.front() == '*' ? PasswordField::locked : PasswordField::hash;
}

bool read_user(std::string_view line, ImageUser& user) {
  const std::string_view name = next_field(line, ':');
  user.name = plain(name);
  user.password = field_of(next_field(line, ':'));
  const std::string_view uid = next_field(line, ':');
  const auto [end, failure] = std::from_chars(uid.data(), uid.data() + uid.size(), user.uid);
  if (name.empty() || name.front() == '+' || failure != std::errc{} || end != uid.data() + uid.size()) return false;
  for (int i = 0; i < 3; ++i) next_field(line, ':');  // group, name of the person, folder
  user.shell = plain(line);
  return true;
}

bool is_text(Bytes file) {
  return std::find(file.begin(), file.end(), 0) == file.end();
}

}  // namespace

bool ImageUser::has_login_shell() const {
  constexpr std::array<std::string_view, 5> kNone{"nologin", "false", "sync", "halt", "shutdown"};
  return std::find(kNone.begin(), kNone.end(), name_in_path(shell)) == kNone.end();
}

Result<ImageUsers> parse_passwd(Bytes file) {
  if (!is_text(file)) return Error{Err::bad_value, "no file of users"};
  ImageUsers found;
  for (std::string_view rest = as_text(file); !rest.empty();) {
    const std::string_view line = next_line(rest);
    if (line.empty() || line.front() == '#') continue;
    ImageUser user;
    if (found.users.size() < kUsersMax && read_user(line, user))
      found.users.push_back(std::move(user));
    else
      found.complete = false;
  }
  return found;
}

Result<std::map<std::string, PasswordField>> parse_shadow(Bytes file) {
  if (!is_text(file)) return Error{Err::bad_value, "no file of passwords"};
  std::map<std::string, PasswordField> fields;
  for (std::string_view rest = as_text(file); !rest.empty() && fields.size() < kUsersMax;) {
    std::string_view line = next_line(rest);
    if (line.find(':') == std::string_view::npos || line.front() == '#') continue;
    const std::string name = plain(next_field(line, ':'));
    const PasswordField field = field_of(next_field(line, ':'));
    fields[name] = field == PasswordField::in_shadow ? PasswordField::locked : field;
  }
  return fields;
}

}  // namespace cardea::assess
