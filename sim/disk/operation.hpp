// SPDX-License-Identifier: Apache-2.0
// What a program asked of the disk, in order: the record of a run.
#pragma once

#include <cstdint>
#include <string>

#include "lib/base/bytes.hpp"

namespace cardea::sim {

using Inode = std::uint64_t;  // the simulator's own number: 1 upwards, never used twice

struct Operation {
  enum class Kind {
    write,             // file, offset, bytes
    resize,            // file, size
    sync_file,         // file: what it holds is on the disk
    enter,             // folder, name, file: the name stands for that file from now on, replacing what stood there
    move,              // folder, old_name -> name, in one step
    remove,            // folder, name
    enter_folder,      // folder, name
    remove_folder,     // folder, name
    sync_folder,       // folder: its names are on the disk
    acknowledged,      // the program has told somebody that what it did so far is done
  };
  Kind kind{};
  Inode file = 0;
  std::string folder;  // below the root; "" is the root itself
  std::string name, old_name;
  std::uint64_t offset = 0, size = 0;
  Buffer bytes;
};

}  // namespace cardea::sim
