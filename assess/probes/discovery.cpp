// SPDX-License-Identifier: Apache-2.0
// Probe "discovery": follows what the door's own pages and scripts speak of, and asks for every path that the declaration does
// not name, as nobody. A product's page knows its interface better than any list.
#include <algorithm>
#include <map>
#include <set>

#include "assess/probes/disclosure.hpp"
#include "assess/probes/links.hpp"
#include "assess/probes/surface.hpp"
#include "lib/crypto/crypto.hpp"

namespace cardea::assess {

namespace {

constexpr std::size_t kDocumentsMax = 40;
constexpr std::size_t kPathsMax = 300;
constexpr int kUnansweredMax = 5;  // in a row: the rest would cost time and tell nothing
constexpr std::chrono::minutes kWhole{5};

// Where descriptions of an interface lie by custom.
constexpr const char* kStarts[] = {"/",         "/index.html", "/openapi.json", "/swagger.json",
                                   "/api-docs", "/robots.txt", "/sitemap.xml",  "/.well-known/openid-configuration"};

class Crawl {
 public:
  explicit Crawl(const Bench& bench) : door_(bench.door()) {}

  Result<HttpReply> get(const std::string& path) {
    HttpAsk ask;
    ask.target = path;
    auto reply = exchange(door_, ask);
    unanswered_ = reply && reply->whole ? 0 : unanswered_ + 1;
    return reply;
  }

  // Not all that there may be was seen: the target gave no answers, or its answers have no end.
  bool is_cut_short() const { return unanswered_ >= kUnansweredMax || until_.passed(); }

  // Documents are read as they are found, until there are no more or enough.
  void run() {
    std::vector<std::string> open(std::begin(kStarts), std::end(kStarts));
    for (std::size_t i = 0; i < open.size() && documents_ < kDocumentsMax && !is_cut_short(); ++i) {
      const std::string path = open[i];  // `open` grows while it is read
      read(path, open);
    }
  }

  const std::map<std::string, std::string>& paths() const { return paths_; }  // path -> the document that names it
  std::size_t documents() const { return documents_; }

 private:
  // `path` is a copy: it stands in `open`, which grows here.
  void read(std::string path, std::vector<std::string>& open) {
    if (!read_.insert(path).second) return;
    const auto reply = get(path);
    if (!reply || reply->status != 200 || !may_hold_links(reply->header("content-type"))) return;
    if (!seen_.insert(to_hex(crypto::sha256(reply->body))).second) return;  // the page that answers for every path
    ++documents_;
    for (const std::string& found : paths_in(as_text(reply->body))) {
      if (paths_.size() < kPathsMax) paths_.try_emplace(found, path);
      open.push_back(found);
    }
  }

  Door door_;
  std::map<std::string, std::string> paths_;
  std::set<std::string> read_;
  std::set<std::string> seen_;
  std::size_t documents_ = 0;
  int unanswered_ = 0;
  Deadline until_{kWhole};
};

// Up to where a declared path leaves a place open: "/api/people/{name}" -> "/api/people/".
std::string_view fixed_part(std::string_view path) {
  return path.substr(0, path.find_first_of("{:*"));
}

bool is_declared(const std::string& path, const std::vector<const Fact*>& functions) {
  return std::any_of(functions.begin(), functions.end(), [&](const Fact* function) {
    const std::string declared = function->text("path");
    if (declared.empty()) return false;
    const std::string_view fixed = fixed_part(declared);
    return path == declared || (fixed.size() < declared.size() && path.starts_with(fixed));
  });
}

}  // namespace

Status probe_discovery(const Bench& bench, Notes& notes) {
  if (bench.driver.target.door.empty()) return Error{Err::unsupported, "the driver names no door"};
  if (bench.driver.target.speaks != Speaks::http) return Error{Err::unsupported, "what the door speaks has no pages"};
  Crawl crawl(bench);
  crawl.run();
  const std::vector<const Fact*> functions = declared_rows(bench.declaration, "SoftServ");
  const std::vector<std::string> telling = telling_words(bench);
  for (const auto& [path, named_by] : crawl.paths()) {
    if (crawl.is_cut_short()) break;
    const bool declared = is_declared(path, functions);
    Value values;
    values.set("named_by", named_by).set("declared", declared);
    if (!declared) {
      const auto reply = crawl.get(path);
      values.set("status", reply ? std::int64_t{reply->status} : std::int64_t{0});
      values.set("content_type", reply ? std::string(reply->header("content-type")) : std::string());
      note_given(values, reply, telling);
      values.set("as_if_absent", signature_of(reply) == signature_of(crawl.get(absent_beside(path))));
    }
    TRY_(notes.write("path " + path, std::move(values)));
  }
  Value whole;
  whole.set("documents", static_cast<std::int64_t>(crawl.documents()))
      .set("paths", static_cast<std::int64_t>(crawl.paths().size()))
      .set("cut_short", crawl.is_cut_short());
  return notes.write("documents of the door", std::move(whole));
}

}  // namespace cardea::assess
