// SPDX-License-Identifier: Apache-2.0
// What a TCP port says to whoever connects. A server that speaks first does so within moments; one that waits is asked in HTTP,
// which many understand and others answer with a complaint.
#include <algorithm>
#include <set>

#include "assess/probes/announcements.hpp"
#include "assess/probes/disclosure.hpp"
#include "assess/probes/surface.hpp"

namespace cardea::assess {

namespace {

constexpr std::size_t kGreetingMax = 1024;
constexpr std::size_t kPortsMax = 64;
constexpr std::chrono::milliseconds kPatience{1500};

// Telnet begins with what it can do, three bytes each: words come behind.
Bytes behind_telnet_options(Bytes bytes) {
  constexpr std::uint8_t kCommand = 0xFF;
  constexpr std::uint8_t kFirstOption = 0xFB;
  while (bytes.size() >= 3 && bytes[0] == kCommand && bytes[1] >= kFirstOption) bytes = bytes.subspan(3);
  return bytes;
}

// The words at the start; what follows them may be anything (SSH greets in words and goes on in numbers).
std::string leading_words(Bytes bytes) {
  std::string out;
  for (const std::uint8_t c : bytes) {
    const bool blank = c == '\r' || c == '\n' || c == '\t';
    if (!blank && (c < 0x20 || c >= 0x7F)) break;
    out += blank ? ' ' : static_cast<char>(c);
  }
  return out;
}

// Bytes that come within the time, up to the bound; the time itself ends the wait.
Result<Buffer> listen_to(const Endpoint& endpoint, Bytes first_word, std::size_t max) {
  const Deadline deadline(kPatience);
  TRY(const std::unique_ptr<Stream> stream, open_tcp(endpoint, deadline));
  return exchange_raw(*stream, first_word, max, deadline);
}

Value describe_greeting(Bytes greeting, const std::vector<std::string>& telling) {
  const std::string text =
      leading_words(behind_telnet_options(greeting).first(std::min(behind_telnet_options(greeting).size(), kGreetingMax)));
  Value values;
  values.set("speaks_first", true);
  values.set("greeting", text);
  values.set("bytes", static_cast<std::int64_t>(greeting.size()));
  note_matches(values, text, telling);
  return values;
}

Value describe_answer(const Buffer& answer, const std::vector<std::string>& telling) {
  if (const auto reply = parse_http_reply(answer, true)) return describe_disclosing(*reply, telling);
  Value values = describe_greeting(answer, telling);
  values.set("speaks_first", false);
  return values;
}

Status note_greeting(Notes& notes, const Endpoint& endpoint, const std::vector<std::string>& telling) {
  const std::string where = "tcp " + print_endpoint(endpoint);
  const auto greeting = listen_to(endpoint, {}, kGreetingMax);
  if (!greeting) {
    Value values;
    values.set("no_answer", Problem::describe(greeting.error()));
    return notes.write("greeting of " + where, std::move(values));
  }
  if (!greeting->empty()) return notes.write("greeting of " + where, describe_greeting(*greeting, telling));
  const auto answer = listen_to(endpoint, as_bytes("GET / HTTP/1.0\r\n\r\n"), kReplyHeadMax);
  return notes.write("answer of " + where, describe_answer(answer ? *answer : Buffer{}, telling));
}

using Ports = std::set<std::pair<std::string, std::uint16_t>>;

// Declared ports, and those that the probe "listeners" found to be the target's, or nobody's.
Ports ports_of_target(const Bench& bench, const std::string& transport) {
  Ports ports;
  for (const Fact* row : declared_rows(bench.declaration, "Intf")) {
    if (row->text("transport") == transport && port_of(bench.driver, *row) != 0)
      ports.emplace(bench.driver.target.address, port_of(bench.driver, *row));
  }
  if (bench.found == nullptr) return ports;
  for (const Fact& fact : *bench.found) {
    if (fact.probe != "listeners" || !fact.subject.starts_with("open " + transport + " ") || fact.text("owner") == "other")
      continue;
    const bool everywhere = fact.text("address") == "0.0.0.0" || fact.text("address") == "::";
    const std::string address = everywhere ? bench.driver.target.address : fact.text("address");
    if (may_touch(bench.driver, address)) ports.emplace(address, static_cast<std::uint16_t>(fact.number("port")));
  }
  return ports;
}

Value describe_words(const std::string& language, Bytes words, const std::vector<std::string>& telling) {
  const std::string_view text = as_text(words.first(std::min(words.size(), kGreetingMax)));
  Value values;
  values.set("speaks", language);
  values.set("bytes", static_cast<std::int64_t>(words.size()));
  note_matches(values, text, telling);
  return values;
}

// A port of datagrams says nothing by itself: it is asked for its list of resources in CoAP, in SNMP what it is, by nobody, and
// in the languages of those who look for devices which services it has.
Status note_datagrams(const Bench& bench, Notes& notes, const Endpoint& endpoint, const std::vector<std::string>& telling) {
  const std::string where = "udp " + print_endpoint(endpoint);
  if (const auto list = ask_by_coap(endpoint, "GET", "/.well-known/core", {}))
    return notes.write("resources of " + where, describe_words("coap", list->body, telling));
  const auto described = describe_to_nobody(endpoint);
  if (described && *described)
    return notes.write("description of " + where, describe_words("snmp", as_bytes(**described), telling));
  if (const auto found = ask_by_ssdp(endpoint))
    return notes.write("announcement of " + where, describe_disclosing(*found, telling));
  if (const auto services = ask_by_mdns(endpoint))
    return notes.write("announcement of " + where, describe_words("mdns", as_bytes(*services), telling));
  bench.say(where + " answers none of CoAP, SNMP, SSDP and mDNS");
  return kOk;
}

}  // namespace

Status note_greetings(const Bench& bench, Notes& notes, const std::vector<std::string>& telling) {
  const bool door_is_http = bench.driver.target.speaks == Speaks::http && !bench.driver.target.door.empty();
  const Endpoint door = bench.door().endpoint;
  std::size_t asked = 0;
  for (const auto& [address, port] : ports_of_target(bench, "tcp")) {
    if (door_is_http && address == door.address && port == door.port) continue;
    if (++asked > kPortsMax) break;
    TRY_(note_greeting(notes, {address, port, {}}, telling));
  }
  for (const auto& [address, port] : ports_of_target(bench, "udp")) {
    if (++asked > kPortsMax) break;
    TRY_(note_datagrams(bench, notes, {address, port, {}}, telling));
  }
  return kOk;
}

}  // namespace cardea::assess
