// SPDX-License-Identifier: Apache-2.0
// Values that must not be read on the way, and the spellings in which they could be: as they are, and as text formats write them.
// What is compressed, or hashed, they do not find.
#pragma once

#include <string>
#include <vector>

#include "lib/base/secret.hpp"

namespace cardea::assess {

struct Spelling {
  std::size_t value = 0;  // by the order in which it was added
  const char* name = "";  // "as it is", "base64", ...
  WipedBuffer bytes;
};

class Canaries {
 public:
  // False: it is too short or too plain a word to be told from what others say, and is not looked for.
  bool add(const std::string& of, const SecretBytes& value);

  std::size_t count() const { return names_.size(); }
  const std::string& name_of(std::size_t value) const { return names_[value]; }
  const std::vector<Spelling>& spellings() const { return spellings_; }
  std::size_t longest() const { return longest_; }

 private:
  void spell(std::size_t value, const char* name, Bytes bytes);
  void spell_base64(std::size_t value, Bytes bytes);

  std::vector<std::string> names_;
  std::vector<Spelling> spellings_;
  std::size_t longest_ = 0;
};

}  // namespace cardea::assess
