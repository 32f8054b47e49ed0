// SPDX-License-Identifier: Apache-2.0
#include "assess/cli.hpp"

#include <unistd.h>

#include <cstdio>

#include "assess/pdf/pdf.hpp"
#include "assess/report/report.hpp"
#include "assess/review/questions.hpp"
#include "assess/run.hpp"
#include "lib/codec/json.hpp"
#include "lib/command/command.hpp"
#include "lib/store/file.hpp"

namespace cardea::assess {

namespace {

constexpr const char* kUsage =
    R"(usage: cardea assess COMMAND

  run --declaration FILE --driver FILE --out DIR [--json] [--zh]
           gather facts about a target, judge them, print Table B.1; DIR holds the evidence and the reports
  review DIR [--zh]
           print the units that wait for a person, as a file to fill in
  review DIR --answers FILE
           take over a filled-in file: each answer is recorded behind the evidence
  verify DIR
           check the evidence chain and make every verdict again from the evidence alone
  report DIR [--format table|json|html|csv|csv-units|pdf|oscal] [--zh] [--out FILE]
           print the report again from the evidence; --html FILE writes the page, --json is --format json

exit codes: 0 nothing mandatory failed (the coverage says how far that reaches), 1 something mandatory failed, 2 could not assess

example: cardea assess run --declaration product.toml --driver bench.json --out run-1
)";

void print(std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), stdout);
}

void talk(const std::string& text) {
  std::fprintf(stderr, "cardea: %s\n", text.c_str());
}

void show(const RunResult& result, const command::Arguments& arguments) {
  const Facts facts(result.facts);
  if (arguments.flag("json")) return print(print_json_pretty(report_value(result.assessment, facts)));
  TableStyle style;
  style.colour = ::isatty(STDOUT_FILENO) == 1;
  style.chinese = arguments.flag("zh");
  print(print_table(result.assessment, facts, style));
}

Outcome<int> run(const command::Arguments& arguments) {
  RunOptions options;
  TRY(options.declaration, arguments.required("declaration"));
  TRY(options.driver, arguments.required("driver"));
  TRY(options.out, arguments.required("out"));
  TRY(const RunResult result, run_assessment(options, SystemClock(), talk));
  show(result, arguments);
  std::fflush(stdout);
  talk("evidence and reports are in " + options.out);
  return result.assessment.exit_code();
}

Outcome<std::string> folder_of(const command::Arguments& arguments) {
  if (arguments.words().size() == 2) return arguments.words()[1];
  return Problem(Err::bad_value, "name one folder of a run", "cardea assess " + arguments.words()[0] + " DIR");
}

Outcome<int> review(const command::Arguments& arguments) {
  TRY(const std::string folder, folder_of(arguments));
  if (const std::string answers = arguments.option("answers"); !answers.empty()) {
    TRY(const Reviewed reviewed, review_run(folder, answers, SystemClock()));
    talk("recorded " + std::to_string(reviewed.recorded) + " answers behind the evidence of " + folder);
    show(reviewed.result, arguments);
    return reviewed.result.assessment.exit_code();
  }
  TRY(const Evidence evidence, read_evidence(folder));
  print(print_questions(Facts(evidence.facts), evidence.run_head, arguments.flag("zh")));
  return 0;
}

Outcome<int> verify(const command::Arguments& arguments) {
  TRY(const std::string folder, folder_of(arguments));
  TRY(const RunResult result, verify_run(folder));
  print("verified: " + std::to_string(result.facts.size()) + " records, head " + result.assessment.head + "\n");
  print(summary_line(result.assessment, arguments.flag("zh")) + "\n");
  return 0;
}

Outcome<std::string> print_as(const std::string& format, const RunResult& result, Language language) {
  const Assessment& assessment = result.assessment;
  const Facts facts(result.facts);
  if (format == "json") return print_json_pretty(report_value(assessment, facts));
  if (format == "html") return print_html(assessment, facts, language);
  if (format == "csv") return print_csv(assessment, language);
  if (format == "csv-units") return print_units_csv(assessment, facts, language);
  if (format == "oscal") return print_json_pretty(oscal_value(assessment, facts));
  if (format == "table") return print_table(assessment, facts, {false, language == Language::zh, true});
  if (format == "pdf") return print_pdf(assessment, facts, language);
  return Problem(Err::bad_value, "there is no format " + format, "cardea assess --help");
}

Outcome<Unit> write_or_print(const std::string& path, const std::string& text) {
  if (path.empty()) {
    print(text);
    return kOk;
  }
  TRY_(at_place(store::write_file(path, as_bytes(text), 0644), path));
  talk("wrote " + path);
  return kOk;
}

Outcome<int> report(const command::Arguments& arguments) {
  TRY(const std::string folder, folder_of(arguments));
  TRY(const RunResult result, judge_again(folder));
  const Language language = arguments.flag("zh") ? Language::zh : Language::en;
  const std::string page = arguments.option("html");
  if (!page.empty()) TRY_(write_or_print(page, print_html(result.assessment, Facts(result.facts), language)));
  if (const std::string format = arguments.option("format"); !format.empty()) {
    TRY(const std::string text, print_as(format, result, language));
    TRY_(write_or_print(arguments.option("out"), text));
  } else if (page.empty() || arguments.flag("json")) {
    show(result, arguments);
  }
  return result.assessment.exit_code();
}

Outcome<int> dispatch(std::span<const std::string> args) {
  TRY(const command::Arguments arguments,
      command::Arguments::parse(args, {"answers", "declaration", "driver", "format", "html", "out"}, {"json", "zh", "help"}));
  if (arguments.flag("help")) {
    print(kUsage);
    return 0;
  }
  const std::string verb = arguments.words().empty() ? std::string() : arguments.words()[0];
  if (verb == "run") return run(arguments);
  if (verb == "review") return review(arguments);
  if (verb == "verify") return verify(arguments);
  if (verb == "report") return report(arguments);
  return Problem(Err::bad_value, verb.empty() ? "assess what?" : "there is no command assess " + verb, "cardea assess --help");
}

}  // namespace

// Whatever keeps the assessor from assessing is 2; 1 is kept for a target that failed, and for evidence that was changed.
int assess_main(std::span<const std::string> args) {
  const Outcome<int> outcome = dispatch(args);
  if (outcome) return *outcome;
  command::print_problem(outcome.error());
  const Err code = outcome.error().code;
  return !args.empty() && args[0] == "verify" && (code == Err::unauthentic || code == Err::truncated) ? 1 : 2;
}

}  // namespace cardea::assess
