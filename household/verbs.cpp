// SPDX-License-Identifier: Apache-2.0
#include "household/verbs.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <fstream>
#include <iostream>

#include "household/offers.hpp"
#include "household/orders.hpp"

namespace cardea::household {
namespace {

using command::Arguments;

constexpr const char* kWhich =
    "offer tampered|older|foreign_key|honest, power off|on|cycle, line lead|back or processes; --help says more";

Outcome<int> offer(const Arguments& arguments) {
  if (arguments.words().size() != 2) return Problem(Err::bad_value, "which offer?", "tampered, older, foreign_key or honest");
  TRY(const std::string home, arguments.required("home"));
  TRY(const std::string room, arguments.required("room"));
  TRY(const auto place, read_offer_place(home, room));
  TRY_(make_offer(place, arguments.words()[1]));
  return 0;
}

// What an order is about, and what else it says.
Outcome<std::string> order_of(const Arguments& arguments, const std::string& what) {
  TRY(const std::string room, arguments.required("room"));
  return arguments.words()[0] + " " + room + " " + what;
}

Outcome<int> order(const Arguments& arguments) {
  const auto& words = arguments.words();
  if (words.size() != 2) return Problem(Err::bad_value, words[0] + " what?", kWhich);
  TRY(const std::string home, arguments.required("home"));
  std::string what = words[1];
  if (what == "lead") {
    std::string address, port;
    if (!(std::cin >> address >> port))
      return Problem(Err::bad_value, "where to?", "an address and a port on stdin, a line each");
    what += " " + address + " " + port;
  }
  TRY(const std::string line, order_of(arguments, what));
  TRY_(give_order(home, line));
  return 0;
}

// The children of its hardware: none while it has no power.
Outcome<int> processes(const Arguments& arguments) {
  TRY(const std::string home, arguments.required("home"));
  TRY(const std::string room, arguments.required("room"));
  TRY(const std::string machine, give_order(home, "machine " + room));
  std::ifstream children("/proc/" + machine + "/task/" + machine + "/children");
  for (std::string pid; children >> pid;) std::printf("%s\n", pid.c_str());
  return 0;
}

struct Verb {
  std::string_view word;
  Outcome<int> (*run)(const Arguments& arguments);
};
constexpr std::array kVerbs{Verb{"offer", offer}, Verb{"power", order}, Verb{"line", order}, Verb{"processes", processes}};

const Verb* verb_of(std::string_view word) {
  const auto* found = std::find_if(kVerbs.begin(), kVerbs.end(), [&](const Verb& verb) { return verb.word == word; });
  return found == kVerbs.end() ? nullptr : found;
}

}  // namespace

bool is_verb(const std::string& word) {
  return verb_of(word) != nullptr;
}

Outcome<int> carry_out(const Arguments& arguments) {
  return verb_of(arguments.words().at(0))->run(arguments);
}

}  // namespace cardea::household
