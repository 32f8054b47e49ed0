// SPDX-License-Identifier: Apache-2.0
#include "assess/image/start_files.hpp"

#include <array>

#include "assess/image/lines.hpp"

namespace cardea::assess {

namespace {

bool is_comment(std::string_view line) {
  return line.empty() || line.front() == '#' || line.front() == ';';
}

// "-", "@", ":", "+", "!" before a command of systemd say how it is run.
void read_command(std::string_view value, UnitFile& unit) {
  if (value.empty()) {  // forgets the commands before it
    unit.program.clear();
    unit.as_root_anyhow = false;
    return;
  }
  const std::size_t start = std::min(value.find_first_not_of("-@:+!"), value.size());
  unit.as_root_anyhow = unit.as_root_anyhow || value.substr(0, start).find('+') != std::string_view::npos;
  value.remove_prefix(start);
  if (unit.program.empty()) unit.program = plain(next_word(value));
}

void read_service_field(std::string_view line, UnitFile& unit) {
  const std::string_view key = trimmed(next_field(line, '='));
  const std::string_view value = trimmed(line);
  if (key == "ExecStart") read_command(value, unit);
  if (key == "User") unit.user = plain(value);
  if (key == "DynamicUser") unit.dynamic_user = value == "yes" || value == "true" || value == "1" || value == "on";
}

bool starts_something(std::string_view action) {
  constexpr std::array<std::string_view, 8> kActions{"respawn", "respawnlate", "once",    "wait",
                                                     "boot",    "bootwait",    "sysinit", "askfirst"};
  return std::find(kActions.begin(), kActions.end(), action) != kActions.end();
}

bool is_terminal(std::string_view word) {
  return word.starts_with("tty") || word.starts_with("hvc") || word == "console";
}

// "/dev/ttyS0" and "ttyS0" alike.
std::string terminal_in(std::string_view command) {
  while (!command.empty()) {
    std::string_view word = next_word(command);
    if (word.starts_with("/dev/")) word.remove_prefix(5);
    if (is_terminal(word)) return plain(word);
  }
  return {};
}

// id:runlevels:action:process; busybox has a terminal for an id.
void read_entry(std::string_view line, std::vector<Started>& started) {
  const std::string_view id = next_field(line, ':');
  next_field(line, ':');
  if (!starts_something(next_field(line, ':'))) return;
  std::string_view command = trimmed(line);
  command.remove_prefix(std::min(command.find_first_not_of("-+@"), command.size()));
  if (command.empty()) return;
  Started one;
  one.terminal = terminal_in(command);
  if (one.terminal.empty() && is_terminal(id)) one.terminal = plain(id);
  one.program = plain(next_word(command));
  one.name = plain(name_in_path(one.program));
  started.push_back(std::move(one));
}

// service type protocol wait user program argument...; tcpd takes the program that it guards as its first argument.
void read_offer(std::string_view line, std::vector<Started>& started) {
  Started one;
  one.name = plain(next_word(line));
  for (int i = 0; i < 3; ++i) next_word(line);
  const std::string_view user = next_word(line);
  one.user = plain(user.substr(0, user.find_first_of(".:/")));
  std::string_view program = next_word(line);
  if (name_in_path(program) == "tcpd") program = next_word(line);
  if (program.empty()) return;
  one.program = plain(program);
  started.push_back(std::move(one));
}

Result<std::vector<Started>> read_lines(Bytes file, void (*read)(std::string_view, std::vector<Started>&)) {
  std::vector<Started> started;
  for (std::string_view rest = as_text(file); !rest.empty();) {
    const std::string_view line = trimmed(next_line(rest));
    if (is_comment(line)) continue;
    if (started.size() == kStartedMax) return Error{Err::too_large, "a file that starts too much"};
    read(line, started);
  }
  return started;
}

}  // namespace

Result<UnitFile> parse_unit_file(Bytes file) {
  UnitFile unit;
  bool in_service = false;
  bool goes_on = false;
  for (std::string_view rest = as_text(file); !rest.empty();) {
    const std::string_view line = trimmed(next_line(rest));
    const bool of_the_line_before = goes_on;
    goes_on = line.ends_with('\\') && !is_comment(line);
    if (of_the_line_before || is_comment(line)) continue;
    if (line.front() == '[')
      in_service = line == "[Service]";
    else if (in_service)
      read_service_field(line, unit);
  }
  return unit;
}

Result<std::vector<Started>> parse_inittab(Bytes file) {
  return read_lines(file, read_entry);
}

Result<std::vector<Started>> parse_inetd(Bytes file) {
  return read_lines(file, read_offer);
}

}  // namespace cardea::assess
