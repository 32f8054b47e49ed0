// SPDX-License-Identifier: Apache-2.0
#include "assess/imports/junit.hpp"

#include <algorithm>
#include <charconv>

#include "assess/xml/xml.hpp"

namespace cardea::assess {

namespace {

struct TestCase {
  std::string name;
  Severity severity = Severity::ok;
  std::string text = "passed";

  void becomes(Severity worse, std::string_view what, const XmlElement& element) {
    if (worse < severity || severity == Severity::bad) return;
    severity = worse;
    std::string_view why = element.attribute("message");
    if (why.empty()) why = element.attribute("type");
    text = std::string(what) + (why.empty() ? "" : ": ") + std::string(why);
  }
};

std::size_t number_in(std::string_view text) {
  std::size_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

std::string name_of_case(const XmlElement& element) {
  const std::string_view group = element.attribute("classname");
  return std::string(group) + (group.empty() ? "" : ".") + std::string(element.attribute("name"));
}

class JunitReader final : public XmlVisitor {
 public:
  void open(const XmlElement& element) override {
    const std::string_view name = element.name();
    if (depth_++ == 0) open_root(element);
    if (name == "testcase") open_case(element);
    if (name == "failure") current_.becomes(Severity::bad, "failed", element);
    if (name == "skipped") current_.becomes(Severity::unknown, "skipped", element);
    if (name == "error" && in_case_) current_.becomes(Severity::unknown, "could not be run", element);
    if (name == "error" && !in_case_)
      draft_.note(Severity::unknown, "suite", "error: " + std::string(element.attribute("message")));
  }

  void close(std::string_view name) override {
    --depth_;
    if (name != "testcase") return;
    draft_.note(current_.severity, current_.name, current_.text);
    in_case_ = false;
  }

  bool is_junit() const { return is_junit_; }

  Import finish() {
    if (counted_ > listed_)
      draft_.note(Severity::unknown, "suite", std::to_string(counted_ - listed_) + " tests are counted and not listed");
    return draft_.finish(suite_.empty() ? "JUnit XML" : suite_, "");
  }

 private:
  void open_root(const XmlElement& element) {
    is_junit_ = element.name() == "testsuites" || element.name() == "testsuite";
    suite_ = element.attribute("name");
    counted_ = number_in(element.attribute("tests"));
  }

  void open_case(const XmlElement& element) {
    in_case_ = true;
    ++listed_;
    current_ = {name_of_case(element)};
    if (element.attribute("status") == "notrun" || element.attribute("result") == "suppressed")
      current_.becomes(Severity::unknown, "not run", element);
  }

  ImportDraft draft_;
  TestCase current_;
  bool in_case_ = false;
  bool is_junit_ = false;
  std::size_t depth_ = 0;
  std::size_t counted_ = 0;
  std::size_t listed_ = 0;
  std::string suite_;
};

}  // namespace

Outcome<Import> parse_junit(Bytes file) {
  JunitReader reader;
  TRY_(walk_xml(file, reader));
  if (!reader.is_junit()) return Problem(Err::bad_value, "not JUnit's XML: its root is neither testsuites nor testsuite");
  return reader.finish();
}

}  // namespace cardea::assess
