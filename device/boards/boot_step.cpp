// SPDX-License-Identifier: Apache-2.0
#include "device/boards/boot_step.hpp"

#include <cstdio>
#include <filesystem>

#include "contracts/board/trial_end.hpp"
#include "device/boards/dirboard.hpp"
#include "device/boards/ownership.hpp"
#include "device/boards/tpm_link.hpp"
#include "lib/image/image.hpp"
#include "lib/store/file.hpp"

namespace cardea::board {
namespace {

namespace fs = std::filesystem;

Status remove_tree(const std::string& path) {
  std::error_code failed;
  fs::remove_all(path, failed);
  if (failed) return Error{Err::io, "cannot remove the system of the last start", failed.value()};
  return kOk;
}

//= EN303645 5.7-1
Result<image::VerifiedImage> verified(const std::string& device, Slot slot, const SlotRecord& expected) {
  TRY(auto image, image::verify(image_path(device, slot), expected.root));
  // The epoch and the version that warden judges by are the record's: they must be the image's own.
  const image::Manifest& inside = image.manifest();
  if (inside.version != expected.version || inside.epoch != expected.epoch) {
    return Error{Err::unauthentic, "the image is not the one that the boot record names"};
  }
  return image;
}

Status lay_out(const std::string& device, const image::VerifiedImage& image) {
  const std::string fresh = device + "/run.new";
  TRY_(remove_tree(fresh));
  TRY_(image.unpack(fresh));
  TRY_(remove_tree(device + "/run"));
  TRY_(remove_tree(device + "/lights"));  // this start is from a verified copy: no alert is left
  if (std::rename(fresh.c_str(), (device + "/run").c_str()) != 0) return io_error("cannot put the unpacked system in place");
  return kOk;
}

//= EN303645 5.7-1
// Before anything of the image runs: what is sealed on this device opens for the images that vault allowed, and for no other.
Status measure(const std::string& device, const SlotRecord& booting) {
  TRY(const KeyStore store, read_key_store(device));
  const auto* keys = std::get_if<TpmKeys>(&store);
  if (keys == nullptr || !measured_by_board(keys->pcr)) return kOk;
  TRY(const UniqueFd tpm, open_tpm(*keys));
  return measure_boot(tpm.get(), keys->pcr, booting.root);
}

// The disk failing is no reason to condemn an image.
bool condemns(const Error& why) {
  return why.code != Err::io && why.code != Err::exhausted;
}

std::string reason_for(Slot slot, const Error& why) {
  return std::string("slot ") + name_of(slot) + std::string(trial_end::kNotStarted) + Problem::describe(why);
}

}  // namespace

Outcome<Booted> boot(const std::string& device, std::optional<std::uint32_t> uid_base) {
  const auto problem = [&](const Error& why, std::string hint) {
    return Problem(why.code, device + ": " + Problem::describe(why), std::move(hint));
  };
  auto record = read_boot_record(device);
  if (!record) return problem(record.error(), "is this a device's folder, made by cardea factory make?");
  auto choice = choose(*record);
  bool fell_back = false;
  while (choice) {
    fell_back = fell_back || choice->fell_back;
    if (const Status written = write_boot_record(device, choice->record); !written) {
      return problem(written.error(), "the device's folder must be writable and have space");
    }
    const SlotRecord expected = *slot_in(choice->record, choice->slot);
    auto image = verified(device, choice->slot, expected);
    const Status laid_out = image ? lay_out(device, *image) : Status(image.error());
    if (laid_out) {
      if (const Status given = uid_base ? give_to_processes(device, *uid_base, choice->slot) : kOk; !given) {
        return problem(given.error(), "make the device again with cardea factory make");
      }
      if (const Status measured = measure(device, expected); !measured) {
        return problem(measured.error(), "the TPM that identity/key-store names must answer");
      }
      return Booted{choice->slot,
                    expected.version,
                    choice->trial,
                    fell_back,
                    choice->record.last_failed_version,
                    choice->record.last_failure};
    }
    if (!condemns(laid_out.error())) return problem(laid_out.error(), "the device's folder must be writable and have space");
    choice = choose_after_bad_image(*choice, reason_for(choice->slot, laid_out.error()));
  }
  return problem(choice.error(), "no image on this device can be trusted: make it again, or restore a slot");
}

}  // namespace cardea::board
