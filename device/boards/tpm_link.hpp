// SPDX-License-Identifier: Apache-2.0
// The way to a TPM 2.0: a descriptor that takes commands and gives responses (TCG TPM 2.0 part 1, section 30). Opened before
// the walls go up, by warden or by vault alone; whoever holds the descriptor needs no path, no socket call and no library to
// find the TPM. Besides it, what the board itself must say to a TPM: which image it boots.
#pragma once

#include "contracts/board/key_store.hpp"
#include "contracts/board/boot_record.hpp"
#include "lib/base/fd.hpp"

namespace cardea::board {

inline constexpr std::size_t kTpmResponseMax = 4096;  // TPM2_MAX_RESPONSE_SIZE of the PC client profile

// Err::unavailable when nothing answers there.
Result<UniqueFd> open_tpm(const TpmKeys& keys);

// One command as it stands, and its response. Err::unavailable when the TPM is gone, Err::bad_value when it talks nonsense.
Status send_command(int tpm, Bytes command);
Result<Buffer> receive_response(int tpm);

struct TpmHead {
  std::uint16_t tag = 0;
  std::uint32_t size = 0;  // of the whole response
  std::uint32_t code = 0;  // 0: success
};
// The ten bytes in front of every response; what follows is not looked at.
Result<TpmHead> parse_tpm_head(Bytes wire);

// The registers that this software may measure into: those that the platform lets it reset, as a power cycle would. All
// others are the firmware's.
constexpr bool measured_by_board(unsigned pcr) {
  return pcr == 16 || pcr == 23;
}
// From zero: what was measured before is gone. Err::bad_value for a register that is the firmware's.
Status measure_boot(int tpm, unsigned pcr, const Digest& image_root);

// What the register holds after measure_boot: the boot state to expect of an image.
Digest boot_state_after(const Digest& image_root);

}  // namespace cardea::board
