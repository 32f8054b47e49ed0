// SPDX-License-Identifier: Apache-2.0
#include "device/updater/verified_update.hpp"

#include "lib/image/image.hpp"
#include "lib/store/file.hpp"

namespace cardea::updater {

namespace {

Problem not_the_signed_one(const Offer& offer, Err code, const std::string& why) {
  return Problem(code,
                 "The download of version " + label_of(offer.info) + " is not what the maker signed: " + why + ". It was refused.");
}

// While it is read, the disk still writes; then it is waited for, with its name.
Status make_last(SecondLook& look, const std::string& path) {
  TRY_(look.make_last());
  return store::sync_directory(path.substr(0, path.rfind('/')));
}

// What the signed bytes say of themselves: they may have been described wrongly.
Status check_identity(const image::Claim& claim, const tuf::ReleaseInfo& info) {
  if (claim.root != info.root) return Error{Err::unauthentic, "the image inside is another one than the one that was promised"};
  if (claim.manifest.model != model_of_image(info)) return Error{Err::refused, "the image inside is for another model"};
  if (claim.manifest.version != info.version) return Error{Err::refused, "the image inside is another version"};
  if (claim.manifest.epoch != info.epoch) return Error{Err::refused, "the image inside has another security epoch"};
  return kOk;
}

}  // namespace

//= EN303645 5.3-9   type=implementation
// # What was written is read again before it may be started (second_look.hpp). Its blocks were held against the root hash before
// # they were written (image_download.hpp): that these are the same bytes is what the SHA-256 says.
Outcome<VerifiedUpdate> verify_download(SecondLook& look, const std::string& path, const Offer& offer) {
  const auto digest = look.finish(offer.target.length);
  if (!digest) return not_the_signed_one(offer, digest.error().code, digest.error().what);
  if (*digest != *offer.target.hashes.sha256) return not_the_signed_one(offer, Err::unauthentic, "its SHA-256 is another");
  const auto claim = image::read_claim(path);
  if (!claim) return not_the_signed_one(offer, claim.error().code, claim.error().what);
  if (const Status same = check_identity(*claim, offer.info); !same) {
    return not_the_signed_one(offer, same.error().code, same.error().what);
  }
  if (const Status lasts = make_last(look, path); !lasts) {
    return Problem(lasts.error().code, "The download of version " + label_of(offer.info) +
                                           " cannot be written: " + Problem::describe(lasts.error()) + ".");
  }
  return VerifiedUpdate({offer.info.version, offer.target.length, *digest, offer.info.epoch});
}

}  // namespace cardea::updater
