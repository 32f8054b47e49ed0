// SPDX-License-Identifier: Apache-2.0
#include "assess/judge/challenge.hpp"

#include "assess/judge/words.hpp"

namespace cardea::assess {

namespace {

constexpr std::string_view kBlank = " \t";

// Where the part that starts at `from` ends: at a comma outside of quotes. npos: within quotes that do not end.
std::size_t end_of_part(std::string_view challenge, std::size_t from) {
  bool quoted = false;
  for (std::size_t at = from; at < challenge.size(); ++at) {
    if (quoted && challenge[at] == '\\')
      ++at;
    else if (challenge[at] == '"')
      quoted = !quoted;
    else if (challenge[at] == ',' && !quoted)
      return at;
  }
  return quoted ? std::string_view::npos : challenge.size();
}

// The word with which a part begins, unless it is a parameter of the scheme before it: name = value.
std::string_view scheme_in(std::string_view part) {
  const std::size_t start = part.find_first_not_of(kBlank);
  if (start == std::string_view::npos) return {};
  part.remove_prefix(start);
  const std::size_t end = part.find_first_of(" \t=");
  if (end == std::string_view::npos) return part;
  const std::size_t next = part.find_first_not_of(kBlank, end);
  const bool parameter = next != std::string_view::npos && part[next] == '=';
  return parameter ? std::string_view() : part.substr(0, end);
}

}  // namespace

std::vector<std::string> schemes_of(std::string_view challenge) {
  std::vector<std::string> schemes;
  for (std::size_t from = 0; from < challenge.size();) {
    const std::size_t end = end_of_part(challenge, from);
    if (end == std::string_view::npos) schemes.emplace_back("unknown");
    const std::string_view scheme = scheme_in(challenge.substr(from, end - from));
    if (!scheme.empty()) schemes.push_back(lower(std::string(scheme)));
    if (end == std::string_view::npos) break;
    from = end + 1;
  }
  return schemes;
}

}  // namespace cardea::assess
