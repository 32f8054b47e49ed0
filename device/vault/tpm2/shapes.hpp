// SPDX-License-Identifier: Apache-2.0
// The public areas of what Cardea keeps in a TPM: which attributes each object has is decided here and nowhere else.
#pragma once

#include <tss2/tss2_tpm2_types.h>

#include <cstdint>

namespace cardea::vault::tpm2 {

// Made inside, never leaves: neither alone nor under another parent.
inline constexpr TPMA_OBJECT kNeverLeaves = TPMA_OBJECT_FIXEDTPM | TPMA_OBJECT_FIXEDPARENT | TPMA_OBJECT_SENSITIVEDATAORIGIN;

// Counts up by one and never back. Deleted and made again it goes on above every value that any counter of this TPM ever had
// (TPM 2.0 part 1, 37.2.4), so an old record never fits again. Owner rights alone cannot write it.
inline constexpr TPMA_NV kCounterAttributes = TPMA_NV_AUTHREAD | TPMA_NV_AUTHWRITE | TPMA_NV_POLICYREAD | TPMA_NV_NO_DA |
                                              (TPM2_NT_COUNTER << TPMA_NV_TPM2_NT_SHIFT);

inline TPM2B_PUBLIC ecc_shape(TPMA_OBJECT attributes) {
  TPM2B_PUBLIC shape{};
  TPMT_PUBLIC& area = shape.publicArea;
  area.type = TPM2_ALG_ECC;
  area.nameAlg = TPM2_ALG_SHA256;
  area.objectAttributes = attributes;
  area.parameters.eccDetail.curveID = TPM2_ECC_NIST_P256;
  area.parameters.eccDetail.kdf.scheme = TPM2_ALG_NULL;
  area.parameters.eccDetail.scheme.scheme = TPM2_ALG_NULL;
  area.parameters.eccDetail.symmetric.algorithm = TPM2_ALG_NULL;
  return shape;
}

// Wraps the others. Made anew from the TPM's own seed at each start, always the same: nothing of it is stored.
inline TPM2B_PUBLIC storage_shape() {
  TPM2B_PUBLIC shape =
      ecc_shape(kNeverLeaves | TPMA_OBJECT_RESTRICTED | TPMA_OBJECT_DECRYPT | TPMA_OBJECT_USERWITHAUTH | TPMA_OBJECT_NODA);
  TPMT_SYM_DEF_OBJECT& symmetric = shape.publicArea.parameters.eccDetail.symmetric;
  symmetric.algorithm = TPM2_ALG_AES;
  symmetric.keyBits.aes = 128;
  symmetric.mode.aes = TPM2_ALG_CFB;
  return shape;
}

inline TPM2B_PUBLIC signing_shape() {
  TPM2B_PUBLIC shape = ecc_shape(kNeverLeaves | TPMA_OBJECT_SIGN_ENCRYPT | TPMA_OBJECT_USERWITHAUTH | TPMA_OBJECT_NODA);
  shape.publicArea.parameters.eccDetail.scheme.scheme = TPM2_ALG_ECDSA;
  shape.publicArea.parameters.eccDetail.scheme.details.ecdsa.hashAlg = TPM2_ALG_SHA256;
  return shape;
}

// No userWithAuth: the policy is the only way in.
inline TPM2B_PUBLIC sealed_shape(const TPM2B_DIGEST& policy) {
  TPM2B_PUBLIC shape{};
  TPMT_PUBLIC& area = shape.publicArea;
  area.type = TPM2_ALG_KEYEDHASH;
  area.nameAlg = TPM2_ALG_SHA256;
  area.objectAttributes = TPMA_OBJECT_FIXEDTPM | TPMA_OBJECT_FIXEDPARENT | TPMA_OBJECT_NODA;
  area.authPolicy = policy;
  area.parameters.keyedHashDetail.scheme.scheme = TPM2_ALG_NULL;
  return shape;
}

inline TPM2B_NV_PUBLIC counter_shape(TPM2_HANDLE index) {
  TPM2B_NV_PUBLIC shape{};
  shape.nvPublic.nvIndex = index;
  shape.nvPublic.nameAlg = TPM2_ALG_SHA256;
  shape.nvPublic.attributes = kCounterAttributes;
  shape.nvPublic.dataSize = 8;
  return shape;
}

inline TPML_PCR_SELECTION one_register(unsigned pcr) {
  TPML_PCR_SELECTION selection{};
  selection.count = 1;
  selection.pcrSelections[0].hash = TPM2_ALG_SHA256;
  selection.pcrSelections[0].sizeofSelect = 3;
  selection.pcrSelections[0].pcrSelect[pcr / 8] = static_cast<std::uint8_t>(1U << (pcr % 8));
  return selection;
}

}  // namespace cardea::vault::tpm2
