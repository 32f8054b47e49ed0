// SPDX-License-Identifier: Apache-2.0
#include "assess/probes/elf.hpp"

#include <elf.h>

#include <algorithm>
#include <array>
#include <map>
#include <optional>

namespace cardea::assess {

namespace {

constexpr std::size_t kTableRowsMax = 1U << 20;

// A cursor for little-endian tables at absolute offsets; never past the end.
class Image {
 public:
  explicit Image(Bytes file) : file_(file) {}

  Result<Bytes> at(std::uint64_t offset, std::uint64_t size) const {
    if (offset > file_.size() || size > file_.size() - offset)
      return Error{Err::bad_value, "an ELF table points outside the file"};
    return file_.subspan(static_cast<std::size_t>(offset), static_cast<std::size_t>(size));
  }

  template <class Int>
  Result<Int> number(std::uint64_t offset) const {
    TRY(const Bytes raw, at(offset, sizeof(Int)));
    std::uint64_t value = 0;
    for (std::size_t i = sizeof(Int); i-- > 0;) value = value << 8 | raw[i];
    return static_cast<Int>(value);
  }

  // The text at `offset` inside the table, up to its end mark.
  Result<std::string_view> text(Bytes table, std::uint64_t offset) const {
    if (offset >= table.size()) return Error{Err::bad_value, "an ELF name points outside its table"};
    const std::string_view rest = as_text(table.subspan(static_cast<std::size_t>(offset)));
    const std::size_t end = rest.find('\0');
    if (end == std::string_view::npos) return Error{Err::bad_value, "an ELF name without end"};
    return rest.substr(0, end);
  }

 private:
  Bytes file_;
};

struct Segment {
  std::uint32_t type = 0;
  std::uint32_t flags = 0;
  std::uint64_t offset = 0;
  std::uint64_t address = 0;
  std::uint64_t size = 0;
};

struct Section {
  std::uint32_t type = 0;
  std::uint64_t offset = 0;
  std::uint64_t size = 0;
  std::uint32_t link = 0;
};

struct Dynamic {
  std::map<std::uint64_t, std::uint64_t> last;  // tag -> value
  std::vector<std::uint64_t> run_path_offsets;
};

Result<std::vector<Segment>> read_segments(const Image& image) {
  TRY(const std::uint64_t table, image.number<std::uint64_t>(32));
  TRY(const std::uint16_t row_size, image.number<std::uint16_t>(54));
  TRY(const std::uint16_t rows, image.number<std::uint16_t>(56));
  if (rows > 0 && row_size < sizeof(Elf64_Phdr)) return Error{Err::bad_value, "ELF segment rows are too small"};
  std::vector<Segment> segments;
  for (std::uint64_t i = 0; i < rows; ++i) {
    const std::uint64_t row = table + i * row_size;
    Segment segment;
    TRY(segment.type, image.number<std::uint32_t>(row));
    TRY(segment.flags, image.number<std::uint32_t>(row + 4));
    TRY(segment.offset, image.number<std::uint64_t>(row + 8));
    TRY(segment.address, image.number<std::uint64_t>(row + 16));
    TRY(segment.size, image.number<std::uint64_t>(row + 32));
    segments.push_back(segment);
  }
  return segments;
}

Result<std::vector<Section>> read_sections(const Image& image) {
  TRY(const std::uint64_t table, image.number<std::uint64_t>(40));
  TRY(const std::uint16_t row_size, image.number<std::uint16_t>(58));
  TRY(const std::uint16_t rows, image.number<std::uint16_t>(60));
  std::vector<Section> sections;
  if (table == 0) return sections;
  if (rows > 0 && row_size < sizeof(Elf64_Shdr)) return Error{Err::bad_value, "ELF section rows are too small"};
  for (std::uint64_t i = 0; i < rows; ++i) {
    const std::uint64_t row = table + i * row_size;
    Section section;
    TRY(section.type, image.number<std::uint32_t>(row + 4));
    TRY(section.offset, image.number<std::uint64_t>(row + 24));
    TRY(section.size, image.number<std::uint64_t>(row + 32));
    TRY(section.link, image.number<std::uint32_t>(row + 40));
    sections.push_back(section);
  }
  return sections;
}

Result<Dynamic> read_dynamic(const Image& image, const Segment& segment) {
  TRY(const Bytes table, image.at(segment.offset, segment.size));
  Dynamic dynamic;
  for (std::uint64_t at = 0; at + sizeof(Elf64_Dyn) <= table.size(); at += sizeof(Elf64_Dyn)) {
    TRY(const std::uint64_t tag, image.number<std::uint64_t>(segment.offset + at));
    TRY(const std::uint64_t value, image.number<std::uint64_t>(segment.offset + at + 8));
    if (tag == DT_NULL) break;
    if (tag == DT_RPATH || tag == DT_RUNPATH) dynamic.run_path_offsets.push_back(value);
    dynamic.last[tag] = value;
  }
  return dynamic;
}

// Where an address of memory lies in the file.
std::optional<std::uint64_t> offset_of(const std::vector<Segment>& segments, std::uint64_t address) {
  for (const Segment& segment : segments) {
    if (segment.type == PT_LOAD && address >= segment.address && address - segment.address < segment.size) {
      return segment.offset + (address - segment.address);
    }
  }
  return std::nullopt;
}

Status read_run_paths(const Image& image, const std::vector<Segment>& segments, const Dynamic& dynamic, ElfFacts& facts) {
  if (dynamic.run_path_offsets.empty()) return kOk;
  const auto table = dynamic.last.find(DT_STRTAB);
  const auto size = dynamic.last.find(DT_STRSZ);
  if (table == dynamic.last.end() || size == dynamic.last.end()) return Error{Err::bad_value, "a run path without names"};
  const auto offset = offset_of(segments, table->second);
  if (!offset) return Error{Err::bad_value, "ELF names outside the file"};
  TRY(const Bytes names, image.at(*offset, size->second));
  for (const std::uint64_t name : dynamic.run_path_offsets) {
    TRY(const std::string_view path, image.text(names, name));
    if (facts.run_paths.size() < 8) facts.run_paths.emplace_back(path.substr(0, 256));
  }
  return kOk;
}

struct SymbolsSeen {
  bool any = false;
  bool stack_check = false;
  bool checked = false;  // __memcpy_chk and its kind
  bool could_be_checked = false;
};

// Functions that _FORTIFY_SOURCE would replace: a program that uses none of them cannot show it.
bool is_fortifiable(std::string_view name) {
  constexpr std::array<std::string_view, 16> kNames{"memcpy",  "memmove",  "memset",    "strcpy",   "strncpy", "strcat",
                                                    "sprintf", "snprintf", "vsnprintf", "vsprintf", "printf",  "fprintf",
                                                    "read",    "recv",     "gets",      "fgets"};
  return std::find(kNames.begin(), kNames.end(), name) != kNames.end();
}

Status look_at_symbols(const Image& image, const std::vector<Section>& sections, const Section& table, SymbolsSeen& seen) {
  if (table.link >= sections.size()) return Error{Err::bad_value, "ELF symbols without names"};
  TRY(const Bytes names, image.at(sections[table.link].offset, sections[table.link].size));
  TRY_(image.at(table.offset, table.size));
  const std::uint64_t rows = std::min<std::uint64_t>(table.size / sizeof(Elf64_Sym), kTableRowsMax);
  for (std::uint64_t i = 1; i < rows; ++i) {
    TRY(const std::uint32_t at, image.number<std::uint32_t>(table.offset + i * sizeof(Elf64_Sym)));
    TRY(const std::string_view name, image.text(names, at));
    seen.any = seen.any || !name.empty();
    if (name.starts_with("__stack_chk_")) {
      seen.stack_check = true;
    } else if (name.starts_with("__") && name.ends_with("_chk")) {
      seen.checked = true;
    } else if (is_fortifiable(name)) {
      seen.could_be_checked = true;
    }
  }
  return kOk;
}

void judge_symbols(const SymbolsSeen& seen, ElfFacts& facts) {
  if (!seen.any) return;
  facts.stack_protector = seen.stack_check ? Known::yes : Known::no;
  if (seen.checked)
    facts.fortified = Known::yes;
  else if (seen.could_be_checked)
    facts.fortified = Known::no;
}

// The GNU property note: feature bits of x86-64.
void look_at_properties(Bytes note, ElfFacts& facts) {
  constexpr std::array<std::uint8_t, 4> kFeatureTag{0x02, 0x00, 0x00, 0xc0};  // GNU_PROPERTY_X86_FEATURE_1_AND
  const auto found = std::search(note.begin(), note.end(), kFeatureTag.begin(), kFeatureTag.end());
  if (note.end() - found < 9) return;
  const std::uint8_t bits = *(found + 8);
  facts.cet_branch = (bits & 1) != 0;
  facts.cet_stack = (bits & 2) != 0;
}

Status look_at_segment(const Image& image, const Segment& segment, ElfFacts& facts) {
  const bool both = (segment.flags & PF_W) != 0 && (segment.flags & PF_X) != 0;
  if (segment.type == PT_LOAD && both) facts.writable_and_executable = true;
  if (segment.type == PT_GNU_STACK) facts.executable_stack = (segment.flags & PF_X) != 0;
  if (segment.type == PT_GNU_RELRO) facts.relro = Relro::partial;
  if (segment.type == PT_GNU_PROPERTY) {
    TRY(const Bytes note, image.at(segment.offset, segment.size));
    look_at_properties(note, facts);
  }
  return kOk;
}

Status look_at_dynamic(const Image& image, const std::vector<Segment>& segments, ElfFacts& facts) {
  for (const Segment& segment : segments) {
    if (segment.type != PT_DYNAMIC) continue;
    facts.dynamic = true;
    TRY(const Dynamic dynamic, read_dynamic(image, segment));
    const auto value_of = [&](std::uint64_t tag) {
      const auto it = dynamic.last.find(tag);
      return it == dynamic.last.end() ? 0 : it->second;
    };
    const std::uint64_t flags = value_of(DT_FLAGS);
    facts.bind_now = dynamic.last.contains(DT_BIND_NOW) || (flags & DF_BIND_NOW) != 0 || (value_of(DT_FLAGS_1) & DF_1_NOW) != 0;
    facts.text_relocations = dynamic.last.contains(DT_TEXTREL) || (flags & DF_TEXTREL) != 0;
    TRY_(read_run_paths(image, segments, dynamic, facts));
  }
  // Without lazy binding there is no writable table left: that is what makes it full.
  if (facts.relro == Relro::partial && (facts.bind_now || !facts.dynamic)) facts.relro = Relro::full;
  return kOk;
}

}  // namespace

std::string_view name_of(Known known) {
  return known == Known::yes ? "yes" : known == Known::no ? "no" : "unknown";
}
std::string_view name_of(Relro relro) {
  return relro == Relro::full ? "full" : relro == Relro::partial ? "partial" : "none";
}

Result<ElfFacts> parse_elf(Bytes file) {
  if (file.size() > kElfBytesMax) return Error{Err::too_large, "a program above the bound"};
  constexpr std::array<std::uint8_t, 6> kMagic{0x7f, 'E', 'L', 'F', ELFCLASS64, ELFDATA2LSB};
  if (file.size() < sizeof(Elf64_Ehdr) || !std::equal(kMagic.begin(), kMagic.end(), file.begin())) {
    return Error{Err::unsupported, "not an ELF64 little-endian file"};
  }
  const Image image(file);
  ElfFacts facts;
  TRY(const std::uint16_t type, image.number<std::uint16_t>(16));
  TRY(facts.machine, image.number<std::uint16_t>(18));
  facts.position_independent = type == ET_DYN;
  TRY(const std::vector<Segment> segments, read_segments(image));
  for (const Segment& segment : segments) TRY_(look_at_segment(image, segment, facts));
  TRY_(look_at_dynamic(image, segments, facts));
  TRY(const std::vector<Section> sections, read_sections(image));
  SymbolsSeen seen;
  for (const Section& section : sections) {
    if (section.type == SHT_SYMTAB || section.type == SHT_DYNSYM) TRY_(look_at_symbols(image, sections, section, seen));
  }
  judge_symbols(seen, facts);
  return facts;
}

}  // namespace cardea::assess
