// SPDX-License-Identifier: Apache-2.0
// Errors are values. `Error` is a code, a string literal and an errno: no heap, so the node library
// shares it. `Problem` is what a person reads (what, where, what to do) and exists at program edges.
#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <utility>
#include <variant>

namespace cardea {

enum class Err : std::uint8_t {
  bad_value,     // input that is malformed, out of range or out of order
  too_large,     // input above its named bound
  truncated,     // input ended early
  not_found,     // the thing asked for does not exist
  exists,        // the thing to be made is there already
  refused,       // understood, and not permitted
  unauthentic,   // a signature, digest, MAC or certificate did not verify
  expired,       // authentic, but outside its time
  rollback,      // authentic, but older than what was seen before
  exhausted,     // a bound on memory, time, rate or space was reached
  unavailable,   // the other side is not there, or not now
  unsupported,   // this kernel, board or build does not offer it
  io,            // the operating system said no; sys carries errno
  broken,        // stored state contradicts itself
};

const char* name_of(Err code);

struct [[nodiscard]] Error {
  Err code = Err::bad_value;
  const char* what = "";  // a string literal, never built text
  int sys = 0;            // errno when code is io, else 0
};

// An Err::io error that carries the current errno.
Error io_error(const char* what);

// What a person reads: `message` says what and where, `hint` says what to do (may be empty).
struct [[nodiscard]] Problem {
  Problem(Error cause) : code(cause.code), message(describe(cause)) {}  // NOLINT(google-explicit-constructor): TRY widens Error to Problem
  Problem(Err code_in, std::string message_in, std::string hint_in = {})
      : code(code_in), message(std::move(message_in)), hint(std::move(hint_in)) {}

  static std::string describe(const Error& e);

  Err code;
  std::string message;
  std::string hint;
};

// A value or the reason there is none. Use TRY to unwrap; `*r` on an error stops the program.
template <class T, class E = Error>
class [[nodiscard]] Result {
 public:
  using Value = T;
  using Failure = E;

  Result(T value) : v_(std::in_place_index<0>, std::move(value)) {}      // NOLINT(google-explicit-constructor): return a value as is
  Result(E error) : v_(std::in_place_index<1>, std::move(error)) {}      // NOLINT(google-explicit-constructor): return an error as is
  template <class F>
    requires(!std::is_same_v<F, E> && std::is_same_v<F, Error> && std::is_constructible_v<E, F>)
  Result(F error) : v_(std::in_place_index<1>, E(std::move(error))) {}   // NOLINT(google-explicit-constructor): Error widens to Problem

  bool ok() const { return v_.index() == 0; }
  explicit operator bool() const { return ok(); }

  T& operator*() & { return *checked(std::get_if<0>(&v_)); }
  const T& operator*() const& { return *checked(std::get_if<0>(&v_)); }
  T&& operator*() && { return std::move(*checked(std::get_if<0>(&v_))); }
  T* operator->() { return checked(std::get_if<0>(&v_)); }
  const T* operator->() const { return checked(std::get_if<0>(&v_)); }

  const E& error() const { return *checked(std::get_if<1>(&v_)); }
  E& error() { return *checked(std::get_if<1>(&v_)); }

  T value_or(T fallback) && { return ok() ? std::move(**this) : std::move(fallback); }

 private:
  template <class P>
  static P* checked(P* p) {
    if (p == nullptr) __builtin_trap();  // our own bug: an unchecked Result
    return p;
  }

  std::variant<T, E> v_;
};

struct Unit {
  bool operator==(const Unit&) const = default;
};

using Status = Result<Unit>;
inline constexpr Unit kOk{};

// At program edges: the error is a Problem.
template <class T>
using Outcome = Result<T, Problem>;

// The error as a Problem that says where it happened: a path, an address.
template <class T>
Outcome<T> at_place(Result<T> result, const std::string& where) {
  if (result) return std::move(*result);
  return Problem(result.error().code, where + ": " + Problem::describe(result.error()));
}

}  // namespace cardea

// TRY(auto x, expr)  : x = value of expr, or return its error.
// TRY_(expr)         : run expr for its effect, or return its error.
// Both expand to several statements: never the unbraced body of an if.
#define CARDEA_JOIN2(a, b) a##b
#define CARDEA_JOIN(a, b) CARDEA_JOIN2(a, b)
#define CARDEA_TRY(tmp, decl, expr)               \
  auto tmp = (expr);                              \
  if (!tmp.ok()) return std::move(tmp.error());   \
  decl = std::move(*tmp)
#define TRY(decl, ...) CARDEA_TRY(CARDEA_JOIN(try_, __COUNTER__), decl, (__VA_ARGS__))
#define CARDEA_TRY_STATUS(tmp, expr)                              \
  do {                                                            \
    if (auto tmp = (expr); !tmp.ok()) return std::move(tmp.error()); \
  } while (false)
// Names its temporary anew each time: a TRY_ may stand inside a lambda that another TRY_ runs.
#define TRY_(...) CARDEA_TRY_STATUS(CARDEA_JOIN(try_, __COUNTER__), (__VA_ARGS__))
