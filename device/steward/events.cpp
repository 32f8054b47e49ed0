// SPDX-License-Identifier: Apache-2.0
#include "device/steward/events.hpp"

#include <algorithm>

#include "device/steward/text.hpp"

namespace cardea::steward {
namespace {

bool is_kind(std::string_view kind) {
  return !kind.empty() && kind.size() <= kEventKindMax && std::all_of(kind.begin(), kind.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  });
}

}  // namespace

Status Events::record(std::string_view kind, std::string_view text) {
  if (!is_kind(kind)) return Error{Err::bad_value, "the kind of an event is 1 to 40 of a-z, 0-9 and hyphen"};
  TRY(auto put, db_.prepare("INSERT INTO event(at_s, kind, text) VALUES(?1, ?2, ?3)"));
  TRY_(put.bind(1, clock_.wall_s()).bind(2, kind).bind(3, printable(text, kEventTextMax)).run());
  TRY(auto drop, db_.prepare("DELETE FROM event WHERE id <= (SELECT max(id) FROM event) - ?1"));
  return drop.bind(1, kEventsMax).run();
}

Result<contract::EventList> Events::newest(std::uint32_t max) const {
  TRY(auto query, db_.prepare("SELECT at_s, kind, text FROM event ORDER BY id DESC LIMIT ?1"));
  query.bind(1, std::int64_t{std::min<std::uint32_t>(max, ipc::kMaxItems)});
  contract::EventList list;
  std::size_t bytes = 0;
  while (true) {
    TRY(const bool there, query.step());
    if (!there) return list;
    contract::Event event{query.integer(0), query.text(1), query.text(2)};
    bytes += event.kind.size() + event.text.size() + 16;
    if (bytes > kEventListBytesMax) return list;
    list.events.push_back(std::move(event));
  }
}

}  // namespace cardea::steward
