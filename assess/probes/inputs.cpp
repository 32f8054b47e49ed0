// SPDX-License-Identifier: Apache-2.0
// Probe "inputs": malformed input, one at a time, from a fixed seed. After each group the target has to answer a well-formed
// request, its processes have to be the same, and what the driver shows of its state too; where they are not, the group is sent
// once more, one input after the other with a look behind each, until the one is found that does it.
#include <algorithm>
#include <thread>

#include "assess/probes/input_sender.hpp"
#include "assess/probes/input_watch.hpp"
#include "lib/crypto/crypto.hpp"

namespace cardea::assess {

namespace {

constexpr std::chrono::milliseconds kBetweenInputs{5};  // never many at once
constexpr std::size_t kNamedMax = 20;
constexpr std::size_t kBytesShownMax = 256;
constexpr int kUnansweredMax = 3;  // in a row: then it is time to look, and the rest of the group is not sent

struct Tally {
  std::int64_t sent = 0;
  std::int64_t answered = 0;
  std::int64_t closed = 0;
  std::int64_t silent = 0;
  std::int64_t unreached = 0;
  std::int64_t looked_at = 0;
  std::int64_t refused = 0;
  std::int64_t taken = 0;
  std::int64_t own_errors = 0;
  std::vector<std::string> errors_at;  // names of inputs, at most kNamedMax
  std::vector<std::string> wrongly_taken;
  crypto::Sha256 digest;  // of what was sent: by it two runs are told to have sent the same
};

void name_one(std::vector<std::string>& names, const Input& input) {
  if (names.size() < kNamedMax) names.push_back(input.name);
}

void count(Tally& tally, const InputGroup& group, const Input& input, const InputAnswer& answer) {
  ++tally.sent;
  tally.digest.add(input.bytes);
  tally.answered += answer.answered ? 1 : 0;
  tally.closed += answer.closed ? 1 : 0;
  tally.unreached += answer.reached ? 0 : 1;
  tally.silent += answer.reached && !answer.answered && !answer.closed ? 1 : 0;
  tally.looked_at += was_looked_at(group, answer) ? 1 : 0;
  tally.refused += answer.status >= 400 && answer.status < 500 ? 1 : 0;
  tally.taken += was_taken(answer) ? 1 : 0;
  tally.own_errors += is_own_error(answer) ? 1 : 0;
  if (is_own_error(answer)) name_one(tally.errors_at, input);
  if (group.way == Way::function && input.is_wrong && was_taken(answer)) name_one(tally.wrongly_taken, input);
}

bool is_left_unanswered(const InputGroup& group, const InputAnswer& answer) {
  const bool silent = !answer.answered && !answer.closed;
  return !answer.reached || (group.way == Way::function && silent);
}

class Sending {
 public:
  Sending(const Bench& bench, Notes& notes) : bench_(bench), notes_(notes), person_(bench), watch_(bench, person_) {}

  Status run() {
    TRY_(sign_in());
    groups_ = inputs_for(bench_, signed_in_);
    TRY_(bring_back());
    TRY_(watch_.begin());
    TRY(const Sight before, watch_.look());
    answered_before_ = before.answers;
    if (answered_before_) {
      TRY(usual_, page());
    }
    for (const InputGroup& group : groups_) planned_ += group.inputs.size();
    for (const InputGroup& group : groups_) {
      if (!answered_before_ || gone_) break;
      TRY_(send_group(group));
    }
    return note_all();
  }

 private:
  // Without an account, or one that cannot come in, functions are asked by nobody.
  Status sign_in() {
    if (bench_.driver.accounts.empty() || !bench_.has_surface()) return kOk;
    const Act at_door{{}, "GET", "/", {}};
    const Status came = person_.come_in({&at_door});
    if (!came && came.error().code != Err::unavailable) return came;
    signed_in_ = came.ok();
    return kOk;
  }

  Result<InputAnswer> send(const InputGroup& group, const Input& input) {
    std::this_thread::sleep_for(kBetweenInputs);
    const Asker none = nobody();
    TRY(InputAnswer answer, send_input(bench_, group, input, group.with_account ? person_.who() : none));
    const Act at_door{{}, "GET", "/", {}};
    if (group.with_account && answer.status == 401 && person_.come_in({&at_door})) {  // the session has ended
      TRY(answer, send_input(bench_, group, input, person_.who()));
    }
    return answer;
  }

  // What the driver calls safe, as it is: what was taken before is no more.
  Status bring_back(const InputGroup& group) {
    if (group.own_body.empty()) return kOk;
    TRY_(send(group, {"as it should be", to_buffer(as_bytes(group.own_body))}));
    return kOk;
  }
  Status bring_back() {
    for (const InputGroup& group : groups_) TRY_(bring_back(group));
    return kOk;
  }

  Status note_fault(const InputGroup& group, const Input* input, const std::string& kind, bool came_back) {
    bench_.say("inputs: " + kind + " by " + group.name + (input == nullptr ? "" : ", " + input->name));
    Value values;
    values.set("kind", kind).set("group", group.name).set("source", group.source).set("way", std::string(name_of(group.way)));
    values.set("function", group.function).set("confirmed", input != nullptr).set("came_back", came_back);
    if (input != nullptr) {
      values.set("input", input->name).set("bytes", static_cast<std::int64_t>(input->bytes.size()));
      values.set("hex", to_hex(Bytes(input->bytes).first(std::min(input->bytes.size(), kBytesShownMax))));
    }
    return notes_.write("fault " + std::to_string(++faults_), std::move(values));
  }

  // The page of the door, as the person sees it; of a door without pages it is empty.
  Result<InputAnswer> page() {
    if (bench_.driver.target.speaks != Speaks::http) return InputAnswer{};
    const InputGroup door{"page", "api", Way::function, {}, {}, "GET", "/"};
    return send_input(bench_, door, {}, person_.who());
  }

  // A page that speaks of such things by itself gives nothing away.
  std::string symptom_beyond_usual(InputAnswer answer) const {
    if (answer.body == usual_.body) answer.body.clear();
    return symptom_of(answer);
  }

  // What the answer itself gives away; and what was taken although nothing can be meant by it, and stays.
  Status look_at_answer(const InputGroup& group, const Input& input, const InputAnswer& answer) {
    if (const std::string symptom = symptom_beyond_usual(answer); !symptom.empty()) {
      if (++symptoms_ <= kNamedMax) TRY_(note_fault(group, &input, symptom, true));
    }
    if (group.way != Way::function || !was_taken(answer)) return kOk;
    TRY_(look_at_page(group, input));
    TRY(const bool kept, watch_.is_changed());
    TRY_(bring_back(group));
    if (!kept || !input.is_wrong) return kOk;
    TRY(const bool stays, watch_.is_changed());  // what is not undone by a good value was not that value
    return stays ? kOk : note_fault(group, &input, "kept", true);
  }

  // Where a value of ours may stand now.
  Status look_at_page(const InputGroup& group, const Input& input) {
    if (as_text(input.bytes).find(kTag) == std::string_view::npos) return kOk;
    TRY(const InputAnswer shown, page());
    return symptom_beyond_usual(shown) == "unescaped" ? note_fault(group, &input, "unescaped", true) : kOk;
  }

  static std::string kind_of(const Sight& sight) {
    if (!sight.ended.empty()) return "ended";
    if (!sight.answers) return "hangs";
    return sight.changed ? "changed" : "";
  }

  // One after the other; without a culprit the fault stands with its group alone.
  Status narrow(const InputGroup& group, const std::string& kind) {
    const std::size_t revived = watch_.revived();
    TRY_(come_to_rest());
    const bool came_back = !gone_ && watch_.revived() == revived;  // by itself
    for (const Input& input : group.inputs) {
      if (gone_) break;
      TRY(const InputAnswer answer, send(group, input));
      TRY(const Sight sight, watch_.look());
      const std::string again = kind_of(sight);
      if (again.empty()) continue;
      const bool meant = again == "changed" && was_taken(answer);
      if (!meant) TRY_(note_fault(group, &input, again, sight.answers));
      TRY_(come_to_rest());
      if (!meant) return kOk;
    }
    return note_fault(group, nullptr, kind, came_back);
  }

  Status come_to_rest() {
    TRY(const bool there, watch_.recover());
    gone_ = !there;
    if (gone_) return kOk;
    TRY_(bring_back());
    return watch_.begin();
  }

  Status send_group(const InputGroup& group) {
    bench_.say("inputs: " + group.name);
    Tally tally;
    int unanswered = 0;
    const auto begun = std::chrono::steady_clock::now();
    for (const Input& input : group.inputs) {
      TRY(const InputAnswer answer, send(group, input));
      count(tally, group, input, answer);
      TRY_(look_at_answer(group, input, answer));
      unanswered = is_left_unanswered(group, answer) ? unanswered + 1 : 0;
      if (unanswered == kUnansweredMax) break;
    }
    sent_ += static_cast<std::size_t>(tally.sent);
    TRY_(note_group(group, tally));
    TRY(const Sight sight, watch_.look());
    const std::string kind = kind_of(sight);
    if (kind.empty()) return kOk;
    if (kind == "changed") {
      TRY(const bool by_itself, watch_.moves_by_itself(std::chrono::steady_clock::now() - begun));
      if (by_itself) return kOk;
    }
    return narrow(group, kind);
  }

  Status note_group(const InputGroup& group, Tally& tally) {
    Value values;
    values.set("source", group.source).set("way", std::string(name_of(group.way)));
    if (group.way == Way::function)
      values.set("function", group.function).set("as", group.with_account ? person_.who().as : nobody().as);
    values.set("sent", tally.sent).set("answered", tally.answered).set("closed", tally.closed).set("silent", tally.silent);
    values.set("unreached", tally.unreached).set("looked_at", tally.looked_at).set("refused", tally.refused);
    values.set("taken", tally.taken).set("own_errors", tally.own_errors);
    values.set("errors_at", list_of(tally.errors_at)).set("wrongly_taken", list_of(tally.wrongly_taken));
    values.set("sha256", to_hex(tally.digest.finish()));
    return notes_.write("group " + group.name, std::move(values));
  }

  Status note_all() {
    Value values;
    values.set("seed", static_cast<std::int64_t>(kInputSeed)).set("count_max", bench_.driver.inputs.count_max);
    values.set("planned", static_cast<std::int64_t>(planned_)).set("sent", static_cast<std::int64_t>(sent_));
    values.set("answered_before", answered_before_).set("came_to_the_end", answered_before_ && !gone_);
    values.set("signed_in", signed_in_).set("reaches", list_of(bench_.driver.inputs.reaches));
    values.set("shows_state", watch_.shows_state()).set("processes_watched", static_cast<std::int64_t>(watch_.watched()));
    values.set("revived", static_cast<std::int64_t>(watch_.revived())).set("symptoms", static_cast<std::int64_t>(symptoms_));
    return notes_.write("all inputs", std::move(values));
  }

  const Bench& bench_;
  Notes& notes_;
  Person person_;
  InputWatch watch_;
  std::vector<InputGroup> groups_;
  InputAnswer usual_;
  bool signed_in_ = false;
  bool answered_before_ = false;
  bool gone_ = false;
  std::size_t planned_ = 0;
  std::size_t sent_ = 0;
  std::size_t faults_ = 0;
  std::size_t symptoms_ = 0;
};

}  // namespace

Status probe_inputs(const Bench& bench, Notes& notes) {
  if (!bench.driver.inputs.wanted) return Error{Err::unsupported, "the driver wants no malformed input"};
  if (bench.driver.target.door.empty()) return Error{Err::unsupported, "the driver names no door"};
  return Sending(bench, notes).run();
}

}  // namespace cardea::assess
