// SPDX-License-Identifier: Apache-2.0
#include "household/updates.hpp"

#include <filesystem>
#include <thread>

#include "household/interrupt.hpp"
#include "lib/base/time.hpp"
#include "lib/store/file.hpp"
#include "maker/release/build_image.hpp"
#include "maker/release/desk.hpp"
#include "maker/release/publish.hpp"

namespace cardea::household {
namespace {

constexpr auto kLook = std::chrono::milliseconds(150);
constexpr int kRestedLooks = 4;
constexpr std::uint64_t kPatience_ms = 90'000;

const SystemClock& system_clock() {
  static const SystemClock clock;
  return clock;
}

UpdateEnd end_of(const Value& update) {
  const auto text = [&](const char* key) { return update.text(key).value_or(""); };
  return {text("running_version"), text("last_result"), text("last_version"), text("last_reason")};
}

// An update has ended when nothing is under way any more and a look has been completed after it was offered. While the device
// restarts its page is away for a moment; that is part of the story and no error.
std::string last_check_of(const Value& update) {
  return update.text("last_check").value_or("");
}

bool ended(const Value& update, const std::string& first_check) {
  const std::string phase = update.text("phase").value_or("");
  return (phase == "idle" || phase == "available") && last_check_of(update) != first_check;
}

}  // namespace

Outcome<MakersDesk> MakersDesk::found(const Home& home) {
  TRY_(store::make_directory(home.path("images")));
  TRY_(release::Desk::init(home.path("release"), system_clock()));
  return MakersDesk(home);
}

Outcome<MakersDesk::Built> MakersDesk::image(const std::string& product, const std::string& version,
                                             const std::string& programs) const {
  Built built;
  built.version = version;
  built.file = home_.path("images/" + product + "-" + version + ".img");
  TRY(const auto made, release::build_image({.product = home_.plan().products + "/" + product + "/product.toml",
                                             .version = version,
                                             .epoch = 1,
                                             .programs = programs,
                                             .output = built.file}));
  built.model = made.model;
  return built;
}

Outcome<MakersDesk::Built> MakersDesk::component(const std::string& model, const std::string& name, const std::string& version,
                                                 std::string_view content) const {
  const Built built{model, version, home_.path("images/" + name + "-" + version + ".img"), name};
  const std::string file = home_.path("images/" + name + ".bin");
  TRY_(store::write_file(file, as_bytes(content), 0644));
  TRY_(release::build_component({"", name, version, 1, {file}, built.file}));
  return built;
}

Outcome<std::string> MakersDesk::broken_programs() const {
  const std::string folder = home_.path("broken-programs");
  std::error_code failed;
  std::filesystem::create_directories(folder, failed);
  for (const std::string& name : release::image_programs()) {
    const std::string from = home_.plan().programs + "/" + (name == "steward" ? "crash_at_start" : name);
    std::filesystem::copy_file(from, folder + "/" + name, std::filesystem::copy_options::overwrite_existing, failed);
    if (failed) return Problem(Err::io, "cannot copy " + from + ": " + failed.message(), "build it with ./dev build");
  }
  return folder;
}

Outcome<Unit> MakersDesk::publish(const Built& image, const Terms& terms) const {
  TRY(auto desk, release::Desk::open(home_.path("release"), system_clock()));
  release::Release next;
  next.image = image.file;
  next.info = {.model = image.model,
               .version = image.version,
               .epoch = 1,
               .security = true,
               .risk_en = "A stranger on your network could listen in.",
               .risk_zh = "同一网络中的陌生人可能窃听。",
               .notes_en = "Closes a weakness in the microphone's switch.",
               .notes_zh = "修复麦克风开关中的一处弱点。",
               .interruption_s = 5,
               .root = {},
               .component = image.component,
               .deadline_s = terms.deadline_s};
  next.delta_from = terms.delta_from;
  TRY_(desk.add(next));
  const std::string desk_folder = home_.operator_folder();
  TRY_(release::publish(desk, {.address = home_.service().address,
                               .port = home_.service().api_port,
                               .server_name = "",
                               .certificate = desk_folder + "/operator.crt.pem",
                               .key = desk_folder + "/operator.key.pem",
                               .ca = desk_folder + "/service-ca.pem"}));
  return kOk;
}

Outcome<std::string> MakersDesk::update_file(const Built& image) const {
  TRY(const auto desk, release::Desk::open(home_.path("release"), system_clock()));
  const std::string path = home_.path(image.model + "-" + image.version + ".update");
  TRY_(desk.write_update_file({image.model, image.version, image.component}, path));
  return path;
}

Outcome<UpdateWatch> UpdateWatch::begin(const Home& home, const Room& room) {
  TRY(Consumer owner, home.visit(room));
  TRY(const Value before, owner.read("/api/update"));
  UpdateWatch watch(room, std::move(owner));
  watch.running_before_ = before.text("running_version").value_or("");
  watch.first_check_ = last_check_of(before);
  // The next one is known by its second: it must not be the same.
  const auto last = parse_rfc3339(watch.first_check_);
  while (last && system_clock().wall_s() == *last) std::this_thread::sleep_for(kLook);
  return watch;
}

Outcome<UpdateEnd> UpdateWatch::until_ended(Screen& screen) const {
  const std::uint64_t until = system_clock().monotonic_ms() + kPatience_ms;
  int rested = 0;  // looks in a row: between two phases it may rest for a moment
  while (system_clock().monotonic_ms() < until) {
    std::this_thread::sleep_for(kLook);
    TRY_(not_interrupted());
    const auto update = owner_.read("/api/update");
    rested = update && ended(*update, first_check_) ? rested + 1 : 0;
    if (rested == kRestedLooks) return end_of(*update);
    if (!update) {
      screen.progress(room_->name + " restarts", 1000);
      continue;
    }
    screen.progress(room_->name + ": " + update->text("phase").value_or(""),
                    static_cast<unsigned>(update->integer("permille").value_or(0)));
  }
  return Problem(Err::unavailable, room_->name + " did not come to an end with the update in time",
                 "see " + room_->folder + "/log/device.log");
}

//= EN303645 5.3-2   type=test
Outcome<Unit> show_good_update(Home& home, Room& room, const MakersDesk& desk, Screen& screen) {
  TRY(const auto image, desk.image(room.name, "1.1.0", home.plan().programs));
  TRY(const UpdateWatch watch, UpdateWatch::begin(home, room));
  TRY_(desk.publish(image));
  TRY_(home.hint(room));
  screen.done("the maker signed and published 1.1.0 with the risk it removes, in English and Chinese");
  TRY(const UpdateEnd end, watch.until_ended(screen));
  if (end.running_version != "1.1.0" || end.last_result != "succeeded") {
    return Problem(Err::broken, room.name + " did not take the update: " + end.last_result + ": " + end.last_reason,
                   "see " + room.folder + "/log/device.log");
  }
  screen.done(room.name + " found it, verified it, installed it into the other slot, tried it and confirmed it: runs " +
              end.running_version);
  return kOk;
}

//= EN303645 5.3-2   type=test
Outcome<Unit> show_broken_update(Home& home, Room& room, const MakersDesk& desk, Screen& screen) {
  TRY(const std::string programs, desk.broken_programs());
  TRY(const auto image, desk.image(room.name, "1.2.0", programs));
  TRY(const UpdateWatch watch, UpdateWatch::begin(home, room));
  TRY_(desk.publish(image));
  TRY_(home.hint(room));
  screen.done("the maker published 1.2.0: properly signed, but it crashes at boot");
  TRY(const UpdateEnd end, watch.until_ended(screen));
  if (end.running_version != "1.1.0" || end.last_result != "fell_back") {
    return Problem(Err::broken, room.name + " did not fall back: " + end.last_result + ", runs " + end.running_version,
                   "see " + room.folder + "/log/device.log");
  }
  screen.done(room.name + " fell back by itself: runs " + end.running_version + " again");
  screen.note(end.last_reason);
  return kOk;
}

}  // namespace cardea::household
