// SPDX-License-Identifier: Apache-2.0
#include "assess/review_desk.hpp"

#include <algorithm>

#include "assess/review/page.hpp"
#include "assess/review/record.hpp"
#include "assess/run_folder.hpp"
#include "lib/net/request_text.hpp"
#include "product/provisions.hpp"

namespace cardea::assess {

namespace {

net::HttpResponse html(int status, const std::string& body) {
  net::HttpResponse response = net::HttpResponse::of(status, "text/html; charset=utf-8", body);
  response.headers.emplace_back(
      "content-security-policy",
      "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'");
  response.headers.emplace_back("referrer-policy", "no-referrer");
  response.headers.emplace_back("cache-control", "no-store");
  return response;
}

net::HttpResponse plain(int status, std::string_view text) {
  return net::HttpResponse::of(status, "text/plain; charset=utf-8", text);
}

std::string value_of(const net::NamedValues& form, std::string_view name) {
  for (const auto& [key, value] : form) {
    if (key == name) return value;
  }
  return {};
}

// Words between blanks, commas and line ends.
std::vector<std::string> words_of(const std::string& text, std::string_view between) {
  std::vector<std::string> words;
  std::string word;
  for (const char c : text + between.front()) {
    if (between.find(c) == std::string_view::npos) {
      word += c;
    } else if (!word.empty()) {
      words.push_back(std::move(word));
      word.clear();
    }
  }
  return words;
}

std::string quoted(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    if (c == '\n')
      out += "\\n";
    else if (static_cast<unsigned char>(c) >= 0x20)
      out += c;
  }
  return out + "\"";
}

bool is_number(const std::string& text) {
  return text.size() < 10 && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// Only a number stands without quotes: anything else is refused as what it is.
std::string list_text(const std::vector<std::string>& items, bool numbers) {
  std::string out;
  for (const std::string& item : items) out += (out.empty() ? "" : ", ") + (numbers && is_number(item) ? item : quoted(item));
  return "[" + out + "]";
}

// The form as the file that it could have been: one grammar, one set of refusals.
std::string as_answers_file(const net::NamedValues& form, const std::string& run, const ReviewDesk::Setting& setting) {
  std::string out =
      "run = " + quoted(run) + "\nreviewer = " + quoted(setting.reviewer) + "\nrole = " + quoted(setting.role) + "\n[[answer]]\n";
  out += "unit = " + quoted(value_of(form, "unit")) + "\nverdict = " + quoted(value_of(form, "verdict")) + "\n";
  out += "rationale = " + quoted(value_of(form, "rationale")) + "\n";
  out += "read = " + list_text(words_of(value_of(form, "read"), "\r\n"), false) + "\n";
  out += "records = " + list_text(words_of(value_of(form, "records"), " ,;\r\n"), true) + "\n";
  if (const std::string date = value_of(form, "expires"); !date.empty()) out += "expires = " + quoted(date) + "\n";
  return out;
}

}  // namespace

net::HttpResponse ReviewDesk::list() const {
  const auto evidence = read_evidence(setting_.folder);
  if (!evidence) return plain(500, evidence.error().message);
  return html(200, review_list(Facts(evidence->facts), setting_.reviewer, setting_.chinese));
}

net::HttpResponse ReviewDesk::ask(const std::string& provision, const std::string& complaint, int status) const {
  const auto evidence = read_evidence(setting_.folder);
  if (!evidence) return plain(500, evidence.error().message);
  return html(status, review_page(Facts(evidence->facts), provision, complaint, setting_.chinese));
}

net::HttpResponse ReviewDesk::take(const std::string& provision, const net::HttpRequest& request) const {
  const auto form = net::parse_query(request.body);
  if (!form) return plain(400, "this is no form");
  const auto evidence = read_evidence(setting_.folder);
  if (!evidence) return plain(500, evidence.error().message);
  const std::string file = as_answers_file(*form, evidence->run_head, setting_);
  const auto review = parse_review(as_bytes(file));
  if (!review)
    return ask(provision, review.error().message + (review.error().hint.empty() ? "" : " (" + review.error().hint + ")"), 422);
  if (review->answers.empty()) return ask(provision, "choose a verdict", 422);
  const auto taken = take_over(setting_.folder, *review, ".", clock_);
  if (!taken) return ask(provision, taken.error().message, 422);
  net::HttpResponse done = plain(303, "");
  done.headers.emplace_back("location", "/" + setting_.token + "/" + provision);
  return done;
}

net::HttpResponse ReviewDesk::answer(const net::HttpRequest& request) const {
  if (request.header("host") != setting_.host) return plain(421, "this desk serves " + setting_.host);
  const std::string root = "/" + setting_.token + "/";
  if (!request.path.starts_with(root)) return plain(404, "there is nothing here");
  const std::string provision = request.path.substr(root.size());
  if (provision.empty() && request.method == "GET") return list();
  if (product::find_provision(provision) == nullptr) return plain(404, "there is nothing here");
  if (request.method == "GET") return ask(provision, "", 200);
  if (request.method != "POST") return plain(405, "GET or POST");
  if (const auto origin = request.header("origin"); !origin.empty() && origin != "http://" + setting_.host && origin != "null")
    return plain(403, "this form is not of this desk");
  return take(provision, request);
}

}  // namespace cardea::assess
