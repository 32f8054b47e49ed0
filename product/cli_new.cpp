// SPDX-License-Identifier: Apache-2.0
#include <cstdio>
#include <iostream>

#include "lib/command/command.hpp"
#include "product/cli.hpp"
#include "product/file.hpp"
#include "product/first_draft.hpp"
#include "product/show.hpp"

namespace cardea::product {
namespace {

Outcome<Answers> answers_from(const command::Arguments& arguments, std::int64_t now_s) {
  const std::string file = arguments.option("answers");
  if (file.empty()) {
    const auto read_line = [](std::string& line) { return static_cast<bool>(std::getline(std::cin, line)); };
    return ask(read_line, [](const std::string& words) { std::fputs(words.c_str(), stderr); }, now_s);
  }
  TRY(const std::string text, read_file(file, kTomlBytesMax));
  return parse_answers(as_bytes(text), file, now_s);
}

Outcome<int> run_new(std::span<const std::string> args) {
  TRY(const auto arguments, command::Arguments::parse(args, {"answers"}, {}));
  if (arguments.words().size() > 1)
    return Problem(Err::bad_value, "one folder, please", "cardea product new [DIR] [--answers FILE]");
  const std::string path = (arguments.words().empty() ? "." : arguments.words().front()) + "/product.toml";
  const std::int64_t now_s = SystemClock().wall_s();
  TRY(const Answers answers, answers_from(arguments, now_s));
  const std::string draft = first_draft(answers);
  const Lint result = parse_declaration(as_bytes(draft), path, BuiltInFragments(), now_s);
  if (!result.clean()) {
    std::fputs(lint_text(result, path).c_str(), stderr);
    return Problem(Err::broken, "these answers do not make a clean declaration; nothing was written",
                   "answer the findings above");
  }
  TRY_(write_file(path, as_bytes(draft), /*replace=*/false));
  std::printf("%s\n", path.c_str());
  std::fprintf(stderr, "cardea: read it through: what it says is yours to answer for\n");
  return 0;
}

}  // namespace

int product_new_main(std::span<const std::string> args) {
  return command::exit_code(run_new(args));
}

}  // namespace cardea::product
