// SPDX-License-Identifier: Apache-2.0
#include "service/store/sqlite_rollouts.hpp"

#include "lib/codec/json.hpp"

namespace cardea::service {
namespace {

std::int64_t number(auto enumerator) {
  return static_cast<std::int64_t>(enumerator);
}

Result<DeviceStep> step_of(std::int64_t stored) {
  if (stored < 0 || stored > number(DeviceStep::kLast))
    return Error{Err::broken, "an offer in the store has a step that we do not know"};
  return static_cast<DeviceStep>(stored);
}

Result<Rollout> rollout_of(const store::Statement& row) {
  Rollout r;
  r.id = static_cast<std::uint32_t>(row.integer(0));
  TRY(const Value plan, parse_json(as_bytes(row.text(1))));
  TRY(r.plan, parse_plan(plan));
  const std::int64_t state = row.integer(2);
  if (state < 0 || state > number(RolloutState::kLast))
    return Error{Err::broken, "a roll-out in the store has a state that we do not know"};
  r.state = static_cast<RolloutState>(state);
  r.stage = static_cast<std::uint32_t>(row.integer(3));
  if (r.stage >= r.plan.stages.size()) return Error{Err::broken, "a roll-out in the store is beyond its last stage"};
  r.started_s = row.integer(4);
  r.stage_opened_s = row.integer(5);
  r.forgiven = {static_cast<std::uint64_t>(row.integer(6)), static_cast<std::uint64_t>(row.integer(7))};
  r.reason = row.text(8);
  return r;
}

Result<Offer> offer_of(const store::Statement& row) {
  Offer offer;
  offer.rollout = static_cast<std::uint32_t>(row.integer(0));
  offer.spki = row.text(1);
  TRY(offer.step, step_of(row.integer(2)));
  offer.stage = static_cast<std::uint32_t>(row.integer(3));
  offer.offered_s = row.integer(4);
  offer.due_s = row.integer(5);
  return offer;
}

constexpr std::string_view kOffer = "SELECT rollout, spki, step, stage, offered_s, due_s FROM rollout_offers ";

}  // namespace

Status SqliteRollouts::append_trail(std::uint32_t rollout, const TrailEntry& e) {
  TRY(auto add,
      db_.prepare(
          "INSERT INTO rollout_trail SELECT ?1, COALESCE(MAX(nth), 0) + 1, ?2, ?3, ?4 FROM rollout_trail WHERE rollout = ?1"));
  return add.bind(1, std::int64_t{rollout}).bind(2, e.at_s).bind(3, e.who).bind(4, e.what).run();
}

Status SqliteRollouts::add_trail(std::uint32_t rollout, const TrailEntry& entry) {
  return db_.transaction([&] { return append_trail(rollout, entry); });
}

Status SqliteRollouts::add_rollout(const Rollout& r, const TrailEntry& entry) {
  return db_.transaction([&]() -> Status {
    TRY(auto add,
        db_.prepare("INSERT INTO rollouts SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, COALESCE(MAX(nth), 0) + 1 FROM rollouts"));
    add.bind(1, std::int64_t{r.id})
        .bind(2, print_json(encode_plan(r.plan)))
        .bind(3, number(r.state))
        .bind(4, std::int64_t{r.stage});
    add.bind(5, r.started_s)
        .bind(6, r.stage_opened_s)
        .bind(7, number(r.forgiven.bad))
        .bind(8, number(r.forgiven.ended))
        .bind(9, r.reason);
    TRY_(add.run());
    return append_trail(r.id, entry);
  });
}

Status SqliteRollouts::save_rollout(const Rollout& r, const TrailEntry& entry) {
  return db_.transaction([&]() -> Status {
    TRY(auto write,
        db_.prepare("UPDATE rollouts SET state = ?2, stage = ?3, stage_opened_s = ?4, forgiven_bad = ?5, forgiven_ended = ?6, "
                    "reason = ?7 WHERE rollout = ?1"));
    write.bind(1, std::int64_t{r.id}).bind(2, number(r.state)).bind(3, std::int64_t{r.stage}).bind(4, r.stage_opened_s);
    TRY_(write.bind(5, number(r.forgiven.bad)).bind(6, number(r.forgiven.ended)).bind(7, r.reason).run());
    return append_trail(r.id, entry);
  });
}

Result<std::vector<Rollout>> SqliteRollouts::rollouts() {
  TRY(auto query, db_.prepare("SELECT rollout, plan, state, stage, started_s, stage_opened_s, forgiven_bad, forgiven_ended, "
                              "reason FROM rollouts ORDER BY nth"));
  std::vector<Rollout> found;
  for (;;) {
    TRY(const bool row, query.step());
    if (!row) return found;
    TRY(Rollout rollout, rollout_of(query));
    found.push_back(std::move(rollout));
  }
}

Result<std::vector<TrailEntry>> SqliteRollouts::trail(std::uint32_t rollout, std::uint32_t max) {
  TRY(auto query, db_.prepare("SELECT at_s, who, what FROM rollout_trail WHERE rollout = ?1 ORDER BY nth LIMIT ?2"));
  query.bind(1, std::int64_t{rollout}).bind(2, std::int64_t{max});
  std::vector<TrailEntry> found;
  for (;;) {
    TRY(const bool row, query.step());
    if (!row) return found;
    found.push_back({query.integer(0), query.text(1), query.text(2)});
  }
}

Result<std::optional<Offer>> SqliteRollouts::offer(std::uint32_t rollout, const std::string& spki) {
  TRY(auto query, db_.prepare(std::string(kOffer) + "WHERE rollout = ?1 AND spki = ?2"));
  TRY(const bool row, query.bind(1, std::int64_t{rollout}).bind(2, spki).step());
  if (!row) return std::optional<Offer>();
  TRY(Offer offer, offer_of(query));
  return std::optional<Offer>(std::move(offer));
}

Status SqliteRollouts::put_offer(const Offer& o) {
  TRY(auto write,
      db_.prepare("INSERT INTO rollout_offers VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (rollout, spki) DO UPDATE SET "
                  "step = excluded.step, due_s = excluded.due_s"));
  write.bind(1, std::int64_t{o.rollout}).bind(2, o.spki).bind(3, number(o.step)).bind(4, std::int64_t{o.stage});
  return write.bind(5, o.offered_s).bind(6, o.due_s).run();
}

Result<std::vector<Offer>> SqliteRollouts::overdue(std::uint32_t rollout, std::int64_t now_s, std::uint32_t max) {
  TRY(auto query, db_.prepare(std::string(kOffer) + "WHERE rollout = ?1 AND step = ?2 AND due_s < ?3 ORDER BY due_s LIMIT ?4"));
  query.bind(1, std::int64_t{rollout}).bind(2, number(DeviceStep::offered)).bind(3, now_s).bind(4, std::int64_t{max});
  std::vector<Offer> found;
  for (;;) {
    TRY(const bool row, query.step());
    if (!row) return found;
    TRY(Offer offer, offer_of(query));
    found.push_back(std::move(offer));
  }
}

Result<Counts> SqliteRollouts::counts(std::uint32_t rollout) {
  TRY(auto query, db_.prepare("SELECT step, COUNT(*) FROM rollout_offers WHERE rollout = ?1 GROUP BY step"));
  query.bind(1, std::int64_t{rollout});
  Counts counts;
  for (;;) {
    TRY(const bool row, query.step());
    if (!row) return counts;
    TRY(const DeviceStep step, step_of(query.integer(0)));
    counts.of(step) = static_cast<std::uint64_t>(query.integer(1));
  }
}

Result<std::vector<CensusRow>> SqliteRollouts::census(std::uint32_t rollout, const std::string& model,
                                                      const std::string& after_spki, std::uint32_t max) {
  TRY(auto query,
      db_.prepare("SELECT d.spki, d.version, d.label, d.last_seen_s, d.next_visit_s, d.state = 'alert', o.step FROM devices d "
                  "LEFT JOIN rollout_offers o ON o.rollout = ?4 AND o.spki = d.spki "
                  "WHERE d.model = ?1 AND d.spki > ?2 AND d.blocked = 0 ORDER BY d.spki LIMIT ?3"));
  query.bind(1, model).bind(2, after_spki).bind(3, std::int64_t{max}).bind(4, std::int64_t{rollout});
  std::vector<CensusRow> found;
  for (;;) {
    TRY(const bool row, query.step());
    if (!row) return found;
    CensusRow found_row{{query.text(0), model, query.text(1), query.text(2)},
                        query.integer(3),
                        query.integer(4),
                        query.integer(5) != 0,
                        std::nullopt};
    if (!query.is_null(6)) {
      TRY(found_row.step, step_of(query.integer(6)));
    }
    found.push_back(std::move(found_row));
  }
}

}  // namespace cardea::service
