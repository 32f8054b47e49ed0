// SPDX-License-Identifier: Apache-2.0
// What the service says, and where it is: parse_service_address, parse_visit_answer and parse_retry_after on any bytes.
#include "device/courier/service_link.hpp"
#include "device/courier/service_refusal.hpp"
#include "lib/codec/cbor.hpp"
#include "lib/codec/json.hpp"
#include "tools/fuzz/fuzz.hpp"

void fuzz(cardea::Bytes input) {
  using namespace cardea;
  if (const auto address = courier::parse_service_address(input)) {
    Value again;
    again.set("service_address", address->address).set("service_name", address->name).set("service_port", int{address->port});
    const auto read = courier::parse_service_address(encode_cbor(again));
    require(address->port != 0 && read.ok() && read->address == address->address && read->name == address->name);
  }
  if (const auto answer = courier::parse_visit_answer(input)) {
    Value again;
    again.set("next_visit_s", answer->next_visit_s).set("update_hint", answer->update_hint);
    const auto read = courier::parse_visit_answer(as_bytes(print_json(again)));
    require(read.ok() && read->next_visit_s == answer->next_visit_s && read->update_hint == answer->update_hint);
  }
  if (const auto wait = courier::parse_retry_after(as_text(input))) require(*wait >= 0 && *wait <= std::int64_t{UINT32_MAX});
}
