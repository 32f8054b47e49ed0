// SPDX-License-Identifier: Apache-2.0
#include "maker/release/cli.hpp"

#include <unistd.h>

#include <array>
#include <cstdio>

#include "lib/codec/json.hpp"
#include "lib/command/command.hpp"
#include "maker/release/build_image.hpp"
#include "maker/release/publish.hpp"
#include "maker/release/words.hpp"

namespace cardea::release {
namespace {

using command::Arguments;

constexpr const char* kUsage =
    "usage: cardea release init     --dir DIR\n"
    "       cardea release image    --product FILE --version V --bin DIR -o IMAGE [--epoch N]\n"
    "       cardea release add      --dir DIR --image IMAGE --model M --version V [--epoch N] [--security]\n"
    "                               [--risk-en TEXT --risk-zh TEXT] [--notes-en TEXT --notes-zh TEXT] [--interruption S]\n"
    "       cardea release withdraw --dir DIR --model M --version V\n"
    "       cardea release refresh  --dir DIR\n"
    "       cardea release publish  --dir DIR --service ADDRESS:PORT --cert OP.pem --key OP.key --ca CA.pem [--server-name "
    "NAME]\n"
    "\n"
    "init makes the signing keys and an empty repository. image builds a system image from a product's declaration and its\n"
    "programs. add puts an image into the repository and signs it; what the consumer should know is said in English and\n"
    "Chinese, or not at all. withdraw takes a release back. refresh renews snapshot and timestamp: do it every day.\n"
    "publish brings everything to the associated service, the timestamp last.\n"
    "\n"
    "Keys are Ed25519 seeds in DIR/keys, files that only you may read; they are not encrypted with a passphrase. Keep\n"
    "DIR/keys/offline away from networks: refresh and publish do not need it.\n"
    "  --epoch         security epoch (default 1): a device never goes back below the epoch it once confirmed\n"
    "  --interruption  seconds for which the product's function is away while it restarts (default 0)\n"
    "  --expires-root, --expires-targets (365d), --expires-snapshot (7d), --expires-timestamp (1d)\n"
    "                  how long new signatures hold: a number and s, m, h or d\n"
    "  --json          results as JSON\n"
    "\n"
    "example: cardea release add --dir release --image speaker-1-1.1.0.img --model speaker-1 --version 1.1.0 --security \\\n"
    "           --risk-en \"A stranger in your network could read the status page.\" --risk-zh "
    "\"局域网内的陌生人可以读取状态页。\"\n";

int say(const Arguments& args, const Value& result, const std::string& plain, const std::string& talk) {
  std::printf("%s\n", args.flag("json") ? print_json(result).c_str() : plain.c_str());
  if (!args.flag("json") && !talk.empty()) std::fprintf(stderr, "%s\n", talk.c_str());
  return 0;
}

Outcome<Unit> read_lifetime(const Arguments& args, const std::string& option, std::int64_t& seconds) {
  if (!args.flag(option)) return kOk;
  TRY(seconds, parse_duration_s(args.option(option), option));
  return kOk;
}

Outcome<Lifetimes> read_lifetimes(const Arguments& args) {
  Lifetimes lifetimes;
  TRY_(read_lifetime(args, "expires-root", lifetimes.root_s));
  TRY_(read_lifetime(args, "expires-targets", lifetimes.targets_s));
  TRY_(read_lifetime(args, "expires-snapshot", lifetimes.snapshot_s));
  TRY_(read_lifetime(args, "expires-timestamp", lifetimes.timestamp_s));
  return lifetimes;
}

Outcome<Desk> open_desk(const Arguments& args, const Clock& clock) {
  TRY(const std::string directory, args.required("dir"));
  TRY(const Lifetimes lifetimes, read_lifetimes(args));
  return Desk::open(directory, clock, lifetimes);
}

Outcome<int> init(const Arguments& args, const Clock& clock) {
  TRY(const std::string directory, args.required("dir"));
  TRY(const Lifetimes lifetimes, read_lifetimes(args));
  TRY(const Desk desk, Desk::init(directory, clock, lifetimes));
  return say(args, Value().set("root", desk.root_path()), desk.root_path(),
             "a release desk was made; the file above goes into every device (cardea factory make --tuf-root)");
}

Outcome<int> image(const Arguments& args, const Clock&) {
  ImageOrder order;
  TRY(order.product, args.required("product"));
  TRY(order.version, args.required("version"));
  TRY(order.programs, args.required("bin"));
  TRY(order.output, args.required("out"));
  TRY(order.epoch, parse_number(args.option("epoch", "1"), "epoch"));
  TRY(const ImageMade made, build_image(order));
  Value result;
  result.set("image", order.output).set("model", made.model).set("version", order.version);
  result.set("epoch", static_cast<std::int64_t>(order.epoch)).set("size", static_cast<std::int64_t>(made.built.size));
  result.set("sha256", to_hex(made.built.sha256)).set("root", to_hex(made.built.root));
  return say(args, result, order.output,
             "image of " + made.model + " " + order.version + ", " + std::to_string(made.built.size) + " bytes");
}

Outcome<Release> read_release(const Arguments& args) {
  Release release;
  tuf::ReleaseInfo& info = release.info;
  TRY(release.image, args.required("image"));
  TRY(info.model, args.required("model"));
  TRY(info.version, args.required("version"));
  TRY(info.epoch, parse_number(args.option("epoch", "1"), "epoch"));
  TRY(const std::uint64_t interruption, parse_number(args.option("interruption", "0"), "interruption"));
  if (interruption > 24 * 3600)
    return Problem(Err::bad_value, "--interruption is longer than a day", "seconds: --interruption 5");
  info.interruption_s = static_cast<std::uint32_t>(interruption);
  info.security = args.flag("security");
  info.risk_en = args.option("risk-en");
  info.risk_zh = args.option("risk-zh");
  info.notes_en = args.option("notes-en");
  info.notes_zh = args.option("notes-zh");
  return release;
}

Outcome<int> add(const Arguments& args, const Clock& clock) {
  TRY(const Release release, read_release(args));
  TRY(Desk desk, open_desk(args, clock));
  TRY(const Added added, desk.add(release));
  Value result;
  result.set("target", added.name).set("size", static_cast<std::int64_t>(added.size)).set("sha256", added.sha256);
  return say(args, result, added.name, "signed; bring it to the service with cardea release publish");
}

int say_signed(const Arguments& args, const Signed& now) {
  Value result;
  result.set("targets", now.targets_version).set("snapshot", now.snapshot_version).set("timestamp", now.timestamp_version);
  const std::string plain = "targets " + std::to_string(now.targets_version) + ", snapshot " +
                            std::to_string(now.snapshot_version) + ", timestamp " + std::to_string(now.timestamp_version);
  return say(args, result, plain, "signed; bring it to the service with cardea release publish");
}

Outcome<int> withdraw(const Arguments& args, const Clock& clock) {
  TRY(const std::string model, args.required("model"));
  TRY(const std::string version, args.required("version"));
  TRY(Desk desk, open_desk(args, clock));
  TRY(const Signed now, desk.withdraw(model, version));
  return say_signed(args, now);
}

Outcome<int> refresh(const Arguments& args, const Clock& clock) {
  TRY(Desk desk, open_desk(args, clock));
  TRY(const Signed now, desk.refresh());
  return say_signed(args, now);
}

void show_progress(const Progress& progress) {
  if (::isatty(STDERR_FILENO) == 0) return;
  std::fprintf(stderr, "\r\033[K[%zu/%zu] %s", progress.done + 1, progress.total, progress.path.c_str());
}

Outcome<int> publish_all(const Arguments& args, const Clock& clock) {
  Destination to;
  TRY(const std::string service, args.required("service"));
  TRY(const Endpoint endpoint, parse_endpoint(service));
  to.address = endpoint.address;
  to.port = endpoint.port;
  to.server_name = args.option("server-name");
  TRY(to.certificate, args.required("cert"));
  TRY(to.key, args.required("key"));
  TRY(to.ca, args.required("ca"));
  TRY(const Desk desk, open_desk(args, clock));
  const auto files = publish(desk, to, show_progress);
  if (::isatty(STDERR_FILENO) != 0) std::fputs("\r\033[K", stderr);
  if (!files) return files.error();
  return say(args, Value().set("files", static_cast<std::int64_t>(*files)), std::to_string(*files) + " files published", "");
}

struct Verb {
  std::string_view name;
  Outcome<int> (*run)(const Arguments&, const Clock&);
};

constexpr std::array kVerbs{Verb{"init", init},         Verb{"image", image},     Verb{"add", add},
                            Verb{"withdraw", withdraw}, Verb{"refresh", refresh}, Verb{"publish", publish_all}};

Outcome<int> run(std::span<const std::string> args) {
  if (args.empty())
    return Problem(Err::bad_value, "cardea release needs to know what to do",
                   "init, image, add, withdraw, refresh or publish; --help shows how");
  std::vector<std::string> words(args.begin() + 1, args.end());
  for (std::string& word : words) {
    if (word == "-o") word = "--out";
  }
  TRY(const Arguments given, Arguments::parse(words,
                                              {"dir",
                                               "product",
                                               "version",
                                               "epoch",
                                               "bin",
                                               "out",
                                               "image",
                                               "model",
                                               "risk-en",
                                               "risk-zh",
                                               "notes-en",
                                               "notes-zh",
                                               "interruption",
                                               "service",
                                               "server-name",
                                               "cert",
                                               "key",
                                               "ca",
                                               "expires-root",
                                               "expires-targets",
                                               "expires-snapshot",
                                               "expires-timestamp"},
                                              {"json", "security"}));
  if (!given.words().empty())
    return Problem(Err::bad_value, "what is " + given.words().front() + "?", "--help shows the options");
  const SystemClock clock;
  for (const Verb& verb : kVerbs) {
    if (verb.name == args.front()) return verb.run(given, clock);
  }
  return Problem(Err::bad_value, "there is no cardea release " + args.front(), "init, image, add, withdraw, refresh or publish");
}

}  // namespace

int release_main(std::span<const std::string> args) {
  for (const std::string& word : args) {
    if (word == "--help" || word == "-h") return std::fputs(kUsage, stdout) < 0 ? 1 : 0;
  }
  return command::exit_code(run(args));
}

}  // namespace cardea::release
