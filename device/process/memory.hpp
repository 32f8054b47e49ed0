// SPDX-License-Identifier: Apache-2.0
// The memory of a process: what of it may never reach a swap partition, and what it gives back when it has nothing to do.
#pragma once

#include "contracts/ipc/control.hpp"

namespace cardea::process {

// For who holds secrets: they must not reach a swap partition. Pages are locked as they are used, so that this costs no memory.
// Before confine(). The limit that makes this possible is raised by warden, as root only; where even root may not raise it (a
// container without CAP_SYS_RESOURCE), locking would succeed now and starve the process once it has become its own user: the
// report says so.
contract::WallReport lock_memory();

// Gives back the heap's free pages, and the pages of program text and constants: most of a library's were used at the start
// alone, and where memory is locked they would be held for ever. What is needed again comes from the page cache, or from the
// image.
void give_back_memory();

}  // namespace cardea::process
