// SPDX-License-Identifier: Apache-2.0
// What the person at the terminal sees of the household: chapters, results, a progress bar where there is a terminal.
#pragma once

#include <string>
#include <string_view>

namespace cardea::household {

class Screen {
 public:
  Screen();
  void chapter(std::string_view title);
  void done(std::string_view what);                              // a step that worked
  void refused(std::string_view attack, std::string_view why);   // an attack that did not
  void note(std::string_view what);
  void progress(std::string_view what, unsigned permille);       // redraws its line; nothing without a terminal
  void end_progress();

 private:
  std::string paint(std::string_view code, std::string_view text) const;
  bool terminal_;
  bool drawing_ = false;
};

}  // namespace cardea::household
