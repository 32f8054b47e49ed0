// SPDX-License-Identifier: Apache-2.0
// What the probe "inputs" sends: malformed input in the language of the door, in groups, the same in every run. Nothing in it
// would do harm if a target carried it out: a command is arithmetic, a query selects, a path is one that everybody may read.
#pragma once

#include <random>

#include "assess/probes/surface.hpp"

namespace cardea::assess {

enum class Way : std::uint8_t {
  stream,    // at the door, behind its TLS
  plain,     // at the door's port, in the place of TLS
  datagram,  // one a piece
  function   // the body of a request for a declared function
};

std::string_view name_of(Way way);

struct Input {
  std::string name;
  Buffer bytes;
  bool is_wrong = false;  // no meaning can be given to it: a target that takes it did not look
};

struct InputGroup {
  std::string name;
  std::string source;  // of InpVal: "api" or "network"
  Way way = Way::stream;
  std::vector<Input> inputs = {};
  std::string function = {};  // declared, with its method and path
  std::string method = {};
  std::string path = {};
  std::string echo = {};
  bool form = false;
  bool with_account = false;
  std::string own_body = {};  // what the driver calls safe: it brings a changed value back
};

inline constexpr std::uint64_t kInputSeed = 20'240'903;

// The same numbers in every run and on every machine.
class Dice {
 public:
  std::size_t below(std::size_t bound) { return static_cast<std::size_t>(engine_() % bound); }
  Buffer bytes(std::size_t count);

 private:
  std::mt19937_64 engine_{kInputSeed};  // NOLINT(cert-msc51-cpp): a run has to be repeatable
};

// What a target shows when it evaluated an input instead of keeping it; no input holds it.
inline constexpr std::string_view kEvaluated = "k286727k";
inline constexpr std::string_view kTag = "<b id=kmark>";        // stands as it is in a page that does not escape
inline constexpr std::string_view kInjectedHeader = "x-kmark";  // in an answer whose head was split

// By language.
std::vector<InputGroup> http_inputs(const std::string& host, Dice& dice);
std::vector<InputGroup> tls_inputs(Dice& dice);
std::vector<InputGroup> line_inputs(Dice& dice);  // for a door whose language is not spoken here
std::vector<InputGroup> mqtt_inputs(Dice& dice);
std::vector<InputGroup> coap_inputs(Dice& dice);
std::vector<InputGroup> snmp_inputs(Dice& dice);

// For bodies; `own` is one that the function takes, or empty.
std::vector<Input> broken_json();
std::vector<Input> broken_forms();
std::vector<Input> wrong_fields(const Value& own);

// Of the functions behind the door.
std::vector<InputGroup> function_inputs(const Bench& bench, bool signed_in);

// For this door, at most as many as the driver wants, some of each group.
std::vector<InputGroup> inputs_for(const Bench& bench, bool signed_in);

}  // namespace cardea::assess
