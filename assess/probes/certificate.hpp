// SPDX-License-Identifier: Apache-2.0
// The facts of one certificate, in words. The grammar is OpenSSL's; names are bounded and come out as they are.
#pragma once

#include "lib/codec/value.hpp"

namespace cardea::assess {

Result<Value> describe_certificate(Bytes der);

}  // namespace cardea::assess
