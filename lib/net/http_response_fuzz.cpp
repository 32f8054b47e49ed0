// SPDX-License-Identifier: Apache-2.0
// However the network cuts a response, it is the same response; streamed or collected, it has the same bytes.
#include <algorithm>
#include <optional>

#include "lib/net/http1.hpp"
#include "tools/fuzz/fuzz.hpp"

namespace {

using namespace cardea;

struct Outcome {
  bool done = false;
  bool ended = false;
  bool keep_alive = false;
  std::size_t consumed = 0;
  net::HttpResponse response;
};

std::optional<Outcome> parse_in_two(Bytes input, std::size_t cut, bool streamed) {
  Buffer pieces;
  net::ResponseParser::OnBody on_body;
  if (streamed) {
    on_body = [&](Bytes piece) -> Status {
      pieces.insert(pieces.end(), piece.begin(), piece.end());
      return kOk;
    };
  }
  net::ResponseParser parser({}, /*answers_head=*/false, on_body);
  Outcome outcome;
  for (const Bytes piece : {input.first(cut), input.subspan(cut)}) {
    if (outcome.done) break;
    const auto fed = parser.feed(piece);
    if (!fed) return std::nullopt;
    outcome.done = fed->done;
    outcome.consumed += fed->consumed;
  }
  outcome.keep_alive = outcome.done && parser.keep_alive();
  outcome.ended = parser.end().ok();
  if (!outcome.ended) return outcome;
  outcome.response = parser.take();
  if (streamed && outcome.response.status / 100 == 2) {
    require(outcome.response.body.empty(), "a streamed body was collected too");
    outcome.response.body = std::move(pieces);
  }
  return outcome;
}

void same(const std::optional<Outcome>& a, const std::optional<Outcome>& b) {
  // What is wrong may be seen a few bytes sooner or later; but what one refuses, the other never accepts.
  if (!a || !b) return require((!a || !a->ended) && (!b || !b->ended), "accepted or not depends on the cut");
  require(a->done == b->done && a->ended == b->ended && a->consumed == b->consumed && a->keep_alive == b->keep_alive,
          "the end depends on the cut");
  require(a->response.status == b->response.status && a->response.headers == b->response.headers &&
              a->response.body == b->response.body,
          "the content depends on the cut");
}

}  // namespace

void fuzz(Bytes input) {
  input = input.first(std::min<std::size_t>(input.size(), 2048));
  const auto whole = parse_in_two(input, 0, /*streamed=*/false);
  const std::size_t step = std::max<std::size_t>(1, input.size() / 16);  // other inputs have other lengths, so other cuts
  for (std::size_t cut = input.size() % step; cut <= input.size(); cut += step)
    same(whole, parse_in_two(input, cut, /*streamed=*/cut % 2 == 0));
}
