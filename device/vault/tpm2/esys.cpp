// SPDX-License-Identifier: Apache-2.0
#include "device/vault/tpm2/esys.hpp"

#include <dlfcn.h>

namespace cardea::vault::tpm2 {
namespace {

class Library {
 public:
  explicit Library(const char* name) : handle_(::dlopen(name, RTLD_NOW | RTLD_LOCAL)) {}
  template <class Function>
  void find(const char* name, Function& into) {
    into = handle_ == nullptr ? nullptr : reinterpret_cast<Function>(::dlsym(handle_, name));
    complete_ = complete_ && into != nullptr;
  }
  bool complete() const { return complete_; }

 private:
  void* handle_;  // never closed: the table lives as long as the process
  bool complete_ = true;
};

bool find_esys(Esys& table) {
  Library esys("libtss2-esys.so.0");
  esys.find("Esys_Initialize", table.initialize);
  esys.find("Esys_Finalize", table.finalize);
  esys.find("Esys_GetCapability", table.get_capability);
  esys.find("Esys_CreatePrimary", table.create_primary);
  esys.find("Esys_Create", table.create);
  esys.find("Esys_Load", table.load);
  esys.find("Esys_FlushContext", table.flush_context);
  esys.find("Esys_StartAuthSession", table.start_auth_session);
  esys.find("Esys_TRSess_SetAttributes", table.set_session_attributes);
  esys.find("Esys_Sign", table.sign);
  esys.find("Esys_Unseal", table.unseal);
  esys.find("Esys_PolicyPCR", table.policy_pcr);
  esys.find("Esys_PolicyOR", table.policy_or);
  esys.find("Esys_PolicyNV", table.policy_nv);
  esys.find("Esys_PolicyGetDigest", table.policy_get_digest);
  esys.find("Esys_PCR_Read", table.pcr_read);
  esys.find("Esys_TR_FromTPMPublic", table.from_tpm_public);
  esys.find("Esys_TR_Close", table.tr_close);
  esys.find("Esys_NV_DefineSpace", table.nv_define_space);
  esys.find("Esys_NV_ReadPublic", table.nv_read_public);
  esys.find("Esys_NV_Increment", table.nv_increment);
  esys.find("Esys_NV_Read", table.nv_read);
  return esys.complete();
}

bool find_marshalling(Esys& table) {
  Library mu("libtss2-mu.so.0");
  mu.find("Tss2_MU_TPM2B_PUBLIC_Marshal", table.marshal_public);
  mu.find("Tss2_MU_TPM2B_PUBLIC_Unmarshal", table.unmarshal_public);
  mu.find("Tss2_MU_TPM2B_PRIVATE_Marshal", table.marshal_private);
  mu.find("Tss2_MU_TPM2B_PRIVATE_Unmarshal", table.unmarshal_private);
  return mu.complete();
}

}  // namespace

Result<Esys> Esys::load_library() {
  // Its messages go to stderr, policy refusals included, which are a normal answer here: we say it ourselves.
  ::setenv("TSS2_LOG", "all+NONE", /*overwrite=*/0);
  Esys table;
  if (!find_esys(table) || !find_marshalling(table)) {
    return Error{Err::unsupported, "the keys are in a TPM, and tpm2-tss (libtss2-esys) is not installed here"};
  }
  return table;
}

}  // namespace cardea::vault::tpm2
