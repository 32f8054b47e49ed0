// SPDX-License-Identifier: Apache-2.0
// What Tpm's two source files share: the owner of a handle, and numbers in full width.
#pragma once

#include "device/vault/tpm2/tpm.hpp"

namespace cardea::vault::tpm2 {

// Of a loaded object or session, which is flushed; or of a counter, which is only forgotten.
class Tpm::Handle {
 public:
  enum class Kind : std::uint8_t { loaded, stays };

  Handle(const Esys& esys, ESYS_CONTEXT* context, ESYS_TR handle, Kind kind)
      : esys_(&esys),
        context_(context),
        handle_(handle),
        kind_(kind) {}
  Handle(Handle&& from) noexcept
      : esys_(from.esys_),
        context_(from.context_),
        handle_(std::exchange(from.handle_, ESYS_TR_NONE)),
        kind_(from.kind_) {}
  Handle& operator=(Handle&&) = delete;
  ~Handle() {
    if (handle_ == ESYS_TR_NONE) return;
    if (kind_ == Kind::loaded)
      esys_->flush_context(context_, handle_);
    else
      esys_->tr_close(context_, &handle_);
  }

  ESYS_TR get() const { return handle_; }
  ESYS_TR release() { return std::exchange(handle_, ESYS_TR_NONE); }

 private:
  const Esys* esys_;
  ESYS_CONTEXT* context_;
  ESYS_TR handle_;
  Kind kind_;
};

// A TPM may leave the zeros in front of a number away.
inline Buffer to_width(Bytes number, std::size_t width = 32) {
  Buffer full(width > number.size() ? width - number.size() : 0);
  full.insert(full.end(), number.begin(), number.end());
  return full;
}

}  // namespace cardea::vault::tpm2
