// SPDX-License-Identifier: Apache-2.0
// The update client as a program that foreign suites and repositories drive: the commands `init`, `refresh` and `download` of
// theupdateframework/tuf-conformance (its CLIENT-CLI.md). Everything that is decided is decided by lib/tuf, as on a device;
// only the way that bytes come here, plain HTTP, is this program's own.
#include <cstdio>
#include <cstring>

#include "lib/store/file.hpp"
#include "lib/tuf/client.hpp"
#include "tests/peers/plain_http.hpp"

namespace cardea::peers {
namespace {

struct Order {
  std::string command, root_file;
  std::string metadata_dir, metadata_url, target_dir, target_base_url;
  std::vector<std::string> targets;
};

// As a device's store; but the chain of roots lies in a folder of its own, and its last link beside the other roles, where the
// suite looks for it.
class SuiteStore final : public tuf::MetadataStore {
 public:
  explicit SuiteStore(const std::string& directory) : roles_(directory), chain_(directory + "/chain") {}

  Result<Buffer> load(const std::string& name) override { return in_chain(name) ? chain_.load(name) : roles_.load(name); }
  Status save(const std::string& name, Bytes content) override {
    if (!in_chain(name)) return roles_.save(name, content);
    TRY_(chain_.save(name, content));
    return roles_.save("root", content);
  }
  Status forget(const std::string& name) override { return roles_.forget(name); }

 private:
  static bool in_chain(const std::string& name) { return name.starts_with("root."); }
  tuf::DirectoryStore roles_, chain_;
};

Outcome<Unit> init(const Order& order) {
  TRY(const Buffer root, store::read_file(order.root_file));
  TRY_(store::make_directory(order.metadata_dir + "/chain"));
  TRY_(store::write_file(order.metadata_dir + "/chain/factory-root", root));
  TRY_(store::write_file(order.metadata_dir + "/root.json", root));
  return kOk;
}

std::string joined(const std::string& base, const std::string& rest) {
  return base.ends_with('/') ? base + rest : base + "/" + rest;
}

// `path` begins with "metadata/" or "targets/": the folders of our repositories, which are addresses of their own here.
std::string below(const std::string& base, const std::string& path) {
  return joined(base, path.substr(path.find('/') + 1));
}

void drive(const Order& order, tuf::Client& client, std::optional<tuf::Need> need) {
  while (need) need = client.supply(get_plain(below(order.metadata_url, need->path), need->max));
}

std::string quoted_path(const std::string& path) {
  std::string quoted;
  for (std::size_t at = 0; at <= path.size();) {
    const std::size_t slash = std::min(path.find('/', at), path.size());
    quoted += (at == 0 ? "" : "/") + tuf::quoted_name(path.substr(at, slash - at));
    at = slash + 1;
  }
  return quoted;
}

Outcome<Unit> download(const Order& order, tuf::Client& client, const std::string& name) {
  drive(order, client, client.look_for(name));
  TRY(const tuf::Target target, client.found());
  const tuf::FileMeta expected{.version = 1, .length = target.length, .hashes = target.hashes};
  const std::string place = order.target_dir + "/" + tuf::quoted_name(name);
  if (const auto there = store::read_file(place, target.length); there && tuf::check_content(expected, *there).ok()) return kOk;
  const auto content = get_plain(below(order.target_base_url, quoted_path(client.target_path(name, target))), target.length);
  if (!content) return Problem(content.error().code, "the target cannot be read: " + Problem::describe(content.error()));
  TRY_(tuf::check_content(expected, *content));
  TRY_(store::write_file(place, *content));
  return kOk;
}

Outcome<Unit> refresh(const Order& order) {
  TRY(Buffer root, store::read_file(order.metadata_dir + "/chain/factory-root"));
  SuiteStore metadata(order.metadata_dir);
  const SystemClock clock;
  tuf::Client client(metadata, clock, std::move(root));
  drive(order, client, client.begin());
  TRY_(client.outcome());
  for (const std::string& name : order.targets) TRY_(download(order, client, name));
  return kOk;
}

Outcome<Order> read_order(int argc, char** argv) {
  Order order;
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    if (!word.starts_with("--")) {
      (order.command.empty() ? order.command : order.root_file) = word;
      continue;
    }
    if (++i == argc) return Problem(Err::bad_value, word + " wants a value");
    if (word == "--metadata-dir")
      order.metadata_dir = argv[i];
    else if (word == "--metadata-url")
      order.metadata_url = argv[i];
    else if (word == "--target-dir")
      order.target_dir = argv[i];
    else if (word == "--target-base-url")
      order.target_base_url = argv[i];
    else if (word == "--target-name")
      order.targets.emplace_back(argv[i]);
    else
      return Problem(Err::bad_value, "there is no option " + word);
  }
  return order;
}

Outcome<Unit> run(int argc, char** argv) {
  TRY(const Order order, read_order(argc, argv));
  if (order.command == "init") return init(order);
  if (order.command == "refresh" || order.command == "download") return refresh(order);
  return Problem(Err::bad_value, "init, refresh or download");
}

}  // namespace
}  // namespace cardea::peers

int main(int argc, char** argv) {
  const auto outcome = cardea::peers::run(argc, argv);
  if (outcome) return 0;
  std::fprintf(stderr, "tuf_client: error: %s\n", outcome.error().message.c_str());
  return 1;
}
