// SPDX-License-Identifier: Apache-2.0
#include "assess/probes/tls_prober.hpp"

#include "assess/evidence/fact.hpp"

namespace cardea::assess {

Result<std::unique_ptr<TlsStream>> TlsProber::offer(TlsOffer offer) const {
  offer.server_name = server_name_;
  return TlsStream::open(endpoint_, offer, Deadline(kOneHandshake));
}

std::string word_for(const Result<std::unique_ptr<TlsStream>>& tried) {
  if (tried) return "accepted";
  switch (tried.error().code) {
    case Err::unsupported: return "not tested";
    case Err::refused: return "refused";
    default: return "no answer";
  }
}

Value each_alone(const TlsProber& prober, std::span<const char* const> names, const TlsOffer& rest,
                 std::string TlsOffer::* varied) {
  std::vector<std::string> accepted;
  std::vector<std::string> not_tested;
  for (const char* name : names) {
    TlsOffer offer = rest;
    offer.*varied = name;
    const std::string word = word_for(prober.offer(offer));
    if (word == "accepted") accepted.emplace_back(name);
    if (word == "not tested" || word == "no answer") not_tested.emplace_back(name);
  }
  Value values;
  values.set("accepted", list_of(accepted));
  values.set("not_tested", list_of(not_tested));
  return values;
}

}  // namespace cardea::assess
