// SPDX-License-Identifier: Apache-2.0
// However the network cuts a request, it is the same request, and what came after it stays untouched.
#include <algorithm>
#include <optional>

#include "lib/net/http1.hpp"
#include "tools/fuzz/fuzz.hpp"

namespace {

using namespace cardea;

struct Outcome {
  bool done = false;
  std::size_t consumed = 0;
  net::HttpRequest request;
};

// Empty when it was refused.
std::optional<Outcome> parse_in_two(Bytes input, std::size_t cut) {
  net::RequestParser parser({});
  Outcome outcome;
  for (const Bytes piece : {input.first(cut), input.subspan(cut)}) {
    if (outcome.done) break;
    const auto fed = parser.feed(piece);
    if (!fed) {
      require(parser.refusal() >= 400 && parser.refusal() < 600, "a refusal without a status");
      return std::nullopt;
    }
    outcome.done = fed->done;
    outcome.consumed += fed->consumed;
  }
  if (outcome.done) outcome.request = parser.take();
  return outcome;
}

void same(const std::optional<Outcome>& a, const std::optional<Outcome>& b) {
  // What is wrong may be seen a few bytes sooner or later; but what one refuses, the other never accepts.
  if (!a || !b) return require((!a || !a->done) && (!b || !b->done), "accepted or not depends on the cut");
  require(a->done == b->done && a->consumed == b->consumed, "the end depends on the cut");
  require(a->request.path == b->request.path && a->request.headers == b->request.headers && a->request.body == b->request.body,
          "the content depends on the cut");
}

}  // namespace

void fuzz(Bytes input) {
  input = input.first(std::min<std::size_t>(input.size(), 2048));
  const auto whole = parse_in_two(input, 0);
  if (whole && whole->done) {
    require(whole->request.path.starts_with('/'), "a path that is none");
    require(whole->request.headers.size() <= net::kHeaderLinesMax, "too many headers");
  }
  const std::size_t step = std::max<std::size_t>(1, input.size() / 16);  // other inputs have other lengths, so other cuts
  for (std::size_t cut = input.size() % step; cut <= input.size(); cut += step) same(whole, parse_in_two(input, cut));
}
