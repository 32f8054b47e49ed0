// SPDX-License-Identifier: Apache-2.0
// cardea-bench-install: one update by the updater's own code, from a check to the image that warden would try, beside peers that
// are whole programs too. The repository lies in a folder, so that no network is measured. Prints how it went.
#include <cstdio>

#include "device/updater/media.hpp"
#include "device/updater/updater.hpp"
#include "lib/command/command.hpp"
#include "lib/image/block_io.hpp"
#include "lib/store/file.hpp"

namespace cardea::bench {
namespace {

using command::Arguments;
using updater::Answer;

constexpr const char* kUsage =
    "usage: cardea-bench-install --repository FOLDER --state FOLDER --running IMAGE --slot IMAGE --model M --version V [--media "
    "FOLDER "
    "--file NAME]\n"
    "Installs what is newest in the repository, or the update file NAME, into the slot.";

class FolderCourier final : public updater::Courier {
 public:
  FolderCourier(EventLoop& loop, std::string folder) : loop_(loop), folder_(std::move(folder)) {}
  void read_repository(contract::ReadRepository ask, Answer<contract::Piece> answer) override {
    loop_.after_ms(0, [this, ask = std::move(ask), answer = std::move(answer)] { answer(piece(ask)); });
  }

 private:
  Result<contract::Piece> piece(const contract::ReadRepository& ask) {
    if (ask.path != path_) {
      auto file = image::open_to_read(folder_ + "/" + ask.path);
      if (!file) return contract::Piece{};
      file_ = std::move(*file);
      path_ = ask.path;
    }
    TRY(const std::uint64_t size, image::size_of(file_));
    contract::Piece piece{true, size, {}, 0};
    if (ask.offset >= size) return piece;
    piece.bytes.resize(static_cast<std::size_t>(std::min<std::uint64_t>(ask.length, size - ask.offset)));
    TRY_(image::read_at(file_, ask.offset, piece.bytes));
    return piece;
  }

  EventLoop& loop_;
  std::string folder_, path_;
  UniqueFd file_;
};

class Household final : public updater::Steward, public updater::Vault, public updater::Warden {
 public:
  explicit Household(EventLoop& loop) : loop_(loop) {}
  void read_settings(Answer<contract::UpdateSettings> answer) override {
    loop_.after_ms(0, [answer = std::move(answer)] { answer(contract::UpdateSettings{true, 0, true, {}}); });
  }
  void record_event(std::string kind, std::string) override {
    if (kind == "update-delta-unused") by_delta_failed = true;
  }
  void count_failed_update() override { failed = true; }
  void read_epoch(Answer<std::uint64_t> answer) override {
    loop_.after_ms(0, [answer = std::move(answer)] { answer(1); });
  }
  void try_image(const updater::VerifiedUpdate& update, Answer<ipc::Done>) override { tried = update.image().version; }

  std::string tried;
  bool failed = false, by_delta_failed = false;

 private:
  EventLoop& loop_;
};

Outcome<updater::Settings> read_settings(const Arguments& args) {
  updater::Settings settings;
  TRY(settings.model, args.required("model"));
  TRY(settings.state_directory, args.required("state"));
  TRY(settings.inactive_image, args.required("slot"));
  TRY(settings.running_image, args.required("running"));
  TRY(const std::string repository, args.required("repository"));
  auto root = store::read_file(repository + "/metadata/1.root.json");
  if (!root)
    return Problem(root.error().code, repository + ": there is no first root", "a folder as cardea release init makes it");
  settings.factory_root = std::move(*root);
  return settings;
}

Outcome<Unit> begin(updater::Updater& updater, const updater::MediaFolder& media, const Arguments& args) {
  if (args.option("file").empty()) {
    TRY_(updater.check());
    return kOk;
  }
  auto file = media.open(args.option("file"));
  if (!file) return Problem(file.error().code, args.option("file") + ": " + Problem::describe(file.error()));
  TRY_(updater.install_file(*file));
  return kOk;
}

Outcome<int> run(std::span<const std::string> words) {
  TRY(const Arguments args,
      Arguments::parse(words, {"repository", "state", "running", "slot", "model", "version", "media", "file"}, {}));
  TRY(updater::Settings settings, read_settings(args));
  TRY(const std::string version, args.required("version"));
  const SystemClock clock;
  TRY(const auto loop, EventLoop::create(clock));
  FolderCourier courier(*loop, args.option("repository"));
  Household household(*loop);
  TRY(const auto worker, WorkerThread::start());
  tuf::DirectoryStore metadata(settings.state_directory);
  updater::Updater updater(*loop, {courier, household, household, household}, metadata, std::move(settings),
                           [](std::uint64_t) { return 0; }, *worker);
  updater.boot_news({contract::BootOutcome::normal, version, "", ""});
  const updater::MediaFolder media(*loop, args.option("media"));
  TRY_(begin(updater, media, args));
  while (household.tried.empty() && !household.failed && updater.report().last_result == contract::UpdateResult::none)
    loop->turn(1000);
  if (household.tried.empty()) return Problem(Err::refused, updater.report().last_reason);
  std::printf("%s%s\n", household.tried.c_str(), household.by_delta_failed ? ", whole after its delta failed" : "");
  return 0;
}

}  // namespace
}  // namespace cardea::bench

int main(int argc, char** argv) {
  const std::vector<std::string> words(argv + 1, argv + argc);
  if (words.empty() || words.front() == "--help") return std::puts(cardea::bench::kUsage), 0;
  return cardea::command::exit_code(cardea::bench::run(words));
}
