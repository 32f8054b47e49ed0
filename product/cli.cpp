// SPDX-License-Identifier: Apache-2.0
#include "product/cli.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

#include "lib/codec/json.hpp"
#include "lib/command/command.hpp"
#include "product/compile.hpp"
#include "product/file.hpp"
#include "product/show.hpp"

namespace cardea::product {
namespace {

using command::Arguments;

void print(const std::string& text) {
  std::fwrite(text.data(), 1, text.size(), stdout);
}

Outcome<std::string> only_file(const Arguments& arguments, const std::string& usage) {
  if (arguments.words().size() == 1) return arguments.words().front();
  return Problem(Err::bad_value, arguments.words().empty() ? "which file?" : "one file, please", usage);
}

void say_counts(const Lint& lint) {
  if (lint.findings.empty()) return;
  std::fprintf(stderr, "cardea: %zu error%s, %zu warning%s\n", lint.errors(), lint.errors() == 1 ? "" : "s", lint.warnings(),
               lint.warnings() == 1 ? "" : "s");
}

Outcome<int> run_lint(std::span<const std::string> args) {
  TRY(const Arguments arguments, Arguments::parse(args, {}, {"json"}));
  TRY(const std::string file, only_file(arguments, "cardea product lint FILE [--json]"));
  TRY(const Lint result, lint(file));
  print(arguments.flag("json") ? print_json_pretty(to_value(result, file)) : lint_text(result, file));
  say_counts(result);
  return result.usable() ? 0 : 1;
}

Outcome<int> run_show(std::span<const std::string> args) {
  TRY(const Arguments arguments, Arguments::parse(args, {}, {"json"}));
  TRY(const std::string file, only_file(arguments, "cardea product show FILE [--json]"));
  TRY(const Lint result, lint(file));
  if (!result.usable()) {
    return Problem(Err::broken, file + " has " + std::to_string(result.errors()) + " errors", "cardea product lint " + file);
  }
  print(arguments.flag("json") ? print_json_pretty(to_value(*result.declaration)) : declaration_text(*result.declaration));
  return 0;
}

Outcome<int> run_compile(std::span<const std::string> args) {
  std::vector<std::string> words(args.begin(), args.end());
  for (std::string& word : words) {
    if (word == "-o") word = "--output";
  }
  TRY(const Arguments arguments, Arguments::parse(words, {"output"}, {}));
  TRY(const std::string file, only_file(arguments, "cardea product compile FILE -o policy.cbor"));
  TRY(const std::string output, arguments.required("output"));
  auto policy = compile_file(file);
  if (!policy) return Problem(Err::broken, policy.error().message, policy.error().hint);  // the file is wrong, not the call
  TRY_(write_file(output, encode_policy(*policy), /*replace=*/true));
  std::fprintf(stderr, "cardea: %s: %zu interfaces, %zu functions, %zu telemetry rows\n", output.c_str(),
               policy->interfaces.size(), policy->functions.size(), policy->telemetry.size());
  return 0;
}

struct Verb {
  const char* name;
  int (*run)(std::span<const std::string>);
  const char* usage;
};

constexpr std::array kVerbs{
    Verb{"lint", product_lint_main, "lint FILE [--json]           everything that is wrong with a declaration"},
    Verb{"new", product_new_main, "new [DIR] [--answers FILE]   a first product.toml, by asking"},
    Verb{"compile", product_policy_main, "compile FILE -o policy.cbor  what devices and services read"},
    Verb{"show", product_show_main, "show FILE [--json]           the declaration, Table B.1 as answered"},
};

std::string usage() {
  std::string text = "usage:\n";
  for (const Verb& verb : kVerbs) text += std::string("  cardea product ") + verb.usage + '\n';
  return text + "example:\n  cardea product lint products/speaker/product.toml\n";
}

}  // namespace

int product_lint_main(std::span<const std::string> args) {
  return command::exit_code(run_lint(args));
}
int product_show_main(std::span<const std::string> args) {
  return command::exit_code(run_show(args));
}
int product_policy_main(std::span<const std::string> args) {
  return command::exit_code(run_compile(args));
}

int product_main(std::span<const std::string> args) {
  const std::string wanted = args.empty() ? "" : args.front();
  if (wanted == "help" || std::find(args.begin(), args.end(), "--help") != args.end()) {
    print(usage());
    return 0;
  }
  for (const Verb& verb : kVerbs) {
    if (wanted == verb.name) return verb.run(args.subspan(1));
  }
  command::print_problem(Problem(Err::bad_value,
                                 wanted.empty() ? "product: what shall be done?" : "there is no `product " + wanted + "`",
                                 "cardea product --help"));
  return 2;
}

}  // namespace cardea::product
