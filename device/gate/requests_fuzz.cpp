// SPDX-License-Identifier: Apache-2.0
// The body of every route, by the first byte. What is accepted came from a JSON object of bounded size, and a body that the table
// of fields has nothing against is one that the route's parser takes.
#include "device/gate/body_fields.hpp"
#include "device/gate/requests.hpp"
#include "tools/fuzz/fuzz.hpp"

namespace {

using namespace cardea::gate;

struct Taken {
  Duty duty;
  bool accepted;
};

Taken take(std::uint8_t which, cardea::Bytes body) {
  switch (which % 16) {
    case 0: return {Duty::set_up, parse_set_up(body).ok()};
    case 1: return {Duty::sign_in, parse_sign_in(body).ok()};
    case 2: return {Duty::change_password, parse_change_password(body).ok()};
    case 3: return {Duty::write_settings, parse_settings(body).ok()};
    case 4: return {Duty::postpone_update, parse_postpone(body).ok()};
    case 5: return {Duty::erase, parse_password(body).ok()};
    case 6: return {Duty::add_person, parse_add_person(body).ok()};
    case 7: return {Duty::remove_person, parse_remove_person(body).ok()};
    case 8: return {Duty::change_role, parse_change_role(body).ok()};
    case 9: return {Duty::reset_password, parse_reset_password(body).ok()};
    case 10: return {Duty::confirm_second_factor, parse_code(body).ok()};
    case 11: return {Duty::add_machine, parse_add_machine(body).ok()};
    case 12: return {Duty::install_medium, parse_install_medium(body).ok()};
    case 13: return {Duty::offer_file, parse_offer_file(body).ok()};
    case 14: return {Duty::supply_file, parse_supply_file(body).ok()};
    default: return {Duty::machine_sign_in, parse_machine_sign_in(body).ok()};
  }
}

}  // namespace

void fuzz(cardea::Bytes input) {
  if (input.empty()) return;
  const cardea::Bytes body = input.subspan(1);
  const auto minute = parse_time_of_day(cardea::as_text(body));
  if (minute) require(*minute < cardea::contract::kDayMinutes && body.size() == 5, "a time of day is one of its minutes");
  const Taken taken = take(input[0], body);
  if (taken.accepted)
    require(body.size() <= kBodyMax && cardea::as_text(body).find('{') != std::string_view::npos,
            "only a bounded object is accepted");
  const auto objection = objection_to_body(taken.duty, body, /*now_s=*/1'800'000'000);
  if (objection) require(!objection->error.empty() && objection->field.size() <= kBodyMax);
  // A sign-in may bring a code or a new password: which of the two is the parser's business.
  else
    require(taken.accepted || taken.duty == Duty::sign_in);
}
