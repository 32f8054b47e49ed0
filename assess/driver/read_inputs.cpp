// SPDX-License-Identifier: Apache-2.0
#include "assess/driver/read_inputs.hpp"

#include "assess/driver/read_acts.hpp"

namespace cardea::assess {

InputActs read_input_acts(Fields fields) {
  InputActs acts;
  if (!fields.present()) return acts;
  acts.wanted = true;
  acts.reaches = fields.texts("reaches");
  acts.show = read_act(fields.object("show"));
  acts.revive = fields.texts("revive");
  acts.count_max = fields.number("count_max", acts.count_max, 1, kInputsMax);
  acts.answer_ms = fields.number("answer_ms", acts.answer_ms, 100, 60'000);
  acts.settle_ms = fields.number("settle_ms", acts.settle_ms, 100, 600'000);
  fields.finish();
  return acts;
}

}  // namespace cardea::assess
