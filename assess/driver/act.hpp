// SPDX-License-Identifier: Apache-2.0
// Carries out what a driver names: commands without a shell, bounded in time and output; secrets read from their place;
// request bodies filled in. Nothing here decides anything.
#pragma once

#include <span>

#include "assess/driver/driver.hpp"

namespace cardea::assess {

struct Ran {
  int exit_code = -1;  // -1: ended by a signal, ours when timed out
  bool timed_out = false;
  std::string output;  // stdout, bounded
  std::string talk;    // stderr, bounded
};

inline constexpr std::size_t kCommandOutputMax = 64U << 10;

// `input` is what the command reads on stdin; at most 4 KiB, wiped by who gives it.
Result<Ran> run_command(const Command& command, std::int64_t timeout_ms, const SecretBytes& input = {});

Result<SecretBytes> read_secret(const SecretPlace& place);

struct Filling {
  std::string_view key;  // "{name}"
  Bytes value;
};

enum class Encoding : std::uint8_t { json, percent };

// Each key in the text becomes its value, escaped for what the text is.
SecretBytes fill(std::string_view text, std::span<const Filling> fillings, Encoding encoding);

// {name} and {password} of the template, escaped for what the body is.
SecretBytes fill_body(const SignIn& sign_in, std::string_view name, const SecretBytes& password);
SecretBytes fill_authorization(const SignIn& sign_in, const SecretBytes& token);

// RFC 6901. nullptr when there is no such place.
const Value* at_pointer(const Value& root, std::string_view pointer);
std::string text_at(const Value& root, std::string_view pointer);  // text, number or flag as text; else empty

}  // namespace cardea::assess
