// SPDX-License-Identifier: Apache-2.0
// Words cut at NUL, as the kernel hands them over: what is accepted holds exactly the peers of the table and no standard
// descriptor.
#include "contracts/ipc/peers.hpp"
#include "device/process/start.hpp"
#include "tools/fuzz/fuzz.hpp"

void fuzz(cardea::Bytes input) {
  using namespace cardea;
  std::vector<std::string_view> words;
  std::string_view left = as_text(input);
  while (!left.empty()) {
    const std::size_t end = std::min(left.find('\0'), left.size());
    words.push_back(left.substr(0, end));
    left.remove_prefix(std::min(end + 1, left.size()));
  }
  for (const std::string_view process : peer::kProcesses) {
    const auto start = process::parse_start(process, words);
    if (!start) continue;
    for (const auto& handed : start->peers) require(handed.fd > 2 && handed.name != process);
    require(!start->tpm || (process == peer::vault && *start->tpm > 2));
    require(start->listeners.empty() || process == peer::gate);
  }
}
