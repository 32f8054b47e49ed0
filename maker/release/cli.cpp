// SPDX-License-Identifier: Apache-2.0
#include "maker/release/cli.hpp"

#include <unistd.h>

#include <array>
#include <cstdio>

#include "lib/base/time.hpp"
#include "lib/codec/json.hpp"
#include "lib/command/command.hpp"
#include "lib/store/file.hpp"
#include "maker/release/build_image.hpp"
#include "maker/release/delta.hpp"
#include "maker/release/passphrase.hpp"
#include "maker/release/publish.hpp"
#include "maker/release/words.hpp"

namespace cardea::release {
namespace {

using command::Arguments;

constexpr const char* kUsage =
    "usage: cardea release init     --dir DIR [--root-keys A.pub,B.pub --root-threshold M]\n"
    "                               [--targets-keys C.pub,... --targets-threshold M]\n"
    "       cardea release key      --key KEY -o KEY.pub\n"
    "       cardea release image    --product FILE --version V --bin DIR -o IMAGE [--epoch N]\n"
    "       cardea release image    --component NAME --version V -o IMAGE [--product PRODUCT.toml] [--epoch N] FILE...\n"
    "       cardea release add      --dir DIR --image IMAGE --model M --version V [--epoch N] [--security]\n"
    "                               [--risk-en TEXT --risk-zh TEXT] [--notes-en TEXT --notes-zh TEXT] [--interruption S]\n"
    "                               [--sbom CYCLONEDX.json] [--deadline DATE] [--delta-from V,...] [--component NAME]\n"
    "       cardea release delta    OLD-IMAGE NEW-IMAGE -o DELTA\n"
    "       cardea release file     --dir DIR --model M [--component NAME] --version V -o FILE\n"
    "       cardea release withdraw --dir DIR --model M [--component NAME] --version V [--back-to V]\n"
    "       cardea release root     --dir DIR [--role ROLE --add-keys A.pub,... --revoke KEYID,... --threshold M]\n"
    "                               [--renew-online]\n"
    "       cardea release sign     --request FILE --key KEY\n"
    "       cardea release collect  --dir DIR FILE...\n"
    "       cardea release status   --dir DIR\n"
    "       cardea release refresh  --dir DIR\n"
    "       cardea release publish  --dir DIR --service ADDRESS:PORT --cert OP.pem --key OP.key --ca CA.pem [--server-name "
    "NAME]\n"
    "\n"
    "init makes the signing keys and an empty repository. image builds a system image from a product's declaration and its\n"
    "programs. add puts an image into the repository and signs it; what the consumer should know is said in English and\n"
    "Chinese, or not at all. withdraw takes a release back; devices that run it may then go back to --back-to, never below\n"
    "their epoch. refresh renews snapshot and timestamp: do it every day. publish brings everything to the associated\n"
    "service, the timestamp last, after a look at it as a device has.\n"
    "\n"
    "A component is a part of the product that the device carries along beside its system, as product.toml declares it in\n"
    "SoftComp: an app bundle, firmware of a node. image --component makes its image from files; it is added, withdrawn and\n"
    "put into a file as a system image is, and takes its place in the device without a restart.\n"
    "\n"
    "add also puts the image into the repository compressed, which devices prefer. add --delta-from also makes the difference\n"
    "from each of these releases, which must be in the repository: devices that run one of them then fetch that, and the image\n"
    "if it does not fit. Making it takes memory for six times the old image. delta only makes the file, to see what it would\n"
    "save. file puts a release with its signatures into one file, for devices that no network reaches: a person brings it on a\n"
    "stick, or gives it to the device's page.\n"
    "\n"
    "Several people, each with a key on a machine of their own: each makes one with key and gives the .pub file to init.\n"
    "What add, withdraw or root makes then waits in DIR/pending. Carry that file to each machine, sign it there, carry it\n"
    "back, collect it: with enough signatures it is in the repository. root names other keys, or the same for longer.\n"
    "\n"
    "KEY is a file with an Ed25519 key, or a P-256 key in a token: 'pkcs11:token=T;object=O?module-path=P'. The keys that\n"
    "init makes are files in DIR/keys that only you may read; they are not encrypted with a passphrase unless there is a\n"
    "--passphrase-file. Keep DIR/keys/offline away from networks: refresh and publish do not need it.\n"
    "  --passphrase-file  holds the passphrase of an offline key that is made or used, or the PIN of a token; without it,\n"
    "                  that of a key that is there is asked for at the terminal\n"
    "  --epoch         security epoch (default 1): a device never goes back below the epoch it once confirmed\n"
    "  --interruption  seconds for which the product's function is away while it restarts (default 0)\n"
    "  --deadline      of a critical --security release, YYYY-MM-DD: from that day on (UTC) the consumer can no longer postpone\n"
    "                  it, and is told why, with the risk. It does not reach who has turned automatic updates off\n"
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
  return Desk::open(directory, clock, lifetimes, passphrase_of(args.option("passphrase-file")));
}

std::vector<std::string> listed(const std::string& text) {
  std::vector<std::string> items;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t comma = std::min(text.find(',', at), text.size());
    if (comma != at) items.push_back(text.substr(at, comma - at));
    at = comma + 1;
  }
  return items;
}

Outcome<std::vector<Value>> read_public_keys(const Arguments& args, const std::string& option) {
  std::vector<Value> keys;
  for (const std::string& path : listed(args.option(option))) {
    const auto json = store::read_file(path, 4096);
    const auto key = json ? parse_json(*json) : Result<Value>(json.error());
    const auto known = key ? tuf::parse_key(*key) : Result<tuf::Key>(key.error());
    if (!known || known->kind == tuf::KeyKind::unknown) {
      return Problem(known ? Err::unsupported : known.error().code, path + ": this is no public key that metadata can name",
                     "--" + option + " wants the .pub files that cardea release key made");
    }
    keys.push_back(*key);
  }
  return keys;
}

Outcome<std::optional<std::int64_t>> read_threshold(const Arguments& args, const std::string& option) {
  if (!args.flag(option)) return std::optional<std::int64_t>();
  TRY(const std::uint64_t value, parse_number(args.option(option), option));
  if (value < 1 || value > 64) return Problem(Err::bad_value, "--" + option + " is 1 to 64", "--" + option + " 2");
  return std::optional<std::int64_t>(static_cast<std::int64_t>(value));
}

Outcome<Founders::Role> read_founder(const Arguments& args, const std::string& role) {
  Founders::Role founder;
  TRY(founder.keys, read_public_keys(args, role + "-keys"));
  TRY(const auto threshold, read_threshold(args, role + "-threshold"));
  founder.threshold = threshold.value_or(1);
  return founder;
}

// What waits, each with how far it is.
std::string described(const std::vector<Standing>& pending) {
  std::string text;
  for (const Standing& each : pending) text += (text.empty() ? "" : "\n") + describe(each);
  return text;
}

Value as_value(const std::vector<Standing>& pending) {
  Value::Array rows;
  for (const Standing& each : pending) {
    Value::Array parts;
    for (const Standing::Part& part : each.parts) {
      Value::Array missing(part.missing.begin(), part.missing.end());
      parts.push_back(Value()
                          .set("keys_of", part.who)
                          .set("have", static_cast<std::int64_t>(part.have))
                          .set("need", static_cast<std::int64_t>(part.need))
                          .set("missing", std::move(missing)));
    }
    rows.push_back(Value().set("role", tuf::name_of(each.role)).set("version", each.version).set("parts", std::move(parts)));
  }
  return rows;
}

constexpr const char* kPublishNext = "signed; bring it to the service with cardea release publish";

std::string carry(const std::string& pending) {
  return "waits for signatures: carry " + pending +
         " to the machine of each key (cardea release sign), and back (cardea release collect)";
}

Outcome<int> init(const Arguments& args, const Clock& clock) {
  TRY(const std::string directory, args.required("dir"));
  TRY(const Lifetimes lifetimes, read_lifetimes(args));
  Founders founders;
  TRY(founders.root, read_founder(args, "root"));
  TRY(founders.targets, read_founder(args, "targets"));
  TRY(const Desk desk, Desk::init(directory, clock, lifetimes, founders, new_passphrase_of(args.option("passphrase-file"))));
  TRY(const auto pending, desk.pending());
  Value result;
  result.set("root", desk.root_path()).set("pending", as_value(pending));
  const std::string next = pending.empty() ? "the file above goes into every device (cardea factory make --tuf-root)"
                                           : carry(directory + "/pending/*.json");
  return say(args, result, desk.root_path(), "a release desk was made; " + next);
}

Outcome<ImageMade> make_image(const Arguments& args, const std::string& version, std::uint64_t epoch, const std::string& out) {
  if (args.flag("component")) return build_component({args.option("product"), args.option("component"), version, epoch, args.words(), out});
  if (!args.words().empty())
    return Problem(Err::bad_value, "what is " + args.words().front() + "?", "only a --component is made of files");
  ImageOrder order{.product = {}, .version = version, .epoch = epoch, .programs = {}, .output = out};
  TRY(order.product, args.required("product"));
  TRY(order.programs, args.required("bin"));
  return build_image(order);
}

Outcome<int> image(const Arguments& args, const Clock&) {
  TRY(const std::string version, args.required("version"));
  TRY(const std::string out, args.required("out"));
  TRY(const std::uint64_t epoch, parse_number(args.option("epoch", "1"), "epoch"));
  TRY(const ImageMade made, make_image(args, version, epoch, out));
  Value result;
  result.set("image", out).set("model", made.model).set("version", version);
  result.set("epoch", static_cast<std::int64_t>(epoch)).set("size", static_cast<std::int64_t>(made.built.size));
  result.set("sha256", to_hex(made.built.sha256)).set("root", to_hex(made.built.root));
  return say(args, result, out, "image of " + made.model + " " + version + ", " + std::to_string(made.built.size) + " bytes");
}

Outcome<Which> read_which(const Arguments& args) {
  Which which;
  TRY(which.model, args.required("model"));
  TRY(which.version, args.required("version"));
  which.component = args.option("component");
  return which;
}

Outcome<std::int64_t> read_deadline(const Arguments& args) {
  if (!args.flag("deadline")) return std::int64_t{0};
  const std::string text = args.option("deadline");
  const auto day_s = parse_date(text);
  if (!day_s || *day_s <= 0)
    return Problem(Err::bad_value, "\"" + text + "\" is no day: --deadline", "YYYY-MM-DD, as in --deadline 2027-02-01");
  return *day_s;
}

Outcome<Release> read_release(const Arguments& args) {
  Release release;
  tuf::ReleaseInfo& info = release.info;
  TRY(release.image, args.required("image"));
  TRY(const Which which, read_which(args));
  info.model = which.model;
  info.version = which.version;
  info.component = which.component;
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
  release.sbom = args.option("sbom");
  TRY(info.deadline_s, read_deadline(args));
  release.delta_from = listed(args.option("delta-from"));
  return release;
}

Value as_value(const Added& added) {
  return Value().set("target", added.name).set("size", static_cast<std::int64_t>(added.size)).set("sha256", added.sha256);
}

Outcome<int> add(const Arguments& args, const Clock& clock) {
  TRY(const Release release, read_release(args));
  TRY(Desk desk, open_desk(args, clock));
  TRY(const Added added, desk.add(release));
  Value result = as_value(added);
  result.set("pending", added.pending);
  Value::Array packed, deltas;
  std::string plain = added.name;
  const auto tell = [&plain](const std::vector<Added>& more, Value::Array& values) {
    for (const Added& one : more) {
      values.push_back(as_value(one));
      plain += "\n" + one.name;
    }
  };
  tell(added.packed, packed);
  tell(added.deltas, deltas);
  result.set("packed", std::move(packed)).set("deltas", std::move(deltas));
  return say(args, result, plain, added.pending.empty() ? kPublishNext : carry(added.pending));
}

Outcome<int> delta(const Arguments& args, const Clock&) {
  TRY(const std::string out, args.required("out"));
  if (args.words().size() != 2)
    return Problem(Err::bad_value, "cardea release delta wants two images, the old one first",
                   "cardea release delta OLD-IMAGE NEW-IMAGE -o DELTA");
  TRY(const DeltaFile made, make_delta_file(args.words()[0], args.words()[1], out));
  Value result;
  result.set("delta", out).set("model", made.info.model).set("size", static_cast<std::int64_t>(made.size));
  result.set("image_size", static_cast<std::int64_t>(made.image_size))
      .set("from", to_hex(*made.info.from))
      .set("to", to_hex(made.info.to));
  result.set("head_size", std::int64_t{made.info.head_size}).set("head_sha256", to_hex(made.info.head_sha256));
  return say(args, result, out, std::to_string(made.size) + " bytes instead of " + std::to_string(made.image_size));
}

Outcome<int> file(const Arguments& args, const Clock& clock) {
  TRY(const Which which, read_which(args));
  TRY(const std::string out, args.required("out"));
  TRY(const Desk desk, open_desk(args, clock));
  TRY_(desk.check_as_a_device());
  TRY(const std::uint64_t size, desk.write_update_file(which, out));
  return say(args, Value().set("file", out).set("size", static_cast<std::int64_t>(size)), out,
             std::to_string(size) + " bytes; on a stick or on the device's page it installs as an update from the service does");
}

int say_signed(const Arguments& args, const Signed& now) {
  Value result;
  result.set("targets", now.targets_version).set("snapshot", now.snapshot_version).set("timestamp", now.timestamp_version);
  result.set("pending", now.pending);
  if (!now.pending.empty()) return say(args, result, now.pending, carry(now.pending));
  const std::string plain = "targets " + std::to_string(now.targets_version) + ", snapshot " +
                            std::to_string(now.snapshot_version) + ", timestamp " + std::to_string(now.timestamp_version);
  return say(args, result, plain, kPublishNext);
}

Outcome<int> withdraw(const Arguments& args, const Clock& clock) {
  TRY(const Which which, read_which(args));
  TRY(Desk desk, open_desk(args, clock));
  TRY(const Signed now, desk.withdraw(which, args.option("back-to")));
  return say_signed(args, now);
}

Outcome<int> refresh(const Arguments& args, const Clock& clock) {
  TRY(Desk desk, open_desk(args, clock));
  TRY(const Signed now, desk.refresh());
  return say_signed(args, now);
}

Outcome<tuf::RoleName> read_role(const std::string& name) {
  for (const tuf::RoleName role : tuf::kRoleNames) {
    if (name == tuf::name_of(role)) return role;
  }
  return Problem(Err::bad_value, "there is no role " + name, "--role root, targets, snapshot or timestamp");
}

Outcome<int> root(const Arguments& args, const Clock& clock) {
  RootChange change;
  TRY(change.role, read_role(args.option("role", "root")));
  TRY(change.add, read_public_keys(args, "add-keys"));
  change.revoke = listed(args.option("revoke"));
  TRY(change.threshold, read_threshold(args, "threshold"));
  change.renew_online = args.flag("renew-online");
  TRY(Desk desk, open_desk(args, clock));
  TRY(const Signed now, desk.change_root(change));
  return say_signed(args, now);
}

Outcome<int> key(const Arguments& args, const Clock&) {
  TRY(const std::string place, args.required("key"));
  TRY(const std::string out, args.required("out"));
  const std::string file = args.option("passphrase-file");
  TRY(const SigningKeyPointer made,
      make_signing_key(place, place.starts_with("pkcs11:") ? passphrase_of(file) : new_passphrase_of(file)));
  const Value object = made->public_object();
  if (const Status written = store::create_file(out, as_bytes(print_json_pretty(object)), 0644); !written)
    return Problem(written.error().code, out + ": " + Problem::describe(written.error()),
                   "choose another name for the public half");
  Value result;
  result.set("public", out).set("keyid", tuf::keyid_of(object));
  return say(args, result, out,
             "key " + tuf::keyid_of(object).substr(0, 12) + " was made; give the file above to whoever makes the desk");
}

Outcome<int> sign(const Arguments& args, const Clock& clock) {
  TRY(const std::string path, args.required("request"));
  TRY(const std::string place, args.required("key"));
  TRY(Request request, read_request(path));
  TRY(const SigningKeyPointer key, open_signing_key(place, passphrase_of(args.option("passphrase-file"))));
  TRY_(sign_request(request, *key, clock.wall_s()));
  if (const Status written = store::write_file(path, encode_request(request), 0644); !written)
    return Problem(written.error().code, path + ": " + Problem::describe(written.error()));
  TRY(const Standing standing, standing_of(request));
  return say(args, Value().set("pending", as_value({standing})), describe(standing),
             standing.complete() ? "enough: carry it back (cardea release collect)" : "carry it to the next machine");
}

Outcome<int> status(const Arguments& args, const Clock& clock) {
  TRY(const Desk desk, open_desk(args, clock));
  TRY(const auto pending, desk.pending());
  return say(args, Value().set("pending", as_value(pending)),
             pending.empty() ? "nothing waits for signatures" : described(pending), "");
}

Outcome<int> collect(const Arguments& args, const Clock& clock) {
  TRY(Desk desk, open_desk(args, clock));
  TRY(const auto pending, desk.collect(args.words()));
  return say(args, Value().set("pending", as_value(pending)),
             pending.empty() ? "nothing waits for signatures" : described(pending),
             pending.empty() ? kPublishNext : "more signatures are needed");
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
  TRY_(desk.check_as_a_device());
  const auto files = publish(desk, to, show_progress);
  if (::isatty(STDERR_FILENO) != 0) std::fputs("\r\033[K", stderr);
  if (!files) return files.error();
  return say(args, Value().set("files", static_cast<std::int64_t>(*files)), std::to_string(*files) + " files published", "");
}

struct Verb {
  std::string_view name;
  Outcome<int> (*run)(const Arguments&, const Clock&);
};

constexpr std::array kVerbs{
    Verb{"init", init},         Verb{"key", key},         Verb{"image", image},         Verb{"add", add},
    Verb{"withdraw", withdraw}, Verb{"root", root},       Verb{"sign", sign},           Verb{"collect", collect},
    Verb{"status", status},     Verb{"refresh", refresh}, Verb{"publish", publish_all}, Verb{"delta", delta},
    Verb{"file", file}};
constexpr const char* kVerbNames =
    "init, key, image, add, delta, file, withdraw, root, sign, collect, status, refresh or publish";

Outcome<int> run(std::span<const std::string> args) {
  if (args.empty())
    return Problem(Err::bad_value, "cardea release needs to know what to do", std::string(kVerbNames) + "; --help shows how");
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
                                               "component",
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
                                               "expires-timestamp",
                                               "root-keys",
                                               "root-threshold",
                                               "targets-keys",
                                               "targets-threshold",
                                               "passphrase-file",
                                               "sbom",
                                               "deadline",
                                               "delta-from",
                                               "back-to",
                                               "role",
                                               "add-keys",
                                               "revoke",
                                               "threshold",
                                               "request"},
                                              {"json", "security", "renew-online"}));
  if (!given.words().empty() && args.front() != "collect" && args.front() != "delta" && args.front() != "image")
    return Problem(Err::bad_value, "what is " + given.words().front() + "?", "--help shows the options");
  const SystemClock clock;
  for (const Verb& verb : kVerbs) {
    if (verb.name == args.front()) return verb.run(given, clock);
  }
  return Problem(Err::bad_value, "there is no cardea release " + args.front(), kVerbNames);
}

}  // namespace

int release_main(std::span<const std::string> args) {
  for (const std::string& word : args) {
    if (word == "--help" || word == "-h") return std::fputs(kUsage, stdout) < 0 ? 1 : 0;
  }
  return command::exit_code(run(args));
}

}  // namespace cardea::release
