// SPDX-License-Identifier: Apache-2.0
#include "device/updater/rules.hpp"

#include "device/updater/page_file.hpp"

namespace cardea::updater {

namespace {

// The page that brings a file now, for as long as updater wants it.
void answer_about_files(ipc::Server& server, EventLoop& loop, Updater& updater) {
  auto page = std::make_shared<std::weak_ptr<PageFile>>();
  server.on_later<contract::OfferFile>(
      [&loop, &updater, page](const std::string&, contract::OfferFile offer, PageFile::Want want) {
        auto file = std::make_shared<PageFile>(loop, offer.size, want);
        if (const auto taken = updater.install_file(file); !taken) return want.finish(taken.error());
        *page = file;
      });
  server.on_later<contract::SupplyFile>([page](const std::string&, contract::SupplyFile part, PageFile::Want next) {
    const auto file = page->lock();
    if (!file) return next.finish(contract::FileWant{});
    file->supply(std::move(part), next);
  });
}

void answer_about_media(ipc::Server& server, Updater& updater, const MediaFolder& media) {
  server.on<contract::ListMedia>(
      [&media](const std::string&, contract::ListMedia&) -> Result<contract::Media> { return media.list(); });
  server.on<contract::InstallMedium>([&updater, &media](const std::string&, contract::InstallMedium& ask) -> Result<ipc::Done> {
    TRY(auto file, media.open(ask.name));
    return updater.install_file(std::move(file));
  });
}

}  // namespace

void answer_with(ipc::Server& server, EventLoop& loop, Updater& updater, const MediaFolder& media) {
  answer_about_files(server, loop, updater);
  answer_about_media(server, updater, media);
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
