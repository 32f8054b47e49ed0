// SPDX-License-Identifier: Apache-2.0
#include <filesystem>

#include "assess/quality/pair.hpp"
#include "assess/quality/twin_process.hpp"
#include "assess/testing/twin_bench.hpp"

namespace cardea::assess::quality {

namespace {

using Probed = std::vector<Fact>;

// Beside what the bench has probed: an image of which one file is as given. It belongs to whoever measures; a device's is root's.
Probed with_image(TwinBench& bench, const std::string& path, std::string_view content) {
  for (const char* folder : {"image", "image/etc", "image/boot"}) std::filesystem::create_directory(bench.scratch / folder);
  bench.write("image/etc/passwd", "root:*:0:0:root:/root:/bin/sh\n");
  bench.write("image/" + path, content);
  bench.driver.image.root = bench.scratch / "image";
  bench.run("image");
  Probed facts = bench.list.facts();
  for (Fact& fact : facts) {
    if (fact.subject == "rights of files") fact.values.set("of_root", true);
  }
  return facts;
}

Probed users(std::string_view passwd) {
  const TwinProcess process(TwinProcess::Habit::confined);
  TwinBench bench(1);
  bench.pids = {process.pid()};
  bench.declare("PrivlCtrl", "PrivlCtrl-Gate",
                R"({"process":"gate","own_user":true,"system_call_filter":true,"path_filter":true,"capabilities":[]})");
  bench.run("processes");
  return with_image(bench, "etc/passwd", passwd);
}

Probed kernel(std::string_view config) {
  TwinBench bench(1);
  bench.declare(
      "SecDev", "SecDev-1",
      R"({"topics":["training","requirements","coding","tooling","testing","review","archiving","deployment","third_parties"]})");
  return with_image(bench, "boot/config-6.1", config);
}

Pair pair(const char* rule, const char* says, const Probed& good, const Probed& bad) {
  return {rule, says, true, good, bad, Verdict::pass, Verdict::fail, {}, {}};
}

}  // namespace

void add_images(std::vector<Pair>& pairs) {
  constexpr std::string_view kRoot = "root:*:0:0::/root:/bin/sh\n";
  pairs.push_back(pair("least_privilege_holds", "an image with one root, and one with a second", users(kRoot),
                       users(std::string(kRoot) + "toor:*:0:0::/:/bin/sh\n")));
  pairs.push_back(pair("development_covers_each_topic", "a kernel with a stack protector, and one without",
                       kernel("CONFIG_STACKPROTECTOR=y\n"), kernel("# CONFIG_STACKPROTECTOR is not set\n")));
}

}  // namespace cardea::assess::quality
