// SPDX-License-Identifier: Apache-2.0
#include "assess/wire/digest.hpp"

#include <openssl/evp.h>

#include <array>
#include <map>

namespace cardea::assess {

namespace {

constexpr std::size_t kChallengeMax = 4096;

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

bool same_word(std::string_view text, std::string_view word) {
  if (text.size() != word.size()) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (lower(text[i]) != lower(word[i])) return false;
  }
  return true;
}

void skip_blanks(std::string_view& text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t' || text.front() == ',')) text.remove_prefix(1);
}

// A quoted string or a word, up to a comma; moves behind it.
Result<std::string> take_value(std::string_view& text) {
  std::string value;
  if (!text.starts_with('"')) {
    const std::string_view word = text.substr(0, text.find_first_of(", \t"));
    text.remove_prefix(word.size());
    return std::string(word);
  }
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (text[i] == '"') {
      text.remove_prefix(i + 1);
      return value;
    }
    if (text[i] == '\\' && i + 1 < text.size()) ++i;
    value += text[i];
  }
  return Error{Err::bad_value, "a quotation without an end"};
}

Result<std::map<std::string, std::string>> take_parameters(std::string_view text) {
  std::map<std::string, std::string> parameters;
  for (skip_blanks(text); !text.empty(); skip_blanks(text)) {
    const std::size_t equals = text.find('=');
    if (equals == std::string_view::npos) return Error{Err::bad_value, "a parameter of a challenge without a value"};
    std::string name(text.substr(0, equals));
    for (char& c : name) c = lower(c);
    text.remove_prefix(equals + 1);
    TRY(parameters[name], take_value(text));
  }
  return parameters;
}

// Lower-case hex of the hash, as RFC 7616 writes it.
Result<std::string> hash_hex(const std::string& algorithm, Bytes data) {
  std::array<std::uint8_t, EVP_MAX_MD_SIZE> out{};
  std::size_t size = 0;
  const char* name = algorithm == "SHA-256" ? "SHA256" : "MD5";
  if (EVP_Q_digest(nullptr, name, nullptr, data.data(), data.size(), out.data(), &size) != 1)
    return Error{Err::unsupported, "this machine's OpenSSL has no such hash"};
  return to_hex(Bytes(out).first(size));
}

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

Result<std::string> hash_of_secret(const DigestChallenge& challenge, const DigestAsk& ask, const SecretBytes& password) {
  WipedBuffer whole;
  const auto append = [&](Bytes part) { whole.insert(whole.end(), part.begin(), part.end()); };
  append(as_bytes(ask.name));
  append(as_bytes(":"));
  append(as_bytes(challenge.realm));
  append(as_bytes(":"));
  append(password.expose_secret());
  return hash_hex(challenge.algorithm, whole);
}

}  // namespace

Result<DigestChallenge> parse_digest_challenge(std::string_view header) {
  if (header.size() > kChallengeMax) return Error{Err::too_large, "a challenge above the bound"};
  if (header.size() < 7 || !same_word(header.substr(0, 7), "Digest ")) return Error{Err::unsupported, "not a Digest challenge"};
  TRY(auto parameters, take_parameters(header.substr(7)));
  DigestChallenge challenge;
  challenge.realm = parameters["realm"];
  challenge.nonce = parameters["nonce"];
  challenge.opaque = parameters["opaque"];
  const std::string algorithm = parameters["algorithm"];
  if (challenge.nonce.empty()) return Error{Err::bad_value, "a Digest challenge without a nonce"};
  if (same_word(algorithm, "SHA-256"))
    challenge.algorithm = "SHA-256";
  else if (!algorithm.empty() && !same_word(algorithm, "MD5"))
    return Error{Err::unsupported, "a Digest algorithm that we do not speak"};
  const std::string quality = "," + parameters["qop"] + ",";
  challenge.quality_auth = quality.find(",auth,") != std::string::npos || quality.find(" auth,") != std::string::npos;
  return challenge;
}

Result<SecretBytes> answer_digest(const DigestChallenge& challenge, const DigestAsk& ask, const SecretBytes& password,
                                  std::string_view client_nonce) {
  TRY(std::string secret_hash, hash_of_secret(challenge, ask, password));
  TRY(const std::string asked_hash,
      hash_hex(challenge.algorithm, as_bytes(std::string(ask.method) + ":" + std::string(ask.target))));
  const std::string counted = "00000001:" + std::string(client_nonce) + ":auth:";
  std::string proof = secret_hash + ":" + challenge.nonce + ":" + (challenge.quality_auth ? counted : "") + asked_hash;
  TRY(const std::string response, hash_hex(challenge.algorithm, as_bytes(proof)));
  wipe(proof);
  wipe(secret_hash);
  std::string value = "Digest username=" + quoted(ask.name) + ", realm=" + quoted(challenge.realm) +
                      ", nonce=" + quoted(challenge.nonce) + ", uri=" + quoted(ask.target) +
                      ", algorithm=" + challenge.algorithm + ", response=\"" + response + "\"";
  if (challenge.quality_auth) value += ", qop=auth, nc=00000001, cnonce=" + quoted(client_nonce);
  if (!challenge.opaque.empty()) value += ", opaque=" + quoted(challenge.opaque);
  return SecretBytes(std::string_view(value));
}

}  // namespace cardea::assess
