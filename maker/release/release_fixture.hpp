// SPDX-License-Identifier: Apache-2.0
// A release desk in a folder of its own, images to release, and a device that looks at what was signed.
#pragma once

#include <gtest/gtest.h>

#include "lib/image/image.hpp"
#include "lib/store/file.hpp"
#include "lib/store/scratch.hpp"
#include "lib/tuf/client.hpp"
#include "maker/release/desk.hpp"

namespace cardea::release {

class ReleaseTest : public ::testing::Test {
 protected:
  std::string desk_path() const { return folder / "desk"; }

  // A system image with one small program.
  std::string make_image(const std::string& version, std::uint64_t epoch = 1, const std::string& model = "speaker-1") const {
    const std::string program = folder / "program";
    EXPECT_TRUE(store::write_file(program, as_bytes("program of " + version)).ok());
    const std::string path = folder / (model + "-" + version + ".img");
    EXPECT_TRUE(image::build(path, {.model = model, .version = version, .epoch = epoch, .files = {}},
                             {{"bin/program", program, true}}, {})
                    .ok());
    return path;
  }

  Release release(const std::string& version, std::uint64_t epoch = 1) const {
    return {make_image(version, epoch),
            {.model = "speaker-1",
             .version = version,
             .epoch = epoch,
             .security = true,
             .risk_en = "A risk.",
             .risk_zh = "风险。",
             .notes_en = "",
             .notes_zh = "",
             .interruption_s = 5,
             .root = {}}};
  }

  // What a device that trusts the first root finds in the desk's repository.
  Outcome<Unit> look(tuf::Client& client, const Desk& desk) const {
    auto need = client.begin();
    while (need) need = client.supply(store::read_file(desk.repository() + "/" + need->path, need->max));
    return client.outcome();
  }

  store::ScratchDirectory folder;
  FakeClock clock;
};

}  // namespace cardea::release
