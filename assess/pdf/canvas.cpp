// SPDX-License-Identifier: Apache-2.0
#include "assess/pdf/canvas.hpp"

#include <cairo-pdf.h>
#include <pango/pangocairo.h>

#include <algorithm>

#include "assess/report/text.hpp"

namespace cardea::assess::pdf {

namespace {

constexpr double kPageWidth = 595.276;  // A4
constexpr double kPageHeight = 841.89;
constexpr double kMargin = 48;
constexpr double kBottom = kPageHeight - 56;
constexpr double kFoot = kPageHeight - 38;
constexpr double kBetweenCells = 9;
constexpr std::size_t kTextMax = 3000;  // bytes of one text: less than a page, in every column we use
// Chinese from a font of TrueType outlines where there is one: of some letters of CFF outlines cairo 1.16 embeds half a program, and
// the page shows nothing there.
constexpr const char* kFonts = "Noto Sans, Droid Sans Fallback, Noto Sans CJK SC, DejaVu Sans, sans-serif";

struct Unref {
  void operator()(void* object) const { g_object_unref(object); }
  void operator()(cairo_surface_t* surface) const { cairo_surface_destroy(surface); }
  void operator()(cairo_t* cairo) const { cairo_destroy(cairo); }
};
template <class T>
using Handle = std::unique_ptr<T, Unref>;

cairo_status_t append(void* closure, const unsigned char* data, unsigned int size) {
  static_cast<std::string*>(closure)->append(reinterpret_cast<const char*>(data), size);
  return CAIRO_STATUS_SUCCESS;
}

// Cut between characters: what is cut off is in the JSON.
std::string cut(const std::string& text) {
  if (text.size() <= kTextMax) return text;
  std::size_t end = kTextMax;
  while (end > 0 && (static_cast<std::uint8_t>(text[end]) & 0xc0) == 0x80) --end;
  return text.substr(0, end) + " …";
}

std::string short_enough(const std::string& text) {
  return cut(printable(cut(text)));
}

double points(int pango_units) {
  return static_cast<double>(pango_units) / PANGO_SCALE;
}

}  // namespace

struct Canvas::State {
  explicit State(const About& about_the_file) : about(about_the_file) {
    surface.reset(cairo_pdf_surface_create_for_stream(append, &file, kPageWidth, kPageHeight));
    cairo_pdf_surface_restrict_to_version(surface.get(), CAIRO_PDF_VERSION_1_5);
    const std::string title = short_enough(about.title);
    cairo_pdf_surface_set_metadata(surface.get(), CAIRO_PDF_METADATA_TITLE, title.c_str());
    cairo_pdf_surface_set_metadata(surface.get(), CAIRO_PDF_METADATA_CREATOR, "Cardea");
    cairo_pdf_surface_set_metadata(surface.get(), CAIRO_PDF_METADATA_CREATE_DATE, about.created.c_str());
    cairo.reset(cairo_create(surface.get()));
    fonts.reset(pango_cairo_font_map_new_for_font_type(CAIRO_FONT_TYPE_FT));
    context.reset(pango_font_map_create_context(fonts.get()));
    // For paper: letters stand where the font says, not on the pixels of a screen.
    cairo_font_options_t* options = cairo_font_options_create();
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    pango_cairo_context_set_font_options(context.get(), options);
    cairo_font_options_destroy(options);
    pango_context_set_round_glyph_positions(context.get(), FALSE);
    pango_context_set_language(context.get(), pango_language_from_string(about.chinese ? "zh-cn" : "en"));
    foot();
  }

  // Text of one width, laid out and not yet drawn.
  Handle<PangoLayout> layout(const std::string& text, const Pen& pen, double width) const {
    Handle<PangoLayout> out(pango_layout_new(context.get()));
    PangoFontDescription* font = pango_font_description_from_string(kFonts);
    pango_font_description_set_absolute_size(font, pen.size * PANGO_SCALE);
    pango_font_description_set_weight(font, pen.bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
    pango_layout_set_font_description(out.get(), font);
    pango_font_description_free(font);
    pango_layout_set_auto_dir(out.get(), FALSE);
    pango_layout_set_width(out.get(), static_cast<int>(width * PANGO_SCALE));
    pango_layout_set_wrap(out.get(), PANGO_WRAP_WORD_CHAR);
    const std::string shown = short_enough(text);
    pango_layout_set_text(out.get(), shown.c_str(), static_cast<int>(shown.size()));
    return out;
  }

  static double height_of(PangoLayout* layout) {
    int height = 0;
    pango_layout_get_size(layout, nullptr, &height);
    return points(height);
  }

  void colour(const Colour& c) const { cairo_set_source_rgb(cairo.get(), c.red, c.green, c.blue); }

  void draw(PangoLayout* layout, const Colour& c, double x, double at) const {
    colour(c);
    cairo_move_to(cairo.get(), x, at);
    pango_cairo_show_layout(cairo.get(), layout);
  }

  void foot() const {
    const Pen pen{7, false, kSoft, 0, 0};
    draw(layout(about.foot, pen, kPageWidth - 2 * kMargin - 40).get(), kSoft, kMargin, kFoot);
    const Handle<PangoLayout> number = layout(std::to_string(pages), pen, 40);
    pango_layout_set_alignment(number.get(), PANGO_ALIGN_RIGHT);
    draw(number.get(), kSoft, kPageWidth - kMargin - 40, kFoot);
  }

  void new_page() {
    cairo_show_page(cairo.get());
    ++pages;
    y = kMargin;
    foot();
    if (head) head();
  }

  void rule() const {
    colour(kRule);
    cairo_set_line_width(cairo.get(), 0.5);
    cairo_move_to(cairo.get(), kMargin, y);
    cairo_line_to(cairo.get(), kPageWidth - kMargin, y);
    cairo_stroke(cairo.get());
  }

  About about;
  std::string file;
  Handle<cairo_surface_t> surface;
  Handle<cairo_t> cairo;
  Handle<PangoFontMap> fonts;
  Handle<PangoContext> context;
  std::function<void()> head;
  int pages = 1;
  int section = CAIRO_PDF_OUTLINE_ROOT;  // of the outline
  double y = kMargin;
};

Canvas::Canvas(const About& about) : state_(std::make_unique<State>(about)) {}
Canvas::~Canvas() = default;

double Canvas::width() const {
  return kPageWidth - 2 * kMargin;
}

void Canvas::page() {
  state_->new_page();
}

void Canvas::room(double height) {
  if (state_->y + height > kBottom) state_->new_page();
}

void Canvas::gap(double height) {
  state_->y += height;
}

void Canvas::heading(const std::string& text, int level) {
  constexpr double kSizes[]{0, 17, 11};
  if (level == 1) state_->new_page();
  room(90);
  const std::string where = "page=" + std::to_string(state_->pages) + " pos=[" + std::to_string(static_cast<int>(kMargin)) + " " +
                            std::to_string(static_cast<int>(state_->y)) + "]";
  const int parent = level == 1 ? static_cast<int>(CAIRO_PDF_OUTLINE_ROOT) : state_->section;
  const int entry = cairo_pdf_surface_add_outline(state_->surface.get(), parent, short_enough(text).c_str(), where.c_str(),
                                                  static_cast<cairo_pdf_outline_flags_t>(0));
  if (level == 1) state_->section = entry;
  paragraph(text, {kSizes[level], true, kInk, level == 1 ? 0.0 : 10.0, 0});
  gap(level == 1 ? 8 : 3);
}

void Canvas::paragraph(const std::string& text, const Pen& pen) {
  state_->y += pen.above;
  const Handle<PangoLayout> layout = state_->layout(text, pen, width() - pen.indent);
  const double height = State::height_of(layout.get());
  room(height);
  state_->draw(layout.get(), pen.colour, kMargin + pen.indent, state_->y);
  state_->y += height;
}

void Canvas::row(const std::vector<Cell>& cells, bool rule) {
  double taken = 0;
  for (const Cell& cell : cells) taken += cell.width;
  const double rest = width() - taken - kBetweenCells * static_cast<double>(cells.size() - 1);
  std::vector<Handle<PangoLayout>> layouts;
  double height = 0;
  for (const Cell& cell : cells) {
    layouts.push_back(state_->layout(cell.text, cell.pen, cell.width > 0 ? cell.width : rest));
    if (cell.to_the_right) pango_layout_set_alignment(layouts.back().get(), PANGO_ALIGN_RIGHT);
    height = std::max(height, State::height_of(layouts.back().get()) + cell.pen.above);
  }
  room(height + 6);
  if (rule) state_->rule();
  state_->y += rule ? 3 : 0;
  double x = kMargin;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    state_->draw(layouts[i].get(), cells[i].pen.colour, x, state_->y + cells[i].pen.above);
    x += (cells[i].width > 0 ? cells[i].width : rest) + kBetweenCells;
  }
  state_->y += height + (rule ? 3 : 0);
}

void Canvas::bar(const std::vector<Part>& parts, double left, double width, double height) {
  double total = 0;
  for (const Part& part : parts) total += static_cast<double>(part.count);
  double x = kMargin + left;
  for (const Part& part : parts) {
    const double share = width * static_cast<double>(part.count) / std::max(total, 1.0);
    state_->colour(part.colour);
    cairo_rectangle(state_->cairo.get(), x, state_->y, std::max(share - 1, 0.5), height);
    cairo_fill(state_->cairo.get());
    x += share;
  }
}

void Canvas::repeat(std::function<void()> head) {
  state_->head = std::move(head);
}

bool Canvas::can_show(const std::string& text) const {
  return pango_layout_get_unknown_glyphs_count(state_->layout(text, {}, width()).get()) == 0;
}

Outcome<std::string> Canvas::finish() {
  cairo_show_page(state_->cairo.get());
  cairo_surface_finish(state_->surface.get());
  if (cairo_status(state_->cairo.get()) != CAIRO_STATUS_SUCCESS ||
      cairo_surface_status(state_->surface.get()) != CAIRO_STATUS_SUCCESS)
    return Problem(Err::exhausted, "the PDF could not be drawn");
  return std::move(state_->file);
}

}  // namespace cardea::assess::pdf
