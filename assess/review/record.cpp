// SPDX-License-Identifier: Apache-2.0
#include "assess/review/record.hpp"

#include <algorithm>

#include "assess/judge/unit.hpp"
#include "assess/review/questions.hpp"
#include "lib/base/time.hpp"
#include "lib/crypto/crypto.hpp"
#include "lib/store/file.hpp"

namespace cardea::assess {

namespace {

std::string where(const UnitAnswer& answer) {
  return "answer to " + answer.unit + ": ";
}

Outcome<Unit> check_unit_is_open(const UnitAnswer& answer, const std::vector<Question>& open) {
  const bool found = std::any_of(open.begin(), open.end(), [&](const Question& q) { return q.unit->id == answer.unit; });
  if (found) return kOk;
  return Problem(Err::refused, where(answer) + "this run decides the unit itself, or its provision does not apply",
                 "a person answers what the program leaves open; mend the product or its declaration and run again");
}

Outcome<Unit> check_records(const UnitAnswer& answer, const std::vector<Fact>& facts) {
  for (const std::int64_t record : answer.records) {
    if (record < 1 || record > static_cast<std::int64_t>(facts.size()))
      return Problem(Err::not_found, where(answer) + "there is no record " + std::to_string(record));
  }
  return kOk;
}

// What was read, named by its content: the file itself stays where it is.
Outcome<Value> digests_of(const UnitAnswer& answer, const std::string& folder) {
  Value list{Value::Array{}};
  for (const std::string& name : answer.read) {
    const std::string path = name.starts_with('/') ? name : folder + "/" + name;
    const auto bytes = store::read_file(path, kReadFileMax);
    if (!bytes) return Problem(bytes.error().code, where(answer) + path + ": " + Problem::describe(bytes.error()));
    Value file;
    file.set("name", name.substr(name.rfind('/') + 1)).set("sha256", to_hex(crypto::sha256(*bytes)));
    list.push(std::move(file));
  }
  return list;
}

Outcome<Value> values_of(const UnitAnswer& answer, const Review& review, const std::string& folder, std::int64_t now_s) {
  if (answer.expires_s && *answer.expires_s <= now_s) return Problem(Err::expired, where(answer) + "it would not hold today");
  Value values;
  values.set("verdict", answer.verdict).set("rationale", answer.rationale);
  values.set("reviewer", review.reviewer).set("role", review.role).set("date", to_date(now_s));
  TRY(Value read, digests_of(answer, folder));
  values.set("read", std::move(read));
  Value::Array records(answer.records.begin(), answer.records.end());
  values.set("records", std::move(records));
  if (answer.expires_s) values.set("expires_s", *answer.expires_s);
  return values;
}

}  // namespace

Outcome<std::size_t> record_review(const Review& review, const std::string& folder_of_answers, EvidenceLog& log,
                                   const Clock& clock) {
  if (review.run != log.run_head())
    return Problem(Err::unauthentic, "these answers are of another run (" + review.run + ")",
                   "the run here is " + log.run_head());
  const std::vector<Question> open = questions_of(Facts(log.facts()));
  std::vector<Value> values;
  for (const UnitAnswer& answer : review.answers) {
    TRY_(check_unit_is_open(answer, open));
    TRY_(check_records(answer, log.facts()));
    TRY(Value one, values_of(answer, review, folder_of_answers, clock.wall_s()));
    values.push_back(std::move(one));
  }
  for (std::size_t i = 0; i < values.size(); ++i)
    TRY_(log.record(kReview, Effect::reads, review.answers[i].unit, std::move(values[i])));
  TRY_(log.sync());
  return values.size();
}

}  // namespace cardea::assess
