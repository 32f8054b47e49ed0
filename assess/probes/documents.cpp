// SPDX-License-Identifier: Apache-2.0
// Probe "documents": the addresses that the declaration publishes, fetched without any account. A host is found only where
// the driver says it is on this bench: nothing is asked of the internet.
#include "assess/probes/bench.hpp"
#include "assess/probes/patterns.hpp"
#include "lib/crypto/crypto.hpp"

namespace cardea::assess {

namespace {

struct Address {
  std::string host;  // with its port
  std::string target;
};

// Only https://host[:port]/path; anything else is not followed.
Result<Address> split_address(std::string_view url) {
  constexpr std::string_view kScheme = "https://";
  if (!url.starts_with(kScheme)) return Error{Err::unsupported, "not an https address"};
  url.remove_prefix(kScheme.size());
  url = url.substr(0, url.find('#'));
  const std::size_t slash = url.find('/');
  Address address{std::string(url.substr(0, slash)),
                  slash == std::string_view::npos ? std::string("/") : std::string(url.substr(slash))};
  if (address.host.empty()) return Error{Err::bad_value, "an address without a host"};
  if (address.host.find(':') == std::string::npos) address.host += ":443";
  return address;
}

Value describe(const HttpReply& reply, const std::vector<std::string>& wanted) {
  const std::string_view body = as_text(reply.body);
  Value values;
  values.set("reached", true);
  values.set("status", std::int64_t{reply.status});
  values.set("location", std::string(reply.header("location")));
  values.set("asks_for_account", !reply.header("www-authenticate").empty() || reply.status == 401 || reply.status == 403);
  values.set("body_bytes", static_cast<std::int64_t>(reply.body.size()));
  values.set("body_sha256", to_hex(crypto::sha256(reply.body)));
  values.set("wanted", list_of(wanted));
  values.set("found", list_of(words_found(body, wanted)));
  values.set("speaks_of_contact", contains_ignoring_case(body, "mailto:") || contains_ignoring_case(body, "contact") ||
                                      body.find("联系") != std::string_view::npos);
  values.set("speaks_of_acknowledgement", contains_ignoring_case(body, "acknowledg") ||
                                              contains_ignoring_case(body, "confirm receipt") ||
                                              body.find("确认") != std::string_view::npos);
  values.set("speaks_of_status_updates", contains_ignoring_case(body, "status") || contains_ignoring_case(body, "progress") ||
                                             body.find("进展") != std::string_view::npos ||
                                             body.find("状态") != std::string_view::npos);
  return values;
}

Status fetch_document(const Bench& bench, Notes& notes, const std::string& name, const std::string& url,
                      const std::vector<std::string>& wanted) {
  Value values;
  const auto address = split_address(url);
  const auto& known = bench.driver.documents;
  auto place = address ? known.find(address->host) : known.end();
  if (address && place == known.end()) place = known.find(address->host.substr(0, address->host.find(':')));
  if (place == known.end()) {
    values.set("reached", false);
    values.set("described", false);
    values.set("url", url);
    return notes.write(name, std::move(values));
  }
  const Door door{{place->second.address, place->second.port, {}}, true, address->host, {}};
  HttpAsk ask;
  ask.target = address->target;
  const auto reply = exchange(door, ask);
  if (reply) {
    values = describe(*reply, wanted);
  } else {
    values.set("reached", false);
    values.set("why", Problem::describe(reply.error()));
  }
  values.set("described", true);
  values.set("url", url);
  return notes.write(name, std::move(values));
}

}  // namespace

Status probe_documents(const Bench& bench, Notes& notes) {
  const std::vector<const Fact*> rows = declared_rows(bench.declaration, "UserInfo");
  if (rows.empty()) return Error{Err::unsupported, "the declaration has no UserInfo"};
  const Fact& info = *rows.front();
  for (const char* key : {"publication_of_vulnerability_disclosure_policy", "publication_of_support_period"}) {
    const std::string url = info.text(key);
    if (url.empty()) continue;
    std::vector<std::string> wanted;
    for (const char* text : {"disclosure_contact", "acknowledgement_time", "status_update_time", "support_period"}) {
      if (!info.text(text).empty()) wanted.push_back(info.text(text));
    }
    for (const Fact* product : declared_rows(bench.declaration, "product")) wanted.push_back(product->text("support_end"));
    TRY_(fetch_document(bench, notes, key, url, wanted));
  }
  return kOk;
}

}  // namespace cardea::assess
