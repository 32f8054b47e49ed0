// SPDX-License-Identifier: Apache-2.0
#include "household/screen.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstdio>

namespace cardea::household {
namespace {

constexpr unsigned kBar = 30;

void print(const std::string& text) {
  std::fputs(text.c_str(), stderr);
  std::fflush(stderr);
}

}  // namespace

Screen::Screen() : terminal_(isatty(STDERR_FILENO) == 1) {}

std::string Screen::paint(std::string_view code, std::string_view text) const {
  if (!terminal_) return std::string(text);
  return "\033[" + std::string(code) + "m" + std::string(text) + "\033[0m";
}

void Screen::chapter(std::string_view title) {
  end_progress();
  print("\n" + paint("1", title) + "\n");
}

void Screen::done(std::string_view what) {
  end_progress();
  print("  " + paint("32", "✓") + " " + std::string(what) + "\n");
}

void Screen::refused(std::string_view attack, std::string_view why) {
  end_progress();
  print("  " + paint("32", "✓ refused") + "  " + std::string(attack) + "\n             " + std::string(why) + "\n");
}

void Screen::note(std::string_view what) {
  end_progress();
  print("    " + std::string(what) + "\n");
}

void Screen::progress(std::string_view what, unsigned permille) {
  if (!terminal_) return;
  const unsigned full = std::min(permille, 1000U) * kBar / 1000;
  std::string bar;
  for (unsigned i = 0; i < kBar; ++i) bar += i < full ? "█" : "░";
  print("\r\033[K    " + bar + " " + std::string(what));
  drawing_ = true;
}

void Screen::end_progress() {
  if (drawing_) print("\r\033[K");
  drawing_ = false;
}

}  // namespace cardea::household
