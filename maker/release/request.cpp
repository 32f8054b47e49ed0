// SPDX-License-Identifier: Apache-2.0
#include "maker/release/request.hpp"

#include <algorithm>

#include "lib/base/time.hpp"
#include "lib/codec/json.hpp"
#include "lib/store/file.hpp"
#include "lib/tuf/repository.hpp"

namespace cardea::release {

using tuf::RoleName;

namespace {

constexpr std::size_t kRequestMax = 1U << 20;

// What is to be signed, and who may.
struct Question {
  RoleName role = RoleName::root;
  std::int64_t version = 0;
  std::int64_t expires_s = 0;
  std::string text;
  std::vector<tuf::Signature> signatures;
  std::optional<tuf::Root> before;  // the root of now
  std::optional<tuf::Root> next;    // when it is a root that is to be signed
  struct Group {
    const char* who;
    const tuf::Keys* keys;
    const tuf::Role* role;
  };
  std::vector<Group> groups() const;
};

std::vector<Question::Group> Question::groups() const {
  if (role == RoleName::targets) return {{"targets", &before->keys, &before->role(RoleName::targets)}};
  std::vector<Group> all{{"root", &next->keys, &next->role(RoleName::root)}};
  if (before) all.push_back({"root of before", &before->keys, &before->role(RoleName::root)});
  return all;
}

template <class T>
void take(Question& question, tuf::Signed<T>& metadata) {
  question.version = metadata.body.version;
  question.expires_s = metadata.body.expires_s;
  question.text = std::move(metadata.signed_text);
  question.signatures = std::move(metadata.signatures);
}

Result<Question> question_of(const Request& request) {
  Question question;
  if (!request.root.is_null()) {
    TRY(tuf::Signed<tuf::Root> root, tuf::parse_root(as_bytes(print_json(request.root))));
    question.before = std::move(root.body);
  }
  const std::string file = print_json(request.metadata);
  const Value* body = request.metadata.find("signed");
  if (body == nullptr) return Error{Err::bad_value, "nothing is there to be signed"};
  TRY(const std::string type, body->text("_type"));
  if (type == "targets" && question.before) {
    TRY(tuf::Signed<tuf::Targets> targets, tuf::parse_targets(as_bytes(file)));
    question.role = RoleName::targets;
    take(question, targets);
    return question;
  }
  if (type != "root") return Error{Err::bad_value, "only root and targets are signed this way"};
  TRY(tuf::Signed<tuf::Root> next, tuf::parse_root(as_bytes(file)));
  take(question, next);
  question.next = std::move(next.body);
  if (question.before.has_value() == (question.version == 1))
    return Error{Err::bad_value, "the first root, and only it, has none before it"};
  return question;
}

Outcome<Question> question_or_problem(const Request& request) {
  auto question = question_of(request);
  if (question) return std::move(*question);
  return Problem(question.error().code, std::string("the request cannot be read: ") + question.error().what,
                 "is this a file that cardea release left in pending/?");
}

bool has_signed(const Question& question, const tuf::Key& key) {
  return std::any_of(question.signatures.begin(), question.signatures.end(), [&](const tuf::Signature& signature) {
    return tuf::verify_signature(key, as_bytes(question.text), signature.value).ok();
  });
}

Standing::Part part_of(const Question& question, const Question::Group& group) {
  Standing::Part part{.who = group.who, .have = 0, .need = group.role->threshold, .missing = {}};
  for (const std::string& keyid : group.role->keyids) {
    const auto key = group.keys->find(keyid);
    if (key == group.keys->end()) continue;
    if (has_signed(question, key->second))
      ++part.have;
    else
      part.missing.push_back(keyid);
  }
  return part;
}

std::string short_name(const std::string& keyid) {
  return keyid.substr(0, 12);
}

Problem wrong_key(const Question& question, const std::string& keyid) {
  std::string wanted;
  for (const auto& group : question.groups()) {
    for (const std::string& missing : part_of(question, group).missing)
      wanted += (wanted.empty() ? "" : ", ") + short_name(missing);
  }
  return Problem(
      Err::refused,
      "the key " + short_name(keyid) + " may not sign " + name_of(question.role) + " " + std::to_string(question.version),
      wanted.empty() ? "everybody who may has signed: cardea release collect" : "still missing: " + wanted);
}

Outcome<Unit> check_dates(const Question& question, std::int64_t now_s) {
  if (question.expires_s <= now_s) {
    return Problem(Err::expired,
                   std::string(name_of(question.role)) + " " + std::to_string(question.version) + " expired at " +
                       to_rfc3339(question.expires_s) + " before it was signed",
                   "make it again, with a longer --expires-" + std::string(name_of(question.role)));
  }
  if (question.role == RoleName::targets && question.before->expires_s <= now_s) {
    return Problem(
        Err::expired,
        "the root expired at " + to_rfc3339(question.before->expires_s) + ", so no device takes what is signed under it",
        "make and sign a new root first: cardea release root --dir DIR");
  }
  return kOk;
}

std::optional<std::string> keyid_in(const Question& question, const Value& object) {
  const auto wanted = tuf::parse_key(object);
  if (!wanted) return std::nullopt;
  for (const auto& group : question.groups()) {
    for (const std::string& keyid : group.role->keyids) {
      const auto key = group.keys->find(keyid);
      if (key != group.keys->end() && key->second == *wanted) return keyid;
    }
  }
  return std::nullopt;
}

void put_signatures(Request& request, const std::vector<tuf::Signature>& signatures) {
  Value::Array rows;
  for (const tuf::Signature& signature : signatures)
    rows.push_back(Value().set("keyid", signature.keyid).set("sig", to_hex(signature.value)));
  request.metadata.set("signatures", std::move(rows));
}

void add(std::vector<tuf::Signature>& to, tuf::Signature signature) {
  std::erase_if(to, [&](const tuf::Signature& old) { return old.keyid == signature.keyid; });
  to.push_back(std::move(signature));
}

}  // namespace

Result<Request> parse_request(Bytes json) {
  TRY(const Value file, parse_json(json, {.bytes_max = kRequestMax}));
  const Value* root = file.find("root");
  const Value* metadata = file.find("metadata");
  if (root == nullptr || metadata == nullptr || metadata->if_map() == nullptr)
    return Error{Err::bad_value, "no request for signatures"};
  Request request{*root, *metadata};
  TRY_(question_of(request));
  return request;
}

Buffer encode_request(const Request& request) {
  return to_buffer(as_bytes(print_json_pretty(Value().set("root", request.root).set("metadata", request.metadata))));
}

Outcome<Request> read_request(const std::string& path) {
  constexpr const char* kHint = "is this a file that cardea release left in pending/?";
  const auto json = store::read_file(path, kRequestMax);
  if (!json) return Problem(json.error().code, path + ": " + Problem::describe(json.error()), kHint);
  auto request = parse_request(*json);
  if (!request) return Problem(request.error().code, path + ": " + Problem::describe(request.error()), kHint);
  return std::move(*request);
}

Value unsigned_file(const Value& body) {
  return Value().set("signatures", Value::Array{}).set("signed", body);
}

bool Standing::complete() const {
  return std::all_of(parts.begin(), parts.end(), [](const Part& part) { return part.have >= part.need; });
}

Outcome<Standing> standing_of(const Request& request) {
  TRY(const Question question, question_or_problem(request));
  Standing standing{.role = question.role, .version = question.version, .expires_s = question.expires_s, .parts = {}};
  for (const auto& group : question.groups()) standing.parts.push_back(part_of(question, group));
  return standing;
}

std::string describe(const Standing& standing) {
  std::string text = std::string(name_of(standing.role)) + " " + std::to_string(standing.version) + ":";
  for (const Standing::Part& part : standing.parts) {
    text += " " + std::to_string(part.have) + " of " + std::to_string(part.need) + " signatures";
    if (standing.parts.size() > 1) text += " of the " + part.who;
    if (&part != &standing.parts.back()) text += ",";
  }
  return text;
}

Outcome<Unit> sign_request(Request& request, SigningKey& key, std::int64_t now_s) {
  TRY(Question question, question_or_problem(request));
  TRY_(check_dates(question, now_s));
  const auto keyid = keyid_in(question, key.public_object());
  if (!keyid) return wrong_key(question, tuf::keyid_of(key.public_object()));
  TRY(Buffer signature, key.sign(as_bytes(question.text)));
  add(question.signatures, {*keyid, std::move(signature)});
  put_signatures(request, question.signatures);
  return kOk;
}

Outcome<Unit> merge_request(Request& into, const Request& from) {
  TRY(Question mine, question_or_problem(into));
  TRY(const Question other, question_or_problem(from));
  if (mine.text != other.text) {
    return Problem(
        Err::bad_value,
        "the copy asks for signatures over another " + std::string(name_of(mine.role)) + " than the one that waits here",
        "it is older, or of another desk: sign the file in pending/ again");
  }
  for (const tuf::Signature& signature : other.signatures) add(mine.signatures, signature);
  put_signatures(into, mine.signatures);
  return kOk;
}

Outcome<Buffer> signed_file(const Request& request) {
  TRY(const Question question, question_or_problem(request));
  TRY(const Standing standing, standing_of(request));
  if (!standing.complete())
    return Problem(Err::unauthentic, describe(standing), "carry it to the others: cardea release sign --request FILE --key KEY");
  return tuf::envelope(*request.metadata.find("signed"), question.signatures);
}

}  // namespace cardea::release
