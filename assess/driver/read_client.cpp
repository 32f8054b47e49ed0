// SPDX-License-Identifier: Apache-2.0
#include "assess/driver/read_client.hpp"

#include "assess/driver/read_acts.hpp"

namespace cardea::assess {

namespace {

CertificateFiles read_files(Fields& fields, const std::string& prefix, const std::string& certificate) {
  CertificateFiles files{fields.text(prefix + certificate), fields.text(prefix + "key_file")};
  if (files.certificate.empty() != files.key.empty())
    fields.complain(" names one of \"" + prefix + certificate + "\" and \"" + prefix + "key_file\" without the other");
  return files;
}

ClientActs read_one(Fields& fields) {
  ClientActs acts;
  acts.address = fields.text("address", acts.address);
  acts.port = static_cast<std::uint16_t>(fields.number("listen", acts.port, 0, 65535));
  acts.name = fields.required_text("name");
  acts.point = read_act(fields.object("point"));
  acts.trigger = read_act(fields.object("trigger"));
  acts.again = read_act(fields.object("again"));
  acts.authority = read_files(fields, "ca_", "file");
  acts.good = read_files(fields, "good_", "cert_file");
  acts.wrong_name = read_files(fields, "wrong_name_", "cert_file");
  acts.expired = read_files(fields, "expired_", "cert_file");
  acts.settle_ms = fields.number("settle_ms", acts.settle_ms, 100, 600'000);
  if (acts.authority.empty() && acts.good.empty())
    fields.complain("names nothing that the target trusts", "\"good_cert_file\" and its key, or \"ca_file\" and \"ca_key_file\"");
  if (acts.port == 0 && acts.point.empty())
    fields.complain("tells the target of no port", "a fixed one as \"listen\", or \"point\"");
  return acts;
}

}  // namespace

std::map<std::string, ClientActs> read_client(Fields fields) {
  std::map<std::string, ClientActs> client;
  for (const auto& [id, value] : fields.members()) {
    Fields one(value, fields.place() + "." + id, fields.problem(), kDriverManual);
    client[id] = read_one(one);
    one.finish();
  }
  return client;
}

}  // namespace cardea::assess
