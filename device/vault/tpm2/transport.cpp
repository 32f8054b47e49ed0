// SPDX-License-Identifier: Apache-2.0
#include "device/vault/tpm2/transport.hpp"

#include <algorithm>

#include "device/boards/tpm_link.hpp"

namespace cardea::vault::tpm2 {
namespace {

constexpr std::uint64_t kMagic = 0x43415244'45415450;  // tells transports apart in a debugger, nothing more

}  // namespace

Transport::Transport(UniqueFd tpm) : tpm_(std::move(tpm)) {
  state_.common.v1.magic = kMagic;
  state_.common.v1.version = 2;
  state_.common.v1.transmit = transmit;
  state_.common.v1.receive = receive;
  state_.fd = tpm_.get();
}

TSS2_RC Transport::transmit(TSS2_TCTI_CONTEXT* context, std::size_t size, const std::uint8_t* command) {
  const Status sent = board::send_command(reinterpret_cast<State*>(context)->fd, {command, size});
  return sent ? TSS2_RC_SUCCESS : TSS2_TCTI_RC_IO_ERROR;
}

// Waits however long it takes, whatever the timeout: a TPM that hangs makes vault miss the watchdog's beat.
TSS2_RC Transport::receive(TSS2_TCTI_CONTEXT* context, std::size_t* size, std::uint8_t* response, std::int32_t) {
  if (response == nullptr) {  // asks how much there may be
    *size = board::kTpmResponseMax;
    return TSS2_RC_SUCCESS;
  }
  const auto got = board::receive_response(reinterpret_cast<State*>(context)->fd);
  if (!got) return TSS2_TCTI_RC_IO_ERROR;
  if (got->size() > *size) return TSS2_TCTI_RC_INSUFFICIENT_BUFFER;
  std::copy(got->begin(), got->end(), response);
  *size = got->size();
  return TSS2_RC_SUCCESS;
}

}  // namespace cardea::vault::tpm2
