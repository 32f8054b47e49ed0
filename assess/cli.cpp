// SPDX-License-Identifier: Apache-2.0
#include "assess/cli.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <cstdio>

#include "assess/freeze.hpp"
#include "assess/inputs.hpp"
#include "assess/pdf/pdf.hpp"
#include "assess/plan.hpp"
#include "assess/report/crosswalk.hpp"
#include "assess/report/diff.hpp"
#include "assess/report/report.hpp"
#include "assess/report/text.hpp"
#include "assess/review/questions.hpp"
#include "assess/review_desk.hpp"
#include "assess/run.hpp"
#include "assess/sheet_files.hpp"
#include "assess/signature.hpp"
#include "lib/codec/json.hpp"
#include "lib/command/command.hpp"
#include "lib/crypto/crypto.hpp"
#include "lib/store/file.hpp"
#include "product/lint.hpp"

namespace cardea::assess {

namespace {

constexpr const char* kUsage =
    R"(usage: cardea assess COMMAND

  lint --declaration FILE
           say what is wrong with a declaration, and what in it speaks against itself
  plan --declaration FILE --driver FILE [--out FILE] [--zh]
           list every test unit with the rows that it ranges over, and every exclusion with its reason
  run --declaration FILE --driver FILE --out DIR [--plan FILE] [--json] [--zh]
           gather facts about a target, judge them, print Table B.1; DIR holds the evidence and the reports. An interrupted run is
           gone on with
  review DIR [--zh]
           print the units that wait for a person, as a file to fill in
  review DIR --serve --by NAME --role ROLE [--zh]
           the same as a page on this machine, for a browser; each answer is recorded at once
  review DIR --answers FILE
           take over a filled-in file: each answer is recorded behind the evidence
  verify DIR [--key FILE]
           check the evidence chain and make every verdict again from the evidence alone; with the signer's public key (PEM), also
           that the statement is signed by it and every file is what was signed
  sign DIR --key FILE --by NAME --role ROLE
           verify, then sign the evidence and the reports (P-256 key in PEM); `openssl dgst -sha256 -verify` checks it, too
  report DIR [--format table|json|html|csv|csv-units|pdf|oscal] [--zh] [--out FILE]
           print the report again from the evidence; --html FILE writes the page, --json is --format json
  diff DIR DIR [--json] [--zh]
           compare an earlier run with a later one, unit by unit, and say what changed in between; 1: something fails that did not
  sheet export --declaration FILE --out FILE.xlsx [--zh]
           the declaration as a workbook for a laboratory: the answers (ICS), the product, a sheet for each IXIT table
  sheet import FILE.xlsx --out FILE
           a filled-in workbook as a declaration; what is wrong is told by sheet and cell, and then nothing is written
  crosswalk TEXT [--run DIR] [--zh]
           lead from the provisions, with their answers in a run, to another text: cra, en18031, en303645-v3, ir8425, psti

exit codes: 0 nothing mandatory failed (the coverage says how far that reaches), 1 something mandatory failed, 2 could not assess

example: cardea assess run --declaration product.toml --driver bench.json --out run-1
)";

void print(std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), stdout);
}

void talk(const std::string& text) {
  std::fprintf(stderr, "cardea: %s\n", printable(text).c_str());
}

void show(const RunResult& result, const command::Arguments& arguments) {
  const Facts facts(result.facts);
  if (arguments.flag("json")) return print(print_report_json(report_value(result.assessment, facts)));
  TableStyle style;
  style.colour = ::isatty(STDOUT_FILENO) == 1;
  style.chinese = arguments.flag("zh");
  print(print_table(result.assessment, facts, style));
}

// What the probes took, in this call and in those before an interruption; and what this call took of the machine.
std::string cost_of(const std::vector<Fact>& facts) {
  std::int64_t took_ms = 0;
  std::int64_t waited_s = 0;
  for (const Fact& fact : facts) {
    if (fact.subject != "probe") continue;
    took_ms += fact.number("took_ms");
    waited_s += fact.number("waited_s");
  }
  struct rusage used{};
  ::getrusage(RUSAGE_SELF, &used);
  return "the probes took " + std::to_string(took_ms / 1000) + " s, " + std::to_string(waited_s) +
         " s of it because the target asked to wait; at most " + std::to_string(used.ru_maxrss / 1024) + " MB of memory";
}

Outcome<int> run(const command::Arguments& arguments) {
  RunOptions options;
  TRY(options.declaration, arguments.required("declaration"));
  TRY(options.driver, arguments.required("driver"));
  TRY(options.out, arguments.required("out"));
  options.plan = arguments.option("plan");
  TRY(const RunResult result, run_assessment(options, SystemClock(), talk));
  show(result, arguments);
  std::fflush(stdout);
  talk(cost_of(result.facts));
  talk("evidence and reports are in " + options.out);
  return result.assessment.exit_code();
}

Outcome<int> lint(const command::Arguments& arguments) {
  TRY(const std::string path, arguments.required("declaration"));
  TRY(const product::Lint checked, product::lint(path));
  for (const product::Finding& finding : checked.findings) print(printable(product::describe(finding)) + "\n");
  std::size_t contradictions = 0;
  if (checked.declaration) {
    FactList declared;
    TRY_(freeze_declaration(*checked.declaration, declared));
    for (const Contradiction& one : contradictions_of(Facts(declared.facts()))) {
      print(printable(path + ": " + one.provision + ": " + std::string(one.rule) + ": " + one.finding) + "\n");
      ++contradictions;
    }
  }
  talk(std::to_string(checked.errors()) + " errors, " + std::to_string(checked.warnings()) + " warnings, " +
       std::to_string(contradictions) + " contradictions");
  return checked.clean() && contradictions == 0 ? 0 : 1;
}

Outcome<int> plan(const command::Arguments& arguments) {
  TRY(const std::string declaration, arguments.required("declaration"));
  TRY(const std::string driver, arguments.required("driver"));
  TRY(const Inputs inputs, read_inputs(declaration, driver, SystemClock()));
  TRY(const FactList frozen, freeze(inputs));
  const std::vector<PlanItem> items = plan_of(Facts(frozen.facts()), inputs.driver);
  print(print_plan(items, arguments.flag("zh")));
  const std::string out = arguments.option("out");
  if (out.empty()) return 0;
  TRY_(at_place(store::create_file(out, as_bytes(print_json_pretty(plan_value(items))), 0644), out));
  talk("wrote " + out + ", SHA-256 " + digest_of_plan(items));
  return 0;
}

Outcome<std::string> folder_of(const command::Arguments& arguments) {
  if (arguments.words().size() == 2) return arguments.words()[1];
  return Problem(Err::bad_value, "name one folder of a run", "cardea assess " + arguments.words()[0] + " DIR");
}

Outcome<int> serve(const std::string& folder, const command::Arguments& arguments) {
  ReviewDesk::Setting setting;
  setting.folder = folder;
  TRY(setting.reviewer, arguments.required("by"));
  TRY(setting.role, arguments.required("role"));
  setting.token = to_hex(crypto::random_buffer(16));
  setting.chinese = arguments.flag("zh");
  TRY_(serve_desk(std::move(setting), 0, SystemClock(),
                  [](const std::string& url) { talk("open " + url + " in a browser on this machine"); }));
  return 0;
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
  if (arguments.flag("serve")) return serve(folder, arguments);
  print(print_questions(Facts(evidence.facts), evidence.run_head, arguments.flag("zh")));
  return 0;
}

Outcome<int> verify(const command::Arguments& arguments) {
  TRY(const std::string folder, folder_of(arguments));
  TRY(const RunResult result, verify_run(folder));
  print("verified: " + std::to_string(result.facts.size()) + " records, head " + result.assessment.head + "\n");
  print(summary_line(result.assessment, arguments.flag("zh")) + "\n");
  if (const std::string key = arguments.option("key"); !key.empty()) {
    TRY(const Signatory signatory, check_signature(folder, key));
    print("signed by " + printable(signatory.name) + ", " + printable(signatory.role) + "\n");
  }
  return 0;
}

Outcome<int> sign(const command::Arguments& arguments) {
  TRY(const std::string folder, folder_of(arguments));
  TRY(const std::string key, arguments.required("key"));
  Signatory signatory;
  TRY(signatory.name, arguments.required("by"));
  TRY(signatory.role, arguments.required("role"));
  TRY_(sign_run(folder, key, signatory, SystemClock()));
  talk("signed: statement.json, statement.sig and signer.pem are in " + folder);
  return 0;
}

Outcome<int> diff(const command::Arguments& arguments) {
  if (arguments.words().size() != 3)
    return Problem(Err::bad_value, "name the folders of two runs, the earlier one first", "cardea assess diff DIR DIR");
  TRY(const RunResult before, judge_again(arguments.words()[1]));
  TRY(const RunResult after, judge_again(arguments.words()[2]));
  const Diff found = diff_of(Facts(before.facts), before.assessment, Facts(after.facts), after.assessment);
  print(arguments.flag("json") ? print_report_json(diff_value(found)) : print_diff(found, arguments.flag("zh")));
  return found.count(Change::broken) > 0 ? 1 : 0;
}

Outcome<int> crosswalk(const command::Arguments& arguments) {
  const Crosswalk* text = arguments.words().size() == 2 ? find_crosswalk(arguments.words()[1]) : nullptr;
  if (text == nullptr) return Problem(Err::bad_value, "name one text", "cra, en18031, en303645-v3, ir8425 or psti");
  const std::string folder = arguments.option("run");
  if (folder.empty()) {
    print(print_crosswalk(*text, nullptr, arguments.flag("zh")));
    return 0;
  }
  TRY(const RunResult run, judge_again(folder));
  print(print_crosswalk(*text, &run.assessment, arguments.flag("zh")));
  return 0;
}

Outcome<int> export_sheet(const command::Arguments& arguments) {
  TRY(const std::string declaration, arguments.required("declaration"));
  TRY(const std::string out, arguments.required("out"));
  TRY_(export_sheets(declaration, out, arguments.flag("zh")));
  talk("wrote " + out);
  return 0;
}

Outcome<int> import_sheet(const command::Arguments& arguments) {
  TRY(const std::string out, arguments.required("out"));
  TRY(const SheetImport imported, import_sheets(arguments.words()[2], out, SystemClock()));
  for (const product::Finding& finding : imported.findings)
    print(printable(product::describe(finding)) + "\n" + (finding.hint.empty() ? "" : "    " + printable(finding.hint) + "\n"));
  talk(imported.usable ? "wrote " + out : "wrote nothing: mend the cells above");
  return imported.usable ? 0 : 1;
}

Outcome<int> sheet(const command::Arguments& arguments) {
  const std::span<const std::string> words = arguments.words();
  if (words.size() == 2 && words[1] == "export") return export_sheet(arguments);
  if (words.size() == 3 && words[1] == "import") return import_sheet(arguments);
  return Problem(Err::bad_value, "export a declaration, or import one workbook",
                 "cardea assess sheet export --declaration FILE --out FILE.xlsx, or sheet import FILE.xlsx --out FILE");
}

Outcome<std::string> print_as(const std::string& format, const RunResult& result, Language language) {
  const Assessment& assessment = result.assessment;
  const Facts facts(result.facts);
  if (format == "json") return print_report_json(report_value(assessment, facts));
  if (format == "html") return print_html(assessment, facts, language);
  if (format == "csv") return print_csv(assessment, language);
  if (format == "csv-units") return print_units_csv(assessment, facts, language);
  if (format == "oscal") return print_report_json(oscal_value(assessment, facts));
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
      command::Arguments::parse(args,
                                {"answers", "by", "declaration", "driver", "format", "html", "key", "out", "plan", "role", "run"},
                                {"help", "json", "serve", "zh"}));
  if (arguments.flag("help")) {
    print(kUsage);
    return 0;
  }
  const std::string verb = arguments.words().empty() ? std::string() : arguments.words()[0];
  if (verb == "lint") return lint(arguments);
  if (verb == "plan") return plan(arguments);
  if (verb == "run") return run(arguments);
  if (verb == "sign") return sign(arguments);
  if (verb == "diff") return diff(arguments);
  if (verb == "sheet") return sheet(arguments);
  if (verb == "crosswalk") return crosswalk(arguments);
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
  const Problem& problem = outcome.error();  // it may name a record, a file or a row as a stranger wrote it
  command::print_problem({problem.code, printable(problem.message), printable_lines(problem.hint)});
  const Err code = outcome.error().code;
  return !args.empty() && args[0] == "verify" && (code == Err::unauthentic || code == Err::truncated) ? 1 : 2;
}

}  // namespace cardea::assess
