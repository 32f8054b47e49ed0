// SPDX-License-Identifier: Apache-2.0
// Typed messages between our own processes. A message is a struct that lists its fields once;
// encoding and bounded, strict decoding both follow from that list:
//
//   struct SignDigest {
//     static constexpr Op kOp{0x0101};
//     using Reply = Signature;                      // NoReply for a one-way message
//     std::string key;
//     std::array<std::uint8_t, 32> digest{};
//     auto fields() { return std::tie(key, digest); }
//   };
//
// Field types: bool, unsigned integers, int64, enums with a `kLast` member, std::string, Buffer,
// SecretBytes, std::array of bytes, std::vector and std::optional of those, and nested structs with fields().
#pragma once

#include <array>
#include <concepts>
#include <optional>
#include <tuple>

#include "lib/base/secret.hpp"
#include "lib/codec/reader.hpp"
#include "lib/codec/writer.hpp"

namespace cardea::ipc {

enum class Op : std::uint16_t {};

inline constexpr std::size_t kMaxFrame = 128 * 1024;  // one seqpacket datagram, head included
inline constexpr std::size_t kMaxField = 96 * 1024;   // longest text or byte string
inline constexpr std::size_t kMaxItems = 1024;        // longest list

// Messages may carry secrets, so what encodes them wipes its memory.
using MessageWriter = WriterInto<WipedBuffer>;

struct NoReply {};

// A reply without content.
struct Done {
  auto fields() { return std::tie(); }
};

template <class T>
concept Message = requires(T t) { t.fields(); };

namespace detail {

template <class T> struct FieldCodec;

template <class T>
void put(MessageWriter& w, T& field) { FieldCodec<T>::put(w, field); }
template <class T>
Status get(Reader& r, T& field) { return FieldCodec<T>::get(r, field); }

template <std::unsigned_integral T>
  requires(!std::same_as<T, bool>)
struct FieldCodec<T> {
  static void put(MessageWriter& w, T v) {
    if constexpr (sizeof(T) == 1) w.u8(v);
    else if constexpr (sizeof(T) == 2) w.u16(v);
    else if constexpr (sizeof(T) == 4) w.u32(v);
    else w.u64(v);
  }
  static Status get(Reader& r, T& v) {
    if constexpr (sizeof(T) == 1) { TRY(v, r.u8()); }
    else if constexpr (sizeof(T) == 2) { TRY(v, r.u16()); }
    else if constexpr (sizeof(T) == 4) { TRY(v, r.u32()); }
    else { TRY(v, r.u64()); }
    return kOk;
  }
};

template <>
struct FieldCodec<bool> {
  static void put(MessageWriter& w, bool v) { w.u8(v ? 1 : 0); }
  static Status get(Reader& r, bool& v) {
    TRY(const std::uint8_t raw, r.u8());
    if (raw > 1) return Error{Err::bad_value, "a flag is neither 0 nor 1"};
    v = raw == 1;
    return kOk;
  }
};

template <>
struct FieldCodec<std::int64_t> {
  static void put(MessageWriter& w, std::int64_t v) { w.u64(static_cast<std::uint64_t>(v)); }
  static Status get(Reader& r, std::int64_t& v) {
    TRY(const std::uint64_t raw, r.u64());
    v = static_cast<std::int64_t>(raw);
    return kOk;
  }
};

template <class T>
  requires std::is_enum_v<T>
struct FieldCodec<T> {
  static void put(MessageWriter& w, T v) { w.u16(static_cast<std::uint16_t>(v)); }
  static Status get(Reader& r, T& v) {
    TRY(const std::uint16_t raw, r.u16());
    if (raw > static_cast<std::uint16_t>(T::kLast)) return Error{Err::bad_value, "a choice is out of range"};
    v = static_cast<T>(raw);
    return kOk;
  }
};

template <>
struct FieldCodec<std::string> {
  static void put(MessageWriter& w, const std::string& v) { w.sized(as_bytes(v)); }
  static Status get(Reader& r, std::string& v) {
    TRY(const Bytes raw, r.sized(kMaxField));
    v = as_text(raw);
    return kOk;
  }
};

template <>
struct FieldCodec<Buffer> {
  static void put(MessageWriter& w, const Buffer& v) { w.sized(v); }
  static Status get(Reader& r, Buffer& v) {
    TRY(const Bytes raw, r.sized(kMaxField));
    v = to_buffer(raw);
    return kOk;
  }
};

template <>
struct FieldCodec<SecretBytes> {
  static void put(MessageWriter& w, const SecretBytes& v) { w.sized(v.expose_secret()); }
  static Status get(Reader& r, SecretBytes& v) {
    TRY(const Bytes raw, r.sized(kMaxField));
    v = SecretBytes(raw);
    return kOk;
  }
};

template <std::size_t N>
struct FieldCodec<std::array<std::uint8_t, N>> {
  static void put(MessageWriter& w, const std::array<std::uint8_t, N>& v) { w.raw(v); }
  static Status get(Reader& r, std::array<std::uint8_t, N>& v) {
    TRY(const Bytes raw, r.take(N));
    std::copy(raw.begin(), raw.end(), v.begin());
    return kOk;
  }
};

template <class T>
struct FieldCodec<std::vector<T>> {
  static void put(MessageWriter& w, std::vector<T>& v) {
    w.u32(static_cast<std::uint32_t>(v.size()));
    for (T& item : v) detail::put(w, item);
  }
  static Status get(Reader& r, std::vector<T>& v) {
    TRY(const std::uint32_t count, r.u32());
    if (count > kMaxItems) return Error{Err::too_large, "a list is longer than its bound"};
    v.clear();
    for (std::uint32_t i = 0; i < count; ++i) {
      T item{};
      TRY_(detail::get(r, item));
      v.push_back(std::move(item));
    }
    return kOk;
  }
};

template <class T>
struct FieldCodec<std::optional<T>> {
  static void put(MessageWriter& w, std::optional<T>& v) {
    w.u8(v ? 1 : 0);
    if (v) detail::put(w, *v);
  }
  static Status get(Reader& r, std::optional<T>& v) {
    bool there = false;
    TRY_(detail::get(r, there));
    v.reset();
    if (there) TRY_(detail::get(r, v.emplace()));
    return kOk;
  }
};

template <Message T>
struct FieldCodec<T> {
  static void put(MessageWriter& w, T& v) {
    std::apply([&w](auto&... field) { (detail::put(w, field), ...); }, v.fields());
  }
  static Status get(Reader& r, T& v) {
    Status status = kOk;
    const auto one = [&](auto& field) {
      if (status) status = detail::get(r, field);
    };
    std::apply([&one](auto&... field) { (one(field), ...); }, v.fields());
    return status;
  }
};

}  // namespace detail

template <Message M>
WipedBuffer encode(M& message) {
  MessageWriter w;
  detail::put(w, message);
  return w.take();
}

template <Message M>
Result<M> parse_message(Bytes wire) {
  Reader r(wire);
  M message{};
  TRY_(detail::get(r, message));
  TRY_(r.finish());
  return message;
}

}  // namespace cardea::ipc
