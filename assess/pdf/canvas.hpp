// SPDX-License-Identifier: Apache-2.0
// A4 pages that fill from top to bottom: text, rows of cells and bars, drawn by Pango and Cairo. Nothing of a target is markup
// here, and no text is longer than what a page can hold.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "lib/base/result.hpp"

namespace cardea::assess::pdf {

struct Colour {
  double red = 0.13;
  double green = 0.15;
  double blue = 0.17;
};

inline constexpr Colour kInk{};
inline constexpr Colour kSoft{0.36, 0.38, 0.41};
inline constexpr Colour kRule{0.82, 0.81, 0.78};

struct Pen {
  double size = 8.5;  // points
  bool bold = false;
  Colour colour = kInk;
  double above = 0;  // points of room
  double indent = 0;
};

struct Cell {
  std::string text;
  double width = 0;  // points; 0: what the others leave
  Pen pen = {};
  bool to_the_right = false;
};

struct Part {
  Colour colour;
  std::size_t count = 0;
};

struct About {
  std::string title;
  std::string created;  // RFC 3339: the only date in the file
  std::string foot;     // at the bottom of every page
  bool chinese = false;
};

class Canvas {
 public:
  explicit Canvas(const About& about);
  ~Canvas();
  Canvas(const Canvas&) = delete;
  Canvas& operator=(const Canvas&) = delete;

  void page();               // begins a new one
  void room(double height);  // a new page unless so much is left
  void gap(double height);
  void heading(const std::string& text, int level);  // 1: a section, on a new page; 2: within one; both are in the outline
  void paragraph(const std::string& text, const Pen& pen);
  void row(const std::vector<Cell>& cells, bool rule);
  void bar(const std::vector<Part>& parts, double left, double width, double height);
  // Drawn again at the top of each page that follows; empty: no more.
  void repeat(std::function<void()> head);

  double width() const;                          // between the margins
  bool can_show(const std::string& text) const;  // is there a font for every letter of it?
  Outcome<std::string> finish();                 // once

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace cardea::assess::pdf
