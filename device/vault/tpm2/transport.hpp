// SPDX-License-Identifier: Apache-2.0
// tpm2-tss talks through this to a TPM whose descriptor is open already. Its own transports look for the TPM by path and open
// connections as they go, which a confined vault must not be able to.
#pragma once

#include <tss2/tss2_tcti.h>

#include "lib/base/fd.hpp"

namespace cardea::vault::tpm2 {

class Transport {
 public:
  explicit Transport(UniqueFd tpm);
  Transport(const Transport&) = delete;
  Transport& operator=(const Transport&) = delete;

  TSS2_TCTI_CONTEXT* context() { return reinterpret_cast<TSS2_TCTI_CONTEXT*>(&state_); }
  int fd() const { return tpm_.get(); }

 private:
  // tpm2-tss sees the first member alone; the second is ours (its own transports are laid out like this).
  struct State {
    TSS2_TCTI_CONTEXT_COMMON_V2 common;
    int fd;
  };
  static TSS2_RC transmit(TSS2_TCTI_CONTEXT* context, std::size_t size, const std::uint8_t* command);
  static TSS2_RC receive(TSS2_TCTI_CONTEXT* context, std::size_t* size, std::uint8_t* response, std::int32_t timeout);

  UniqueFd tpm_;
  State state_{};
};

}  // namespace cardea::vault::tpm2
