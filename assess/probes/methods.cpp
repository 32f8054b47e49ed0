// SPDX-License-Identifier: Apache-2.0
// Probe "methods": a function is a method and a path, so one that nobody declared can hide at the path of another. Every declared
// path of the door is asked for, as nobody, with each usual method that is not declared for it.
#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "assess/probes/surface.hpp"

namespace cardea::assess {

namespace {

constexpr std::array<const char*, 4> kMethods{"GET", "POST", "PUT", "DELETE"};
constexpr const char* kNoMethod = "ABSENT";
constexpr std::size_t kPathsMax = 300;
constexpr int kWaitsMax = 30;  // for a target that asks for patience, a second each

using MethodsByPath = std::map<std::string, std::set<std::string>>;

// A path with a place left open cannot be asked for as it stands.
MethodsByPath declared_methods(const Bench& bench) {
  MethodsByPath paths;
  for (const Fact* row : declared_rows(bench.declaration, "SoftServ")) {
    const std::string path = row->text("path");
    if (!path.starts_with('/') || row->text("interface") != bench.driver.target.door ||
        path.find_first_of("{:*") != std::string::npos)
      continue;
    if (paths.size() < kPathsMax || paths.contains(path)) paths[path].insert(row->text("method"));
  }
  return paths;
}

class Patient {
 public:
  explicit Patient(const Bench& bench) : bench_(bench), door_(bench.door()) {}

  Result<HttpReply> ask(const std::string& method, const std::string& path) {
    HttpAsk question;
    question.method = method;
    question.target = path;
    auto reply = exchange(door_, question);
    while (reply && reply->status == 429 && waits_ < kWaitsMax) {
      ++waits_;
      bench_.wait(1);
      reply = exchange(door_, question);
    }
    return reply;
  }

 private:
  const Bench& bench_;
  Door door_;
  int waits_ = 0;
};

bool says_absent(const Result<HttpReply>& reply) {
  return reply && (reply->status == 404 || reply->status == 405 || reply->status == 501);
}

// What is not there answers as a method that cannot be, or as a path beside it that cannot be.
bool is_as_if_absent(Patient& patient, const std::string& method, const std::string& path, const Result<HttpReply>& reply) {
  if (says_absent(reply)) return true;
  const std::string seen = signature_of(reply);
  if (seen == signature_of(patient.ask(kNoMethod, path))) return true;
  return seen == signature_of(patient.ask(method, absent_beside(path)));
}

}  // namespace

Status probe_methods(const Bench& bench, Notes& notes) {
  if (bench.driver.target.speaks != Speaks::http) return Error{Err::unsupported, "what the door speaks has no methods"};
  if (bench.driver.target.door.empty()) return Error{Err::unsupported, "the driver names no door"};
  Patient patient(bench);
  const MethodsByPath paths = declared_methods(bench);
  for (const auto& [path, declared] : paths) {
    for (const char* method : kMethods) {
      if (declared.contains(method)) continue;
      const auto reply = patient.ask(method, path);
      if (!reply && reply.error().code == Err::unauthentic) return reply.error();
      Value values;
      values.set("status", reply ? std::int64_t{reply->status} : std::int64_t{0});
      values.set("as_if_absent", is_as_if_absent(patient, method, path, reply));
      TRY_(notes.write(std::string("method ") + method + " " + path, std::move(values)));
    }
  }
  Value whole;
  whole.set("paths", static_cast<std::int64_t>(paths.size()));
  return notes.write("paths of the door", std::move(whole));
}

}  // namespace cardea::assess
