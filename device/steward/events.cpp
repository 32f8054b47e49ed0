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

constexpr std::string_view kPlace = "event";
constexpr std::string_view kOuterPlace = "event, sealed for another person too";

}  // namespace

Result<Buffer> Events::sealed(contract::Event& event, Named named) const {
  TRY(const Buffer inner, keys_.seal_record(named.first, kPlace, event));
  return keys_.seal(named.second, kOuterPlace, inner);
}

Result<contract::Event> Events::opened(Bytes record, Named named) const {
  TRY(const SecretBytes inner, keys_.unseal(named.second, kOuterPlace, record));
  return keys_.open_record<contract::Event>(named.first, kPlace, inner.expose_secret());
}

Status Events::record(std::string_view kind, std::string_view text, Named named) {
  if (!is_kind(kind)) return Error{Err::bad_value, "the kind of an event is 1 to 40 of a-z, 0-9 and hyphen"};
  contract::Event event{clock_.wall_s(), std::string(kind), printable(text, kEventTextMax)};
  TRY(const Buffer record, sealed(event, named));
  TRY(auto put, db_.prepare("INSERT INTO event(first, second, record) VALUES(?1, ?2, ?3)"));
  TRY_(put.bind(1, named.first).bind(2, named.second).bind(3, record).run());
  TRY(auto drop, db_.prepare("DELETE FROM event WHERE id <= (SELECT max(id) FROM event) - ?1"));
  return drop.bind(1, kEventsMax).run();
}

Result<contract::EventList> Events::newest(std::uint32_t max) const {
  TRY(auto query, db_.prepare("SELECT first, second, record FROM event ORDER BY id DESC LIMIT ?1"));
  query.bind(1, std::int64_t{std::min<std::uint32_t>(max, ipc::kMaxItems)});
  contract::EventList list;
  std::size_t bytes = 0;
  while (true) {
    TRY(const bool there, query.step());
    if (!there) return list;
    auto event = opened(query.bytes(2), {query.integer(0), query.integer(1)});
    if (!event) continue;  // its key is gone, and it with it
    bytes += event->kind.size() + event->text.size() + 16;
    if (bytes > kEventListBytesMax) return list;
    list.events.push_back(std::move(*event));
  }
}

Status Events::forget(std::int64_t person) {
  TRY(auto remove, db_.prepare("DELETE FROM event WHERE first = ?1 OR second = ?1"));
  return remove.bind(1, person).run();
}

}  // namespace cardea::steward
