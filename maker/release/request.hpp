// SPDX-License-Identifier: Apache-2.0
// Metadata of an offline role that waits for signatures, as a file: carried to the machine of each key, signed there, and brought
// back. It holds the root that says who may sign, so that a machine without a desk can refuse a wrong key.
#pragma once

#include <optional>

#include "lib/tuf/metadata.hpp"
#include "maker/release/signing_key.hpp"

namespace cardea::release {

struct Request {
  Value root;      // the root of now, as a whole file; null for the first root, which speaks for itself
  Value metadata;  // the file to be signed, with the signatures so far
};
Result<Request> parse_request(Bytes json);
Buffer encode_request(const Request& request);
Outcome<Request> read_request(const std::string& path);
Value unsigned_file(const Value& body);  // metadata that nobody has signed yet

// How far it is: for a new root, the old root's keys and its own are asked.
struct Standing {
  tuf::RoleName role = tuf::RoleName::root;
  std::int64_t version = 0;
  std::int64_t expires_s = 0;
  struct Part {
    std::string who;  // "root", "targets", "root of before"
    std::size_t have = 0;
    std::size_t need = 0;
    std::vector<std::string> missing;  // keyids that may still sign
  };
  std::vector<Part> parts;
  bool complete() const;
};
Outcome<Standing> standing_of(const Request& request);
std::string describe(const Standing& standing);  // "targets 3: 1 of 2 signatures"

// Adds a signature. Refused with a hint: a key that is not named, metadata or a root that has expired.
Outcome<Unit> sign_request(Request& request, SigningKey& key, std::int64_t now_s);
// Adds the signatures of another copy of the same request.
Outcome<Unit> merge_request(Request& into, const Request& from);

// The signed file; only when it is complete.
Outcome<Buffer> signed_file(const Request& request);

}  // namespace cardea::release
