// SPDX-License-Identifier: Apache-2.0
// The JSON bodies of the local API. Strict: exactly the members of the contract, small bounds. What was parsed is wiped.
#pragma once

#include <variant>

#include "contracts/ipc/people.hpp"
#include "contracts/ipc/updater.hpp"

namespace cardea::gate {

inline constexpr std::size_t kBodyMax = 8 * 1024;

std::string_view name_of(contract::Role role);

// Token and source are filled in by the caller.
Result<contract::SetUp> parse_set_up(Bytes body);
// A sign-in, or the first one with a password that the administrator chose, which brings a new one along.
using WantedSession = std::variant<contract::SignIn, contract::FirstSignIn>;
Result<WantedSession> parse_sign_in(Bytes body);
Result<contract::ChangePassword> parse_change_password(Bytes body);
// Minutes since midnight, of HH:MM.
Result<std::uint32_t> parse_time_of_day(std::string_view text);
Result<contract::Settings> parse_settings(Bytes body);
Result<std::int64_t> parse_postpone(Bytes body);  // until, in seconds
Result<SecretBytes> parse_password(Bytes body);   // erase, second step: the password once more
Result<contract::AddPerson> parse_add_person(Bytes body);
Result<contract::RemovePerson> parse_remove_person(Bytes body);
Result<contract::ChangeRole> parse_change_role(Bytes body);
Result<contract::ResetPassword> parse_reset_password(Bytes body);
// A machine client's certificate is still text: who reads it, verifies it.
struct WantedMachine {
  contract::AddMachine machine;  // without its key
  std::string certificate_pem;
};
Result<WantedMachine> parse_add_machine(Bytes body);
Result<contract::MachineSignIn> parse_machine_sign_in(Bytes body);  // what is no base64 is no signature: it proves nothing
Result<contract::InstallMedium> parse_install_medium(Bytes body);
Result<contract::OfferFile> parse_offer_file(Bytes body);
Result<contract::SupplyFile> parse_supply_file(Bytes body);  // its bytes are base64
Result<std::string> parse_code(Bytes body);                  // of the second step

}  // namespace cardea::gate
