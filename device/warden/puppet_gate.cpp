// SPDX-License-Identifier: Apache-2.0
// For tests only: gate as an attacker has it who runs whatever they like in it. It takes over what warden hands to gate, stands behind
// gate's own walls, and obeys whoever connects to its listener, one command a line:
//   read PATH | write PATH | make PATH | list PATH     -> yes or no
//   ask PEER HEX                                       -> the next datagram of that peer in hex, "closed" or "silence"
//   walls                                              -> wall=0|1 ...
// No image of a product has it: an image is made of programs by name, and this one's is nowhere but in the tests.
#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <csignal>
#include <sstream>

#include "contracts/ipc/control.hpp"
#include "contracts/ipc/peers.hpp"
#include "device/process/rules.hpp"
#include "device/process/start.hpp"
#include "lib/base/log.hpp"
#include "lib/ipc/frame.hpp"

namespace cardea::warden {
namespace {

constexpr int kAnswerMs = 5'000;
constexpr int kGoneMs = 20'000;

bool opens(const std::string& path, int flags) {
  return UniqueFd(::open(path.c_str(), flags | O_CLOEXEC, 0600)).valid();
}

bool lists(const std::string& path) {
  DIR* folder = ::opendir(path.c_str());
  if (folder == nullptr) return false;
  ::closedir(folder);
  return true;
}

class Puppet {
 public:
  Puppet(process::Start start, const confine::Confined& confined) : start_(std::move(start)) {
    contract::Ready ready;
    for (const confine::WallFact& fact : confined.facts()) {
      ready.walls.push_back({fact.wall, fact.enforced, fact.detail});
      walls_ += fact.wall + '=' + (fact.enforced ? "1 " : "0 ");
    }
    send_to(peer::warden, ipc::encode_frame({contract::Ready::kOp, ipc::Kind::notice, 0, ipc::encode(ready)}));
  }

  // Until warden closes its channel. Its Ping and Stop are for an honest gate; the test ends this one by the power.
  void obey() {
    const UniqueFd& listener = start_.listeners.at(0).fd;
    for (;;) {
      pollfd waits[] = {{listener.get(), POLLIN, 0}, {start_.peers.at(std::string(peer::warden)).get(), 0, 0}};
      if (::poll(waits, 2, -1) < 0 || (waits[1].revents & POLLHUP) != 0) return;
      const UniqueFd client(::accept4(listener.get(), nullptr, nullptr, SOCK_CLOEXEC));
      if (client.valid()) serve(client.get());
    }
  }

 private:
  void serve(int client) {
    std::string text;
    std::array<char, 4096> chunk{};
    for (;;) {
      const ssize_t got = ::recv(client, chunk.data(), chunk.size(), 0);
      if (got <= 0) return;
      text.append(chunk.data(), static_cast<std::size_t>(got));
      for (auto end = text.find('\n'); end != std::string::npos; end = text.find('\n')) {
        const std::string answer = done(text.substr(0, end)) + '\n';
        text.erase(0, end + 1);
        for (std::size_t sent = 0; sent < answer.size();) {
          const ssize_t more = ::send(client, answer.data() + sent, answer.size() - sent, MSG_NOSIGNAL);
          if (more <= 0) return;
          sent += static_cast<std::size_t>(more);
        }
      }
    }
  }

  std::string done(const std::string& line) {
    std::istringstream words(line);
    std::string verb, what, more;
    words >> verb >> what >> more;
    const auto said = [](bool yes) { return std::string(yes ? "yes" : "no"); };
    if (verb == "read") return said(opens(what, O_RDONLY));
    if (verb == "write") return said(opens(what, O_WRONLY));
    if (verb == "make") return said(opens(what, O_WRONLY | O_CREAT));
    if (verb == "list") return said(lists(what));
    if (verb == "walls") return walls_;
    if (verb == "ask") return asked(what, more);
    return "unknown";
  }

  void send_to(std::string_view peer, Bytes wire) {
    [[maybe_unused]] const ssize_t sent = ::send(start_.peers.at(std::string(peer)).get(), wire.data(), wire.size(), MSG_NOSIGNAL);
  }

  std::string asked(const std::string& peer, const std::string& hex) {
    const auto wire = from_hex(hex);
    if (!wire || !start_.peers.contains(peer)) return "unknown";
    send_to(peer, *wire);
    const bool waits_for_the_end = (*wire).size() > 2 && (*wire)[2] == static_cast<std::uint8_t>(ipc::Kind::notice);
    pollfd waiting{start_.peers.at(peer).get(), POLLIN, 0};
    if (::poll(&waiting, 1, waits_for_the_end ? kGoneMs : kAnswerMs) <= 0) return "silence";
    Buffer datagram(ipc::kMaxFrame);
    const ssize_t got = ::recv(waiting.fd, datagram.data(), datagram.size(), 0);
    if (got <= 0) return "closed";
    return to_hex(Bytes(datagram).first(static_cast<std::size_t>(got)));
  }

  process::Start start_;
  std::string walls_;
};

Result<int> puppet_main(int argc, char** argv) {
  const std::vector<std::string_view> words(argv + 1, argv + argc);
  TRY(const process::StartWords parsed, process::parse_start(peer::gate, words));
  TRY(process::Start start, process::take_over(parsed));
  TRY(const confine::Rules rules, process::rules_for(peer::gate, {start.device, start.running, start.uid, {}}));
  TRY(const confine::Confined confined, confine::confine(rules));
  Puppet(std::move(start), confined).obey();
  return 0;
}

}  // namespace
}  // namespace cardea::warden

int main(int argc, char** argv) {
  cardea::log::set_tag("gate");
  std::signal(SIGPIPE, SIG_IGN);
  const auto code = cardea::warden::puppet_main(argc, argv);
  if (!code) cardea::log::error(cardea::Problem::describe(code.error()));
  return code ? *code : 1;
}
