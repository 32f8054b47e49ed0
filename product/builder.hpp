// SPDX-License-Identifier: Apache-2.0
// Puts the documents of a declaration together: fragments first, then the product's own file, which may add rows freely and
// change a fragment's row or answer only by saying so (`override = true`).
#pragma once

#include "product/read.hpp"

namespace cardea::product {

class DeclarationBuilder {
 public:
  DeclarationBuilder(std::string file, Findings& findings) : findings_(findings) { declaration_.file_ = std::move(file); }

  void add_fragment(const std::string& name, Document document);
  void add_own(Document document);
  Declaration finish();  // checks what the schema requires, now that rows are whole

 private:
  void add_row(ReadRow incoming);
  void add_answer(ReadRow incoming);
  void meet(Row& present, const ReadRow& incoming);
  void join_single(Row& present, const ReadRow& incoming);

  Declaration declaration_;
  bool has_product_ = false;
  Findings& findings_;
};

}  // namespace cardea::product
