// SPDX-License-Identifier: Apache-2.0
// An update in a file of the person: on a stick, or in the browser, which brings the parts that updater asks for. gate keeps
// none.
#include "device/gate/gate.hpp"
#include "device/gate/reports.hpp"
#include "device/gate/visit.hpp"

namespace cardea::gate {
namespace {

net::HttpResponse refusal_of_file(const Error& error) {
  switch (error.code) {
    case Err::refused: return refusal(409, "Another update is under way.", "Wait until it has come to its end, then try again.");
    case Err::not_found: return refusal(404, "This file is not plugged in any more.", "Plug the stick in again.");
    case Err::bad_value:
      return refusal(400, "This part of the file was not asked for.", "Begin again with POST /api/update/file.");
    default: return refusal_for(error);
  }
}

// What the device wants next of the file, whenever it wants it.
std::function<void(const Result<contract::FileWant>&)> next_part(const std::shared_ptr<Visit>& visit) {
  return [visit](const Result<contract::FileWant>& want) {
    if (!want) return visit->answer(refusal_of_file(want.error()));
    Value body;
    body.set("offset", static_cast<std::int64_t>(want->offset)).set("length", std::int64_t{want->length});
    visit->answer(json(200, body));
  };
}

}  // namespace

void Gate::list_media(const VisitPtr& visit) {
  peers_.updater->ask<contract::ListMedia>({}, [visit](const Result<contract::Media>& media) {
    visit->answer(media ? json(200, media_json(*media)) : refusal_for(media.error()));
  });
}

void Gate::install_medium(const VisitPtr& visit) {
  auto wanted = parse_install_medium(visit->request.body);
  if (!wanted) return visit->malformed(wanted.error());
  peers_.updater->ask(std::move(*wanted), [visit](const Result<ipc::Done>& taken) {
    visit->answer(taken ? nothing(202) : refusal_of_file(taken.error()));
  });
}

void Gate::offer_file(const VisitPtr& visit) {
  const auto offer = parse_offer_file(visit->request.body);
  if (!offer) return visit->malformed(offer.error());
  peers_.updater->ask(*offer, next_part(visit));
}

void Gate::supply_file(const VisitPtr& visit) {
  auto part = parse_supply_file(visit->request.body);
  if (!part) return visit->malformed(part.error());
  peers_.updater->ask(std::move(*part), [this, visit](const Result<contract::FileWant>& want) {
    if (want) rate_.give_back(visit->request.source);  // the device sets the pace
    next_part(visit)(want);
  });
}

}  // namespace cardea::gate
