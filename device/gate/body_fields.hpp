// SPDX-License-Identifier: Apache-2.0
// Every field of every body of the local API: its type, its length, what it may hold. gate looks at a body by this table before
// anything else does, so that the answer can name the field. Who decides stays who decided: steward checks again.
#pragma once

#include <array>
#include <optional>

#include "contracts/ipc/steward.hpp"
#include "device/gate/routes.hpp"
#include "lib/base/bytes.hpp"

namespace cardea::gate {

enum class Holds : std::uint8_t {
  name,      // a new account's: a-z, 0-9, dot, underscore, hyphen
  text,      // without control characters
  secret,    // any text
  flag,      // true or false
  role,      // guest, user, admin
  language,  // en, zh
  moment,    // RFC 3339, at most 30 days from now
  moment_or_null,
  time_or_null,  // of a day: HH:MM
  utc_offset,    // minutes, a number
  file_size,     // 1 to kFileMax
  file_offset,   // 0 to kFileMax
  base64,
};

struct BodyField {
  Duty duty;
  std::string_view name;
  Holds holds;
  std::size_t characters_max = 0;
  bool optional = false;
};

inline constexpr std::size_t kSecretMax = 512;
inline constexpr std::size_t kAskedNameMax = 64;  // of an account that is looked for
inline constexpr std::size_t kCodeMax = 32;
inline constexpr std::size_t kCertificateMax = 2048;  // PEM; one of P-256 takes some 700
inline constexpr std::int64_t kFileMax = std::int64_t{8} << 30;  // of an update in a file
inline constexpr std::size_t kFileNameMax = 320;                 // of one on a stick, with the stick's
inline constexpr std::size_t kFilePartMax = 7 * 1024;            // base64 of what updater asks for at once
inline constexpr std::size_t kProofMax = 128;         // of a machine client: a challenge, a signature

// clang-format off
inline constexpr std::array kBodyFields{
    BodyField{Duty::set_up,               "label_password",          Holds::secret,   kSecretMax},
    BodyField{Duty::set_up,               "name",                    Holds::name,     contract::kPersonNameMax},
    BodyField{Duty::set_up,               "new_password",            Holds::secret,   kSecretMax},
    BodyField{Duty::sign_in,              "name",                    Holds::text,     kAskedNameMax},
    BodyField{Duty::sign_in,              "password",                Holds::secret,   kSecretMax},
    BodyField{Duty::sign_in,              "code",                    Holds::text,     kCodeMax,   /*optional=*/true},
    BodyField{Duty::sign_in,              "new_password",            Holds::secret,   kSecretMax, /*optional=*/true},
    BodyField{Duty::change_password,      "old_password",            Holds::secret,   kSecretMax},
    BodyField{Duty::change_password,      "new_password",            Holds::secret,   kSecretMax},
    BodyField{Duty::write_settings,       "device_name",             Holds::text,     contract::kDeviceNameCharactersMax},
    BodyField{Duty::write_settings,       "language",                Holds::language},
    BodyField{Duty::write_settings,       "telemetry_consent",       Holds::flag},
    BodyField{Duty::write_settings,       "automatic_updates",       Holds::flag},
    BodyField{Duty::write_settings,       "updates_postponed_until", Holds::moment_or_null},
    BodyField{Duty::write_settings,       "setup_finished",          Holds::flag},
    BodyField{Duty::write_settings,       "quiet_from",              Holds::time_or_null},
    BodyField{Duty::write_settings,       "quiet_to",                Holds::time_or_null},
    BodyField{Duty::write_settings,       "utc_offset_min",          Holds::utc_offset},
    BodyField{Duty::postpone_update,      "until",                   Holds::moment},
    BodyField{Duty::install_medium,       "name",                    Holds::text,     kFileNameMax},
    BodyField{Duty::offer_file,           "size",                    Holds::file_size},
    BodyField{Duty::supply_file,          "offset",                  Holds::file_offset},
    BodyField{Duty::supply_file,          "bytes",                   Holds::base64,   kFilePartMax},
    BodyField{Duty::erase,                "password",                Holds::secret,   kSecretMax},
    BodyField{Duty::add_person,           "name",                    Holds::name,     contract::kPersonNameMax},
    BodyField{Duty::add_person,           "role",                    Holds::role},
    BodyField{Duty::add_person,           "password",                Holds::secret,   kSecretMax},
    BodyField{Duty::remove_person,        "name",                    Holds::text,     kAskedNameMax},
    BodyField{Duty::change_role,          "name",                    Holds::text,     kAskedNameMax},
    BodyField{Duty::change_role,          "role",                    Holds::role},
    BodyField{Duty::reset_password,       "name",                    Holds::text,     kAskedNameMax},
    BodyField{Duty::reset_password,       "password",                Holds::secret,   kSecretMax},
    BodyField{Duty::begin_second_factor,  "password",                Holds::secret,   kSecretMax},
    BodyField{Duty::confirm_second_factor, "code",                   Holds::text,     kCodeMax},
    BodyField{Duty::remove_second_factor, "password",                Holds::secret,   kSecretMax},
    BodyField{Duty::add_machine,          "name",                    Holds::name,     contract::kPersonNameMax},
    BodyField{Duty::add_machine,          "role",                    Holds::role},
    BodyField{Duty::add_machine,          "certificate",             Holds::secret,   kCertificateMax},
    BodyField{Duty::machine_sign_in,      "name",                    Holds::text,     kAskedNameMax},
    BodyField{Duty::machine_sign_in,      "challenge",               Holds::text,     kProofMax},
    BodyField{Duty::machine_sign_in,      "signature",               Holds::text,     kProofMax},
};
// clang-format on

struct BodyObjection {
  std::string field;       // empty: the body as a whole
  std::string_view error;  // a sentence that the page knows in both languages
  std::string hint;        // what the field holds
};

// Nothing: the body is what the route takes.
std::optional<BodyObjection> objection_to_body(Duty duty, Bytes body, std::int64_t now_s);

}  // namespace cardea::gate
