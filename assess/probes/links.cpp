// SPDX-License-Identifier: Apache-2.0
#include "assess/probes/links.hpp"

#include <algorithm>
#include <array>

namespace cardea::assess {

namespace {

bool is_quote(char c) {
  return c == '"' || c == '\'' || c == '`';
}

bool is_path_character(char c) {
  constexpr std::string_view kOthers = "/-._~%+@:,()";
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || kOthers.find(c) != std::string_view::npos;
}

// "//host" is another place, "/*" and "/ " are no paths.
std::string_view path_at(std::string_view text, std::size_t at) {
  std::size_t end = at;
  while (end < text.size() && end - at < kLinkBytesMax && is_path_character(text[end])) ++end;
  const std::string_view path = text.substr(at, end - at);
  const bool stops = end < text.size() && (is_quote(text[end]) || text[end] == '?' || text[end] == '#' || text[end] == '$' ||
                                           text[end] == '{' || text[end] == '<' || text[end] == '>' || text[end] == ' ');
  return stops && !path.starts_with("//") ? path : std::string_view();
}

void add(std::string_view path, std::vector<std::string>& paths) {
  if (path.empty() || paths.size() >= kLinksMax) return;
  if (std::find(paths.begin(), paths.end(), path) == paths.end()) paths.emplace_back(path);
}

// What a page names from its root or beside itself, without the way there: "/save", "./save" and "save" are "save".
std::string_view beside(std::string_view path) {
  while (path.starts_with("./") || path.starts_with("/")) path.remove_prefix(path.front() == '.' ? 2 : 1);
  return path;
}

// How code asks a door: what stands there in quotes may begin beside the page: fetch("settings").
constexpr std::array<std::string_view, 9> kRequests{"url:",       "fetch(",      "getJSON(",   "$.get(",       "$.post(",
                                                    "axios.get(", "axios.post(", "axios.put(", "axios.delete("};

void add_of_requests(std::string_view text, std::vector<std::string>& paths) {
  for (const std::string_view request : kRequests) {
    for (std::size_t at = text.find(request); at != std::string_view::npos; at = text.find(request, at + 1)) {
      std::size_t start = at + request.size();
      while (start < text.size() && text[start] == ' ') ++start;
      if (start >= text.size() || !is_quote(text[start])) continue;
      const std::string_view path = beside(path_at(text, start + 1));
      if (!path.empty() && path.find(':') == std::string_view::npos) add("/" + std::string(path), paths);
    }
  }
}

}  // namespace

std::vector<std::string> paths_in(std::string_view text) {
  std::vector<std::string> paths;
  for (std::size_t at = 0; at + 1 < text.size(); ++at) {
    if (is_quote(text[at]) && text[at + 1] == '/') add(path_at(text, at + 1), paths);
  }
  // href=/unquoted, and what a page names beside itself: src="app.js"
  for (const std::string_view attribute : {std::string_view("src="), std::string_view("href="), std::string_view("action=")}) {
    for (std::size_t at = text.find(attribute); at != std::string_view::npos; at = text.find(attribute, at + 1)) {
      std::size_t start = at + attribute.size();
      if (start < text.size() && is_quote(text[start])) ++start;
      const std::string_view path = path_at(text, start);
      if (path.empty() || path.find(':') != std::string_view::npos) continue;
      add("/" + std::string(beside(path)), paths);
    }
  }
  add_of_requests(text, paths);
  return paths;
}

bool may_hold_links(std::string_view content_type) {
  constexpr std::array<std::string_view, 5> kTypes{"text/html", "javascript", "application/json", "application/xml", "text/xml"};
  return std::any_of(kTypes.begin(), kTypes.end(),
                     [&](std::string_view type) { return content_type.find(type) != std::string_view::npos; });
}

}  // namespace cardea::assess
