// SPDX-License-Identifier: Apache-2.0
// parse_key on any object: an Ed25519 key has its 32 bytes and says itself again; a key of no known kind has nothing to verify
// with.
#include "lib/codec/json.hpp"
#include "lib/tuf/key.hpp"
#include "tools/fuzz/fuzz.hpp"

void fuzz(cardea::Bytes input) {
  using namespace cardea;
  const auto object = parse_json(input);
  if (!object) return;
  const auto key = tuf::parse_key(*object);
  if (!key) return;
  if (key->kind == tuf::KeyKind::unknown) return require(key->material.empty());
  if (key->kind != tuf::KeyKind::ed25519) return;
  require(key->material.size() == 32);
  const auto again = tuf::parse_key(tuf::ed25519_key_object(key->material));
  require(again.ok() && again->kind == key->kind && again->material == key->material);
}
