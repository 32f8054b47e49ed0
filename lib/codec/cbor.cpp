// SPDX-License-Identifier: Apache-2.0
#include "lib/codec/cbor.hpp"

#include <algorithm>
#include <limits>

#include "lib/codec/reader.hpp"
#include "lib/codec/tree_builder.hpp"
#include "lib/codec/utf8.hpp"
#include "lib/codec/writer.hpp"

namespace cardea {
namespace {

// RFC 8949 section 3.1
enum class Major : std::uint8_t { whole = 0, negative = 1, bytes = 2, text = 3, array = 4, map = 5, tag = 6, simple = 7 };

constexpr std::uint64_t kFalse = 20;
constexpr std::uint64_t kTrue = 21;
constexpr std::uint64_t kNull = 22;
constexpr auto kIntMax = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());

struct Head {
  Major major{};
  std::uint64_t argument = 0;
  bool shortest_form = false;  // the argument sits in the first byte
};

Result<std::uint64_t> wide(Reader& r, std::uint8_t info) {
  if (info == 24) { TRY(const std::uint8_t v, r.u8()); return std::uint64_t{v}; }
  if (info == 25) { TRY(const std::uint16_t v, r.u16()); return std::uint64_t{v}; }
  if (info == 26) { TRY(const std::uint32_t v, r.u32()); return std::uint64_t{v}; }
  if (info == 27) return r.u64();
  return Error{Err::bad_value, "CBOR of indefinite length or with a reserved head"};
}

std::uint64_t smallest_of(std::uint8_t info) {
  switch (info) {
    case 24: return 24;
    case 25: return 0x100;
    case 26: return 0x10000;
    default: return 0x100000000;
  }
}

Result<Head> read_head(Reader& r) {
  TRY(const std::uint8_t first, r.u8());
  const auto major = static_cast<Major>(first >> 5);
  const auto info = static_cast<std::uint8_t>(first & 0x1f);
  if (info < 24) return Head{major, info, true};
  TRY(const std::uint64_t argument, wide(r, info));
  if (major != Major::simple && argument < smallest_of(info)) return Error{Err::bad_value, "a CBOR head is longer than it need be"};
  return Head{major, argument, false};
}

// The order of RFC 8949 section 4.2.1 for text keys: the head makes a shorter key sort first.
bool key_before(std::string_view a, std::string_view b) { return a.size() != b.size() ? a.size() < b.size() : a < b; }

class Parser {
 public:
  Parser(Bytes wire, const Limits& limits) : reader_(wire), tree_(limits) {}

  Result<Value> run() {
    TRY_(item());
    while (!open_.empty()) TRY_(step());
    TRY_(reader_.finish());
    return tree_.take();
  }

 private:
  struct Open {
    bool map = false;
    std::uint64_t left = 0;
    std::optional<std::string_view> last_key;
  };

  Status step() {
    Open& top = open_.back();
    if (top.left == 0) {
      open_.pop_back();
      tree_.close();
      return kOk;
    }
    --top.left;
    if (top.map) TRY_(key(top));
    return item();
  }

  Status key(Open& map) {
    TRY(const Head head, read_head(reader_));
    if (head.major != Major::text) return Error{Err::bad_value, "a CBOR map key is not text"};
    TRY(const std::string_view key, text(head.argument));
    if (map.last_key && !key_before(*map.last_key, key)) return Error{Err::bad_value, "CBOR map keys are not in order, or twice there"};
    map.last_key = key;
    return tree_.key(std::string(key));
  }

  Status item() {
    TRY(const Head head, read_head(reader_));
    switch (head.major) {
      case Major::whole: return whole(head.argument, /*negative=*/false);
      case Major::negative: return whole(head.argument, /*negative=*/true);
      case Major::bytes: return bytes(head.argument);
      case Major::text: {
        TRY(const std::string_view content, text(head.argument));
        return tree_.leaf(Value(content));
      }
      case Major::array: return open(/*map=*/false, head.argument);
      case Major::map: return open(/*map=*/true, head.argument);
      case Major::tag: return Error{Err::bad_value, "CBOR tags are not taken"};
      case Major::simple: return simple(head);
    }
    return Error{Err::bad_value, "not CBOR"};
  }

  Status whole(std::uint64_t argument, bool negative) {
    if (argument > kIntMax) return Error{Err::bad_value, "a whole number does not fit in 64 bits"};
    const auto value = static_cast<std::int64_t>(argument);
    return tree_.leaf(Value(negative ? -1 - value : value));
  }

  Status bytes(std::uint64_t size) {
    TRY(const Bytes content, reader_.take(size));
    return tree_.leaf(Value(to_buffer(content)));
  }

  Result<std::string_view> text(std::uint64_t size) {
    TRY(const Bytes content, reader_.take(size));
    if (!is_utf8(content)) return Error{Err::bad_value, "text is not UTF-8"};
    return as_text(content);
  }

  Status open(bool map, std::uint64_t count) {
    if (count > reader_.left() / (map ? 2 : 1)) return Error{Err::truncated, "a CBOR container promises more than there is"};
    TRY_(map ? tree_.open_map() : tree_.open_array());
    open_.push_back({map, count, {}});
    return kOk;
  }

  Status simple(const Head& head) {
    if (!head.shortest_form) return Error{Err::bad_value, "CBOR floats and other simple values are not taken"};
    switch (head.argument) {
      case kFalse: return tree_.leaf(Value(false));
      case kTrue: return tree_.leaf(Value(true));
      case kNull: return tree_.leaf(Value());
      default: return Error{Err::bad_value, "CBOR floats and other simple values are not taken"};
    }
  }

  Reader reader_;
  TreeBuilder tree_;
  std::vector<Open> open_;
};

class Encoder {
 public:
  void value(const Value& v) {  // NOLINT(misc-no-recursion): as deep as the value, which a parser bounds
    if (v.is_null()) return head(Major::simple, kNull);
    if (const bool* flag = v.if_bool()) return head(Major::simple, *flag ? kTrue : kFalse);
    if (const std::int64_t* n = v.if_int()) return whole(*n);
    if (const std::string* t = v.if_text()) return text(*t);
    if (const Buffer* b = v.if_bytes()) {
      head(Major::bytes, b->size());
      out_.raw(*b);
    } else if (const Value::Array* a = v.if_array()) {
      head(Major::array, a->size());
      for (const Value& item : *a) value(item);
    } else {
      map(*v.if_map());
    }
  }

  Buffer take() { return out_.take(); }

 private:
  void head(Major major, std::uint64_t argument) {
    const auto first = static_cast<std::uint8_t>(static_cast<unsigned>(major) << 5);
    const auto with = [first](unsigned info) { return static_cast<std::uint8_t>(first | info); };
    if (argument < 24) out_.u8(with(static_cast<unsigned>(argument)));
    else if (argument <= 0xff) out_.u8(with(24)).u8(static_cast<std::uint8_t>(argument));
    else if (argument <= 0xffff) out_.u8(with(25)).u16(static_cast<std::uint16_t>(argument));
    else if (argument <= 0xffffffff) out_.u8(with(26)).u32(static_cast<std::uint32_t>(argument));
    else out_.u8(with(27)).u64(argument);
  }

  void whole(std::int64_t n) {
    if (n >= 0) head(Major::whole, static_cast<std::uint64_t>(n));
    else head(Major::negative, static_cast<std::uint64_t>(-1 - n));
  }

  void text(std::string_view t) {
    head(Major::text, t.size());
    out_.raw(as_bytes(t));
  }

  void map(const Value::Map& members) {  // NOLINT(misc-no-recursion): see value()
    std::vector<const Value::Map::value_type*> ordered;
    for (const auto& member : members) ordered.push_back(&member);
    std::sort(ordered.begin(), ordered.end(), [](const auto* a, const auto* b) { return key_before(a->first, b->first); });
    head(Major::map, ordered.size());
    for (const auto* member : ordered) {
      text(member->first);
      value(member->second);
    }
  }

  Writer out_;
};

}  // namespace

Result<Value> parse_cbor(Bytes wire, const Limits& limits) {
  if (wire.size() > limits.bytes_max) return Error{Err::too_large, "CBOR is longer than its bound"};
  return Parser(wire, limits).run();
}

Buffer encode_cbor(const Value& value) {
  Encoder encoder;
  encoder.value(value);
  return encoder.take();
}

}  // namespace cardea
