// SPDX-License-Identifier: Apache-2.0
// tpm2-tss as a table of functions, found with dlopen when a device says that its keys are in a TPM. A vault whose keys are
// elsewhere loads none of it (its memory is measured in bench/), and an image without tpm2-tss still runs it.
#pragma once

#include <tss2/tss2_esys.h>
#include <tss2/tss2_mu.h>

#include <cstdlib>
#include <memory>

#include "lib/base/result.hpp"

namespace cardea::vault::tpm2 {

struct Esys {
  decltype(&Esys_Initialize) initialize = nullptr;
  decltype(&Esys_Finalize) finalize = nullptr;
  decltype(&Esys_GetCapability) get_capability = nullptr;
  decltype(&Esys_CreatePrimary) create_primary = nullptr;
  decltype(&Esys_Create) create = nullptr;
  decltype(&Esys_Load) load = nullptr;
  decltype(&Esys_FlushContext) flush_context = nullptr;
  decltype(&Esys_StartAuthSession) start_auth_session = nullptr;
  decltype(&Esys_TRSess_SetAttributes) set_session_attributes = nullptr;
  decltype(&Esys_Sign) sign = nullptr;
  decltype(&Esys_Unseal) unseal = nullptr;
  decltype(&Esys_PolicyPCR) policy_pcr = nullptr;
  decltype(&Esys_PolicyOR) policy_or = nullptr;
  decltype(&Esys_PolicyNV) policy_nv = nullptr;
  decltype(&Esys_PolicyGetDigest) policy_get_digest = nullptr;
  decltype(&Esys_PCR_Read) pcr_read = nullptr;
  decltype(&Esys_TR_FromTPMPublic) from_tpm_public = nullptr;
  decltype(&Esys_TR_Close) tr_close = nullptr;
  decltype(&Esys_NV_DefineSpace) nv_define_space = nullptr;
  decltype(&Esys_NV_ReadPublic) nv_read_public = nullptr;
  decltype(&Esys_NV_Increment) nv_increment = nullptr;
  decltype(&Esys_NV_Read) nv_read = nullptr;
  decltype(&Tss2_MU_TPM2B_PUBLIC_Marshal) marshal_public = nullptr;
  decltype(&Tss2_MU_TPM2B_PUBLIC_Unmarshal) unmarshal_public = nullptr;
  decltype(&Tss2_MU_TPM2B_PRIVATE_Marshal) marshal_private = nullptr;
  decltype(&Tss2_MU_TPM2B_PRIVATE_Unmarshal) unmarshal_private = nullptr;

  // Stays loaded until the process ends. Err::unsupported when tpm2-tss is not installed.
  static Result<Esys> load_library();
};

// What tpm2-tss hands out is the C library's memory; secrets may be in it.
struct FreeAfterWiping {
  template <class T>
  void operator()(T* object) const {
    explicit_bzero(object, sizeof(T));
    std::free(object);
  }
};
template <class T>
using Given = std::unique_ptr<T, FreeAfterWiping>;

}  // namespace cardea::vault::tpm2
