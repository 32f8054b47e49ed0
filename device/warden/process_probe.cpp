// SPDX-License-Identifier: Apache-2.0
// A program for tests that stands in for any process of a device (its file name says which): it takes part in everything that
// device/process does and has no function of its own. DEVICE/run/behaviour, part of the test's image, makes it misbehave:
// "NAME WHAT" lines, where WHAT is exit-at-start, exit-when-ready, abort-when-ready, hang-at-start or unhealthy. "updater try-image" asks
// for a trial of what DEVICE/boot/offer names ("VERSION SIZE EPOCH SHA256").
// As gate it answers each connection with the list of processes, one line each: name pid uid restarts wall=0|1 ...
#include <sys/socket.h>

#include <filesystem>
#include <sstream>

#include "contracts/ipc/updater.hpp"
#include "device/process/process.hpp"
#include "lib/base/log.hpp"
#include "lib/store/file.hpp"

namespace cardea::process {
namespace {

constexpr auto kRules = with_control(std::array{
    ipc::Rule{contract::BootNews::kOp, peer::warden},
    ipc::Rule{contract::DeviceEvent::kOp, peer::warden},
    ipc::Rule{contract::Alert::kOp, peer::warden},
});

std::string behaviour(const Process& self) {
  const auto text = store::read_text(self.path("run/behaviour"));
  std::istringstream lines(text ? *text : "");
  for (std::string name, what; lines >> name >> what;) {
    if (name == self.name()) return what;
  }
  return "";
}

std::string lines_of(const contract::ProcessList& list) {
  std::ostringstream out;
  for (const auto& process : list.processes) {
    out << process.name << ' ' << process.pid << ' ' << process.uid << ' ' << process.restarts;
    for (const auto& wall : process.walls) out << ' ' << wall.wall << '=' << wall.enforced;
    out << '\n';
  }
  return out.str();
}

void answer_connections(Process& self, const std::vector<Listener>& listeners) {
  for (const Listener& listener : listeners) {
    const Status watched = self.loop().watch(listener.fd.get(), EPOLLIN, [&self, fd = listener.fd.get()](std::uint32_t) {
      auto client = std::make_shared<UniqueFd>(::accept4(fd, nullptr, nullptr, SOCK_CLOEXEC));
      if (!client->valid()) return;
      self.peer(peer::warden)->ask(contract::ListProcesses{}, [client](Result<contract::ProcessList> list) {
        const std::string text = list ? lines_of(*list) : "refused\n";
        [[maybe_unused]] const ssize_t sent = ::send(client->get(), text.data(), text.size(), MSG_NOSIGNAL);
      });
    });
    if (!watched) log::error("cannot watch a listener");
  }
}

void try_offered_image(Process& self) {
  const auto offer = store::read_text(self.path("boot/offer"));
  std::istringstream words(offer ? *offer : "");
  contract::TryImage image;
  std::string sha256;
  words >> image.version >> image.size >> image.epoch >> sha256;
  const auto digest = from_hex(sha256);
  if (digest && digest->size() == image.image_sha256.size()) std::copy(digest->begin(), digest->end(), image.image_sha256.begin());
  self.peer(peer::warden)->ask(image, [](const Result<ipc::Done>& tried) {
    log::info(tried ? "the image is to be tried" : "the image is not to be tried: " + Problem::describe(tried.error()));
  });
}

Result<int> probe_main(Process& self) {
  const std::string what = behaviour(self);
  if (what == "exit-at-start") return 9;
  ipc::Server server(self.loop(), kRules);
  server.on<contract::BootNews>([](const std::string&, contract::BootNews& news) -> Status {
    log::info("boot news " + std::to_string(static_cast<int>(news.outcome)) + ' ' + news.failed_version + ' ' + news.reason);
    return kOk;
  });
  server.on<contract::DeviceEvent>([](const std::string&, contract::DeviceEvent& event) -> Status {
    log::info("event " + event.kind + ": " + event.text);
    return kOk;
  });
  server.on<contract::Alert>([](const std::string&, contract::Alert& alert) -> Status {
    log::info("alert " + alert.reason);
    return kOk;
  });
  const auto listeners = self.take_listeners();
  TRY_(self.adopt_peers(server));
  TRY(const auto confined, self.confine());
  answer_connections(self, listeners);
  if (self.name() == peer::courier) self.peer(peer::warden)->tell(contract::ServiceReached{});
  if (what == "exit-when-ready") self.loop().after_ms(0, [] { ::_exit(9); });
  if (what == "abort-when-ready") self.loop().after_ms(0, [] { std::abort(); });
  if (what == "hang-at-start") ::pause();
  if (what == "try-image") self.loop().after_ms(0, [&self] { try_offered_image(self); });
  Serving serving;
  if (what == "unhealthy") serving.health = [] { return contract::Health{false, "told so"}; };
  return serve(confined, self, server, std::move(serving));
}

}  // namespace
}  // namespace cardea::process

int main(int argc, char** argv) {
  const std::string name = std::filesystem::path(argv[0]).filename().string();
  return cardea::process::run(name, argc, argv, cardea::process::probe_main);
}
