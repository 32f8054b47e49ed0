// SPDX-License-Identifier: Apache-2.0
// The body of every route, by the first byte. What is accepted came from a JSON object of bounded size.
#include "device/gate/requests.hpp"
#include "tools/fuzz/fuzz.hpp"

void fuzz(cardea::Bytes input) {
  using namespace cardea::gate;
  if (input.empty()) return;
  const cardea::Bytes body = input.subspan(1);
  bool accepted = false;
  switch (input[0] % 11) {
    case 0: accepted = parse_set_up(body).ok(); break;
    case 1: accepted = parse_sign_in(body).ok(); break;
    case 2: accepted = parse_change_password(body).ok(); break;
    case 3: accepted = parse_settings(body).ok(); break;
    case 4: accepted = parse_postpone(body).ok(); break;
    case 5: accepted = parse_password(body).ok(); break;
    case 6: accepted = parse_add_person(body).ok(); break;
    case 7: accepted = parse_remove_person(body).ok(); break;
    case 8: accepted = parse_change_role(body).ok(); break;
    case 9: accepted = parse_reset_password(body).ok(); break;
    case 10: accepted = parse_code(body).ok(); break;
  }
  if (accepted)
    require(body.size() <= kBodyMax && cardea::as_text(body).find('{') != std::string_view::npos,
            "only a bounded object is accepted");
}
