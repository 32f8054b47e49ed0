// SPDX-License-Identifier: Apache-2.0
#include "device/updater/rules.hpp"

namespace cardea::updater {

void answer_with(ipc::Server& server, Updater& updater) {
  server.on<contract::ReadUpdate>(
      [&updater](const std::string&, contract::ReadUpdate&) -> Result<contract::UpdateReport> { return updater.report(); });
  server.on<contract::CheckForUpdate>([&updater](const std::string&, contract::CheckForUpdate&) { return updater.check(); });
  server.on<contract::ApplyUpdate>([&updater](const std::string&, contract::ApplyUpdate&) { return updater.apply(); });
  server.on<contract::BootNews>([&updater](const std::string&, contract::BootNews& news) -> Status {
    updater.boot_news(news);
    return kOk;
  });
}

}  // namespace cardea::updater
