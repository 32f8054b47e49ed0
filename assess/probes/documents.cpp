// SPDX-License-Identifier: Apache-2.0
// Probe "documents": what users are given to read, at the addresses that the declaration publishes, fetched without any account,
// and in the files that came in the box. A host is found only where the driver says it is on this bench: nothing is asked of the
// internet.
#include "assess/probes/bench.hpp"
#include "assess/probes/patterns.hpp"
#include "lib/crypto/crypto.hpp"
#include "lib/store/file.hpp"

namespace cardea::assess {

namespace {

constexpr std::size_t kManualMax = 16U << 20;

struct Address {
  std::string host;  // with its port
  std::string target;
};

// Only https://host[:port]/path; anything else is not followed.
Result<Address> split_address(std::string_view text) {
  constexpr std::string_view kScheme = "https://";
  const std::size_t start = text.find(kScheme);
  if (start == std::string_view::npos) return Error{Err::unsupported, "not an https address"};
  std::string_view url = text.substr(start + kScheme.size());
  url = url.substr(0, url.find_first_of(" \t\r\n\"<>"));
  url = url.substr(0, url.find('#'));
  const std::size_t slash = url.find('/');
  Address address{std::string(url.substr(0, slash)),
                  slash == std::string_view::npos ? std::string("/") : std::string(url.substr(slash))};
  if (address.host.empty()) return Error{Err::bad_value, "an address without a host"};
  if (address.host.find(':') == std::string::npos) address.host += ":443";
  return address;
}

void describe_text(std::string_view body, const std::vector<std::string>& wanted, Value& values) {
  values.set("body_bytes", static_cast<std::int64_t>(body.size()));
  values.set("body_sha256", to_hex(crypto::sha256(as_bytes(body))));
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
}

Value describe(const HttpReply& reply, const std::vector<std::string>& wanted) {
  Value values;
  values.set("reached", true);
  values.set("status", std::int64_t{reply.status});
  values.set("location", std::string(reply.header("location")));
  values.set("asks_for_account", !reply.header("www-authenticate").empty() || reply.status == 401 || reply.status == 403);
  describe_text(as_text(reply.body), wanted, values);
  return values;
}

Status read_manual(Notes& notes, const std::string& name, const std::string& path, const std::vector<std::string>& wanted) {
  Value values;
  const auto file = store::read_file(path, kManualMax);
  values.set("described", true).set("reached", file.ok());
  if (file) {
    values.set("status", 200).set("asks_for_account", false).set("file", path.substr(path.rfind('/') + 1));
    describe_text(as_text(*file), wanted, values);
  } else {
    values.set("why", Problem::describe(file.error()));
  }
  return notes.write(name, std::move(values));
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
  if (reply && reply->whole) {
    values = describe(*reply, wanted);
  } else {
    values.set("reached", false);
    values.set("why", reply ? std::string("the text does not come to an end") : Problem::describe(reply.error()));
  }
  values.set("described", true);
  values.set("url", url);
  return notes.write(name, std::move(values));
}

// What the declaration says that this text holds.
std::vector<std::string> wanted_in(const Bench& bench, const Fact& info, std::string_view key) {
  std::vector<std::string> wanted;
  const auto want = [&](const std::string& text) {
    if (!text.empty()) wanted.push_back(text);
  };
  if (key == "documentation_of_telemetry_data") {
    for (const Fact* row : declared_rows(bench.declaration, "TelData")) want(row->text("description"));
  } else if (key == "documentation_of_sensors") {
    for (const Fact* row : declared_rows(bench.declaration, "ExtSens")) want(row->text("description"));
  } else if (key == "documentation_of_personal_data") {
    for (const Fact* row : declared_rows(bench.declaration, "PersData")) want(row->text("description"));
  } else {
    for (const char* text : {"disclosure_contact", "acknowledgement_time", "status_update_time", "support_period"})
      want(info.text(text));
    for (const Fact* product : declared_rows(bench.declaration, "product")) want(product->text("support_end"));
  }
  return wanted;
}

}  // namespace

Status probe_documents(const Bench& bench, Notes& notes) {
  const std::vector<const Fact*> rows = declared_rows(bench.declaration, "UserInfo");
  if (rows.empty()) return Error{Err::unsupported, "the declaration has no UserInfo"};
  for (const auto& [key, value] : *rows.front()->values.if_map()) {
    if (!key.starts_with("publication_of_") && !key.starts_with("documentation_of_")) continue;
    const std::vector<std::string> wanted = wanted_in(bench, *rows.front(), key);
    const auto manual = bench.driver.manuals.find(key);
    const std::string* text = value.if_text();
    if (manual != bench.driver.manuals.end()) {
      TRY_(read_manual(notes, key, manual->second, wanted));
    } else if (text != nullptr && text->find("https://") != std::string::npos) {
      TRY_(fetch_document(bench, notes, key, *text, wanted));
    }
  }
  return kOk;
}

}  // namespace cardea::assess
