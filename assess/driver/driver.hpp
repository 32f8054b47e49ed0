// SPDX-License-Identifier: Apache-2.0
// How to reach a target and make it act, as data: the assessor knows no product. A driver is written by the person who
// assesses, so it may name commands; what the target answers never becomes one. Only loopback, or an address that the
// driver names in `allow`, is ever touched.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "assess/imports/formats.hpp"
#include "lib/base/secret.hpp"
#include "lib/codec/value.hpp"

namespace cardea::assess {

using Command = std::vector<std::string>;  // argv; no shell

// Where a secret lies; it is read when it is needed and never written anywhere.
struct SecretPlace {
  std::string file;         // first line of this file
  std::string environment;  // or this variable
  bool empty() const { return file.empty() && environment.empty(); }
};

struct Account {
  std::string name;
  std::string role;
  SecretPlace password;
};

// The language behind a door. `other`: its greeting and its TLS are looked at, and nothing is asked in its own words.
enum class Speaks : std::uint8_t { http, mqtt, coap, snmp, other };

bool is_by_datagrams(Speaks speaks);

std::string_view name_of(Speaks speaks);

struct Target {
  std::string name;
  std::string address;
  bool dedicated = false;                           // nobody else answers on this address
  std::vector<std::string> also_scan;               // further addresses, shared with others
  std::map<std::string, std::uint16_t> interfaces;  // declared interface -> port on this bench
  std::string door;                                 // declared interface of the sign-in surface
  Speaks speaks = Speaks::http;                     // behind the door
  bool tls = true;
  std::string host;
  std::string spki_pin;
  std::vector<std::string> label;  // public texts: serial, model, MAC
};

enum class SignInKind : std::uint8_t {
  none,     // the driver describes no sign-in
  json,     // a body in an HTTP request
  form,     // likewise, percent-encoded
  basic,    // RFC 7617: the values go with each request
  digest,   // RFC 7616
  mqtt,     // CONNECT of MQTT 3.1.1
  snmp,     // the community of SNMP 2c; a name means nothing there
  command,  // a command of the driver tries it
};

std::string_view name_of(SignInKind kind);

// One attempt, and how its answer reads. A status is HTTP's; sign_in of other kinds tells its answer in the same numbers
// (surface.hpp).
struct SignIn {
  SignInKind kind = SignInKind::none;
  std::string method = "POST";
  std::string path;
  std::string body;  // template with {name} and {password}
  Command command;   // reads a name and a value, each on a line of its own
  std::vector<std::int64_t> accepted{200, 204};
  std::vector<std::int64_t> refused;  // the value was looked at and is wrong; empty: any other answer but an error of the target
  std::vector<std::int64_t> held_up{429, 503};  // no attempt is taken now
  std::string accepted_text;                    // stands in the answer of an accepted attempt, in its body or where it leads to
  std::string refused_text;                     // stands in the answer of a refused one
  std::string token;                            // JSON pointer into the answer
  std::string cookie;                           // or the cookie of that name
  std::string header = "authorization";         // how a token is shown
  std::string authorization = "Bearer {token}";
};

// The word of HTTP (RFC 9110, section 11.1) with which who signed in shows it; empty: none.
std::string scheme_of(const SignIn& sign_in);

// How a declared function is asked for; a function without a call is asked for as declared, with an empty body.
struct Call {
  std::string path;  // empty: as declared
  std::string body;
  bool safe = false;      // may be carried out with a real account
  std::string echo = {};  // a header of a refusal that is sent back with a second try: a token against forged requests
};

// A pair that everybody knows from a manual: no secret.
struct KnownDefault {
  std::string name;
  std::string password;
};

struct Processes {
  std::vector<std::string> pid_files;
  Command command;  // prints process ids
  bool with_children = false;
};

struct UpdateActs {
  std::map<std::string, Command> offers;  // "tampered", "older", "foreign_key", ...
  std::string path;                       // answers with the state of updates
  std::string check;    // asked (POST) after each offer: look for updates now; empty: the target looks by itself
  std::string version;  // JSON pointers into that answer
  std::string phase;
  std::string result;
  std::string reason;
  std::vector<std::string> idle_phases;      // the update has come to an end
  std::vector<std::string> refused_results;  // what `result` says of an update that was refused
  std::int64_t settle_ms = 30'000;
};

// What a person does with the device: a request at the door, as the first account, or a command.
struct Act {
  Command command = {};  // reads the word on stdin
  std::string method = "POST";
  std::string path = {};  // {word} is filled in
  std::string body = {};  // {word} and {password} are filled in
  bool form = false;      // the body is percent-encoded, and not JSON
  std::string echo = {};  // as Call::echo
  bool empty() const { return command.empty() && path.empty(); }
};

// One declared way to delete. The word is made for this one run and stands for a person's data.
struct DeletionActs {
  Act put;        // the word, where a person's data goes
  Act show;       // answers with what the person can see of it
  Act erase;      // carries the deletion out
  Command again;  // brings the target back to how it was
  std::int64_t settle_ms = 60'000;
};

// One declared measure against an outage. `works` shows that the measure does what it is for.
struct OutageActs {
  Command cut;
  Command mend;
  Act works;
  std::int64_t hold_ms = 3000;      // so long it stays cut
  std::int64_t settle_ms = 60'000;  // so long it may take to come back
};

// Another state (annex A of the standard) than the initialized one, in which every run begins.
struct StateActs {
  Act shown;                           // asked by nobody: tells in which state the target is
  std::string at;                      // JSON pointer into that answer; empty: somewhere in it
  std::string is;                      // what stands there in this state
  Act reach;                           // as the first account; empty: an act before it, such as a deletion, leads there
  Act again;                           // by nobody, with {name}, {password} and {pre_installed}: sets the target up as it was
  std::vector<Account> accounts = {};  // that sign in in this state
  std::string spki_pin = {};           // when the target shows another key there
  std::int64_t settle_ms = 60'000;
};

// Files in PEM: a certificate, or a chain that begins with it, and its key.
struct CertificateFiles {
  std::string certificate;
  std::string key;
  bool empty() const { return certificate.empty() && key.empty(); }
};

// One declared communication in which the target is a TLS client. The assessor plays the server that it goes to.
struct ClientActs {
  std::string address = "127.0.0.1";  // where the assessor listens
  std::uint16_t port = 0;             // 0: any, of which `point` tells the target
  std::string name;                   // of its server, as the target expects it
  Act point = {};                     // leads the target there
  Act trigger = {};                   // makes it connect; empty: it does so by itself
  Act again = {};                     // leads it back to its own server
  CertificateFiles authority = {};    // trusted by the target; in its name the assessor issues what follows, unless it is given
  CertificateFiles good = {};
  CertificateFiles wrong_name = {};
  CertificateFiles expired = {};
  std::int64_t settle_ms = 10'000;  // within this it connects
};

struct PlaceOnBench {
  std::string address;  // numeric; empty, where that is said: any
  std::uint16_t port = 0;
};

// A person's data as one declared row of it, on its way.
struct DataActs {
  Act put;    // the word, where such data goes
  Act send;   // makes the target send it on; empty: it does so by itself, or never
  Act again;  // puts back what was there
};

// What passes is listened to, while the first account signs in and data is sent.
struct TrafficActs {
  bool wanted = false;                         // the driver has the table
  std::string interface;                       // of this machine; empty: a command, or what the target's address suggests
  Command command;                             // writes what passes elsewhere to stdout, as pcap or pcapng
  std::vector<PlaceOnBench> bench;             // servers of the bench itself, of which nothing is said
  std::map<std::string, PlaceOnBench> ends;    // declared communication -> where the target's peer is on this bench
  std::map<std::string, SecretPlace> secrets;  // declared parameter -> its value
  std::map<std::string, DataActs> data;        // by declared personal data
  std::int64_t settle_ms = 10'000;             // within this what was put is sent
  std::int64_t hold_ms = 2000;                 // and so long it is listened for after each act
};

// The unit's root file system, unpacked into a folder.
struct ImageOnBench {
  std::string root;
  std::string kernel_config;  // a file of the bench, where the image itself has none
};

inline constexpr std::int64_t kInputsMax = 5000;

// Malformed input, one at a time and never many.
struct InputActs {
  bool wanted = false;               // the driver has the table
  std::vector<std::string> reaches;  // declared validations that stand behind the door
  Act show;                          // answers with what input that is refused must leave alone
  Command revive;                    // brings a target back that has died
  std::int64_t count_max = 400;
  std::int64_t answer_ms = 5000;    // so long an answer to a well-formed request may take
  std::int64_t settle_ms = 30'000;  // so long it may take to come back
};

inline constexpr std::size_t kImportsMax = 64;

// What another tool wrote down about the target.
struct ImportFile {
  ImportKind kind = ImportKind::nmap;
  std::string file;
};

struct Driver {
  Target target;
  std::vector<std::string> allow;
  std::vector<Account> accounts;
  SecretPlace pre_installed;
  std::vector<KnownDefault> defaults;
  SignIn sign_in;
  std::map<std::string, Call> calls;  // by declared function
  Processes processes;
  std::string programs;
  ImageOnBench image;
  std::string state_folder;
  UpdateActs update;
  std::map<std::string, Act> change;  // by declared way to sign in: {old} becomes {new}
  InputActs inputs;
  TrafficActs traffic;
  std::map<std::string, OutageActs> outage;       // by declared measure
  std::map<std::string, DeletionActs> deletion;   // by declared way to delete
  std::map<std::string, StateActs> states;        // by state
  std::map<std::string, ClientActs> client;       // by declared communication
  std::map<std::string, PlaceOnBench> documents;  // "support.example.com:443" -> where that host is on this bench
  std::map<std::string, std::string> manuals;     // field of UserInfo -> the file that came in the box
  std::vector<ImportFile> imports;
};

// Refuses keys that it does not know, missing ones, and every address that is neither loopback nor allowed.
Outcome<Driver> parse_driver(Bytes file);  // TOML, or JSON where a program writes it

// Loopback (127.0.0.0/8, ::1) or named.
bool may_touch(const Driver& driver, const std::string& address);

}  // namespace cardea::assess
