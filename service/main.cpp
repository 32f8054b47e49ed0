// SPDX-License-Identifier: Apache-2.0
// The associated service: three doors (devices, operators, anybody), one store. It opens its folder and its listeners, gives up
// everything else, and serves.
#include <sys/resource.h>
#include <sys/signalfd.h>

#include <csignal>
#include <cstdio>

#include "lib/base/log.hpp"
#include "lib/codec/json.hpp"
#include "lib/confine/confine.hpp"
#include "lib/crypto/crypto.hpp"
#include "lib/store/file.hpp"
#include "service/api/operator_api.hpp"
#include "service/config.hpp"
#include "service/ddi/ddi.hpp"
#include "service/edge/edge.hpp"

namespace cardea::service {
namespace {

constexpr std::uint64_t kWatchMs = 200;        // how often the roll-outs are looked at
constexpr std::size_t kUploadMax = 64U << 20;  // a system image, held in memory while its digest is checked

struct Doors {
  UniqueFd edge, api, open;
};

Outcome<Doors> open_doors(const Config& config) {
  Doors doors;
  TRY(doors.edge, net::listen_tcp(config.address, config.edge_port));
  TRY(doors.api, net::listen_tcp(config.address, config.api_port));
  TRY(doors.open, net::listen_tcp(config.address, config.public_port));
  return doors;
}

// Where the doors are, for whoever started us: one line of JSON on stdout.
Outcome<Unit> announce(const Config& config, const Doors& doors) {
  Value line;
  TRY(const std::uint16_t edge, net::local_port(doors.edge.get()));
  TRY(const std::uint16_t api, net::local_port(doors.api.get()));
  TRY(const std::uint16_t open, net::local_port(doors.open.get()));
  line.set("address", config.address).set("edge_port", int{edge}).set("api_port", int{api}).set("public_port", int{open});
  std::puts(print_json(line).c_str());
  std::fflush(stdout);
  return kOk;
}

struct Contexts {
  std::shared_ptr<net::TlsContext> edge, api, open;
};

Outcome<Contexts> load_tls(const std::string& directory) {
  TRY(const Buffer key_pem, store::read_file(directory + "/tls/server.key.pem"));
  TRY(auto key, crypto::EcKey::from_pem(SecretBytes(Bytes(key_pem))));
  TRY(const std::string certificate, store::read_text(directory + "/tls/server.crt.pem"));
  TRY(const std::string factory_ca, store::read_text(directory + "/tls/factory-ca.pem"));
  TRY(const std::string operator_ca, store::read_text(directory + "/tls/operator-ca.crt.pem"));
  const net::TlsIdentity identity{certificate, std::shared_ptr<crypto::Signer>(std::move(key))};
  Contexts contexts;
  TRY(contexts.edge, net::TlsContext::server(identity, net::PeerCheck{factory_ca, "", "", true}));
  TRY(contexts.api, net::TlsContext::server(identity, net::PeerCheck{operator_ca, "", "", true}));
  TRY(contexts.open, net::TlsContext::server(identity, std::nullopt));
  return contexts;
}

confine::Rules rules_for(const std::string& directory) {
  confine::Rules rules;
  rules.process = "service";
  rules.allow = {confine::Allow::base, confine::Allow::files_read, confine::Allow::files_write, confine::Allow::accept};
  rules.paths = {{directory, /*write=*/true, /*execute=*/false}};
  rules.limits.open_files = 1024;
  rules.limits.file_size_bytes = RLIM_INFINITY;  // the database grows with the fleet
  return rules;
}

// Ends the loop on SIGTERM and SIGINT.
Outcome<UniqueFd> watch_signals(EventLoop& loop) {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  sigprocmask(SIG_BLOCK, &signals, nullptr);
  UniqueFd fd(signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK));
  if (!fd.valid()) return Problem(io_error("cannot watch for signals"));
  TRY_(loop.watch(fd.get(), EPOLLIN, [&loop](std::uint32_t) { loop.stop(); }));
  return fd;
}

std::uint32_t random_id() {
  std::array<std::uint8_t, 4> raw{};
  crypto::random_bytes(raw);
  return static_cast<std::uint32_t>(raw[0]) << 24 | static_cast<std::uint32_t>(raw[1]) << 16 |
         static_cast<std::uint32_t>(raw[2]) << 8 | raw[3];
}

void watch_rollouts(EventLoop& loop, Rollouts& rollouts) {
  if (const Status watched = rollouts.tick(); !watched)
    log::error("the roll-outs cannot be watched: " + Problem::describe(watched.error()));
  loop.after_ms(kWatchMs, [&] { watch_rollouts(loop, rollouts); });
}

Outcome<int> serve(const std::string& directory) {
  TRY(const Buffer config_text, store::read_file(directory + "/service.json"));
  TRY(const Config config, parse_config(config_text));
  TRY(Contexts tls, load_tls(directory));
  TRY(auto store, open_sqlite_store(directory + "/service.db"));
  TRY(auto repository, UpdateRepository::open(directory + "/repository"));
  TRY(const std::string factory_ca, store::read_text(directory + "/tls/factory-ca.pem"));
  SystemClock clock;
  TRY(auto rollouts, Rollouts::open(store->rollouts(), clock, random_id, config.visit_s * 3 / 2));
  Notices notices;
  if (auto published = read_published(repository); published) {
    rollouts->publish(std::move(published->files));
    notices = std::move(published->newest);
  }
  TRY(auto loop, EventLoop::create(clock));
  TRY(const UniqueFd signals, watch_signals(*loop));
  TRY(Doors doors, open_doors(config));
  TRY_(announce(config, doors));

  TRY(const auto confined, confine::confine(rules_for(directory)));  // from here on: the folder and the three doors
  for (const auto& wall : confined.facts()) log::info("wall " + wall.wall + (wall.enforced ? " enforced: " : " NOT enforced: ") + wall.detail);

  EdgeWorld edge{*store, repository, clock, *rollouts, Governor(config.visits_per_s), VisitPlan{config.visit_s}};
  ApiWorld api{*store, repository, clock, *rollouts, notices, factory_ca};
  PublicWorld open{*store, clock, notices, config.terms};
  net::HttpLimits uploads;
  uploads.body_max = kUploadMax;
  uploads.connections_max = 8;
  net::HttpServer edge_server(*loop, tls.edge, net::HttpLimits{}, edge_handler(edge, ddi_routes(edge)));
  net::HttpServer api_server(*loop, tls.api, uploads, operator_handler(api));
  net::HttpServer open_server(*loop, tls.open, net::HttpLimits{}, public_handler(open));
  TRY_(edge_server.serve(std::move(doors.edge)));
  TRY_(api_server.serve(std::move(doors.api)));
  TRY_(open_server.serve(std::move(doors.open)));
  watch_rollouts(*loop, *rollouts);
  loop->run();
  return 0;
}

}  // namespace
}  // namespace cardea::service

int main(int argc, char** argv) {
  cardea::log::set_tag("service");
  if (argc != 2) return std::fputs("usage: cardea-service FOLDER   (made by `cardea service init`)\n", stderr), 2;
  const auto code = cardea::service::serve(argv[1]);
  if (code) return *code;
  std::fprintf(stderr, "cardea-service: error: %s: %s\n", argv[1], code.error().message.c_str());
  std::fprintf(stderr, "cardea-service: hint: %s\n", code.error().hint.empty() ? "make a folder with `cardea service init`" : code.error().hint.c_str());
  return 1;
}
