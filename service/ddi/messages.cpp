// SPDX-License-Identifier: Apache-2.0
#include "service/ddi/messages.hpp"

#include <algorithm>
#include <array>

#include "lib/codec/json.hpp"

namespace cardea::service {
namespace {

constexpr Limits kLimits{kDdiBodyMax, 8, 1024};

Result<DdiOutcome> outcome_of(const std::string& execution, const std::string& finished) {
  constexpr std::array<std::string_view, 5> under_way{"proceeding", "scheduled", "resumed", "download", "downloaded"};
  if (std::find(under_way.begin(), under_way.end(), execution) != under_way.end()) return DdiOutcome::proceeding;
  if (execution == "canceled") return DdiOutcome::cancelled;
  if (execution == "rejected") return DdiOutcome::failed;
  if (execution != "closed") return Error{Err::bad_value, "the feedback's execution is none that we know"};
  if (finished == "success" || finished == "none") return DdiOutcome::succeeded;
  if (finished == "failure") return DdiOutcome::failed;
  return Error{Err::bad_value, "the feedback's result is none that we know"};
}

// A client's text goes to an operator's screen: one line, no control characters.
std::string plain(const std::string& text) {
  std::string out = text.substr(0, kDdiTextMax);
  std::replace_if(out.begin(), out.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }, ' ');
  return out;
}

}  // namespace

Result<DdiFeedback> parse_ddi_feedback(Bytes json) {
  TRY(const Value body, parse_json(json, kLimits));
  const Value* status = body.find("status");
  if (status == nullptr) return Error{Err::bad_value, "the feedback has no status"};
  TRY(const std::string execution, status->text("execution"));
  const Value* result = status->find("result");
  if (result == nullptr) return Error{Err::bad_value, "the feedback has no result"};
  TRY(const std::string finished, result->text("finished"));
  DdiFeedback feedback;
  TRY(feedback.outcome, outcome_of(execution, finished));
  const Value* details = status->find("details");
  if (details == nullptr || details->if_array() == nullptr || details->if_array()->empty()) return feedback;
  if (const std::string* first = details->if_array()->front().if_text(); first != nullptr) feedback.detail = plain(*first);
  return feedback;
}

Result<std::string> parse_ddi_version(Bytes json) {
  TRY(const Value body, parse_json(json, kLimits));
  const Value* data = body.find("data");
  if (data == nullptr || data->if_map() == nullptr) return Error{Err::bad_value, "the attributes have no data"};
  const Value* version = data->find("version");
  if (version == nullptr || version->if_text() == nullptr) return std::string{};
  if (version->if_text()->size() > kDdiTextMax) return Error{Err::too_large, "the attribute version is too long"};
  return plain(*version->if_text());
}

}  // namespace cardea::service
