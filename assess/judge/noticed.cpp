// SPDX-License-Identifier: Apache-2.0
#include "assess/judge/noticed.hpp"

#include <array>

#include "assess/judge/process_names.hpp"

namespace cardea::assess {

namespace {

constexpr std::size_t kNamed = 20;

using Noticed = std::vector<std::string>;

// "/usr/sbin/dropbear" of "dropbear.service as root: /usr/sbin/dropbear".
std::string program_of(const std::string& service) {
  const std::size_t slash = service.rfind('/');
  return slash == std::string::npos ? std::string() : service.substr(slash + 1);
}

// "dropbear" of "dropbear.service as root: ...", "getty" of "getty@tty1.service as root".
std::string name_of_service(const std::string& service) {
  return service.substr(0, service.find_first_of(" @."));
}

Noticed services_without_row(const Facts& facts) {
  Noticed noticed;
  for (const Fact* services : facts.of("image", "services ")) {
    const std::vector<std::string> names = without_row(facts, *services, "services", "SoftServ");
    if (!names.empty())
      noticed.push_back("started by " + services->subject.substr(9) +
                        ", and no SoftServ has it for its process: " + first_of(names));
  }
  return noticed;
}

bool is_component(const Facts& facts, const std::string& package) {
  const std::string name = package.substr(0, package.find(' '));
  for (const Fact* row : facts.rows("SoftComp")) {
    if (row->text("component") == name) return true;
  }
  return false;
}

Noticed packages_without_row(const Facts& facts) {
  Noticed noticed;
  for (const Fact* database : facts.of("image", "packages ")) {
    std::vector<std::string> unknown;
    for (const std::string& package : database->texts("packages")) {
      if (!is_component(facts, package)) unknown.push_back(package);
    }
    if (!unknown.empty())
      noticed.push_back("packages by " + database->subject.substr(9) + " that no SoftComp is named after: " +
                        std::to_string(unknown.size()) + "; is each a part of one? " + first_of(unknown));
  }
  return noticed;
}

Noticed listed(const Facts& facts, std::string_view subject, std::string_view list, const char* says) {
  const Fact* fact = facts.one("image", subject);
  const std::vector<std::string> all = fact == nullptr ? std::vector<std::string>() : fact->texts(list);
  return all.empty() ? Noticed() : Noticed{says + first_of(all)};
}

Noticed debug_ways(const Facts& facts) {
  return listed(facts, "debug interfaces", "start", "the image starts ways in for debugging: ");
}

Noticed debug_programs(const Facts& facts) {
  return listed(facts, "debug interfaces", "installed", "programs for debugging are in the image: ");
}

Noticed kernel_lacks(const Facts& facts) {
  Noticed noticed = listed(facts, "kernel configuration", "lacks", "the kernel could have, and was built without: ");
  const Noticed opens = listed(facts, "kernel configuration", "opens", "the kernel was built with: ");
  noticed.insert(noticed.end(), opens.begin(), opens.end());
  return noticed;
}

struct Ear {
  std::string_view unit;
  Noticed (*listen)(const Facts& facts);
};

constexpr std::array<Ear, 5> kEars{{{"5.3-1-1.a", packages_without_row},
                                    {"5.6-4-2.b", debug_ways},
                                    {"5.6-5-1.a", services_without_row},
                                    {"5.6-6-1.a", debug_programs},
                                    {"5.6-8-1.b", kernel_lacks}}};

}  // namespace

std::string first_of(const std::vector<std::string>& names) {
  std::string out;
  for (std::size_t i = 0; i < names.size() && i < kNamed; ++i) out += (i == 0 ? "" : ", ") + names[i];
  return names.size() > kNamed ? out + " and " + std::to_string(names.size() - kNamed) + " more" : out;
}

std::vector<std::string> without_row(const Facts& facts, const Fact& services, std::string_view list, std::string_view table) {
  std::vector<std::string> names;
  for (const std::string& service : services.texts(list)) {
    const bool known = row_of_process(facts, table, name_of_service(service)) != nullptr ||
                       row_of_process(facts, table, program_of(service)) != nullptr;
    if (!known) names.push_back(service.substr(0, service.find(' ')));
  }
  return names;
}

std::vector<std::string> noticed_in_image(const Facts& facts, std::string_view unit) {
  for (const Ear& ear : kEars) {
    if (ear.unit == unit) return ear.listen(facts);
  }
  return {};
}

}  // namespace cardea::assess
