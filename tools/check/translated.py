# SPDX-License-Identifier: Apache-2.0
"""Which texts of the assessor a report in Chinese must have words for, and whether the tables of assess/report/chinese have them.

A text is made of literals and of what is put between them, so this compares literals with what stands between the holes of a row."""
import errno
import os
import re

import cpp_text

TABLES = "assess/report/chinese/"
LITERALS = re.compile(r'"(?:\\.|[^"\\\n])*"(?:\s*"(?:\\.|[^"\\\n])*")*')
ONE = re.compile(r'"((?:\\.|[^"\\\n])*)"')
HOLE = re.compile(r"\{\d[*?]?\}")
CHINESE = re.compile("[\u4e00-\u9fff]")
PROSE = re.compile(r"[a-z]{2,},? [a-z(]|[a-z]{2,}[:;?,]? $|^[,:;]? ?[a-z]{2,} |^[,:;] [a-z]{3,}")

# Where a rule, a condition or a plan speaks: every sentence.
SPEAKERS = re.compile(r"assess/judge/[^/]*\.[ch]pp$|assess/plan\.cpp$|assess/report/diff\.cpp$|product/conditions\.cpp$")
# Where something goes wrong that a probe or an import writes down as its reason.
REASONERS = re.compile(r"assess/(?:probes|wire|imports|image|xml)/[^/]*\.[ch]pp$|assess/driver/act\.cpp$")
REASON = re.compile(r"(?:Err::\w+|wait_after\([^;\"]*),\s*$")
# Where malformed inputs have their names.
INPUTS = re.compile(r"assess/probes/input_(?:http|json|messages)\.cpp$")
INPUT = re.compile(r"(?:\b(?:add|get|wrong|odd|connect|behind|Group group)\(|push_back\(\{|\n\s*\{|InputGroup group\{)\s*$")

# A literal that is looked for, compared or thrown, or the name of a subject, is said to nobody.
LOOKED_FOR = re.compile(r"(?:\b(?:one|of|starts_with|find|text|flag|number|has|lists|texts|rows|row|look_at_list|listed|offer_to|logic_error)"
                        r"\((?:[^()]|\(\))*|[=!]=\s*|Subject = )$")
WORD_LISTS = re.compile(r"constexpr std::array<std::string_view, \d+> \w+\{[^;]*\};")


def literal(match):
    text = "".join(ONE.findall(match))
    return text.replace('\\"', '"').replace("\\\\", "\\").replace("\\n", "\n")


def has_its_chinese_beside_it(text, end):
    return re.match(r'\s*,\s*"', text[end:]) is not None and CHINESE.search(LITERALS.search(text, end)[0]) is not None


OTHERWISE = re.compile(r'[\u4e00-\u9fff][^"\n]*"\s*:\s*$|if \(chinese\)\s*return[^;]*;\s*return[^;]*$')


def is_the_english_of_two(before):
    return OTHERWISE.search(before) is not None


def said_in(path, text):
    """(line, literal) of what the file says to people."""
    text = WORD_LISTS.sub(lambda m: re.sub(r"[^\n]", " ", m[0]), text)
    for match in LITERALS.finditer(text):
        words, before = literal(match[0]), text[max(0, match.start() - 400):match.start()]
        reason = REASONERS.search(path) and REASON.search(before) and PROSE.search(words)
        name = INPUTS.search(path) and INPUT.search(before) and re.search("[a-z]{2}", words)
        sentence = SPEAKERS.search(path) and PROSE.search(words) and not LOOKED_FOR.search(before)
        if CHINESE.search(words) or has_its_chinese_beside_it(text, match.end()) or is_the_english_of_two(before):
            continue
        if reason or name or sentence:
            yield text.count("\n", 0, match.start()) + 1, words


def tables_of(tree):
    """(path, line, what stands between the holes) of every row."""
    for path in tree.paths:
        if path.startswith(TABLES) and path.endswith(".tsv"):
            for number, row in enumerate(tree.text(path).splitlines()[1:], 2):
                yield path, number, HOLE.split(row.split("\t")[0])


def is_made_of(piece, literals):
    """Is it a part of one literal, or a row of them? A word of a state is written there with a line below."""
    if any(piece in one for one in literals):
        return True
    parts = [one for one in literals if one and (len(one) > 1 or not one.isalnum()) and one in piece]
    reached = {0}
    for at in range(len(piece)):
        if at in reached:
            reached.update(at + len(one) for one in parts if piece.startswith(one, at))
    return len(piece) in reached


def literals_of(tree):
    found = {os.strerror(number) for number in errno.errorcode}
    for path in tree.cpp():
        if path.startswith(("assess/", "product/", "lib/")) and not re.search(r"_(test|fuzz)\.cpp$", path):
            for match in LITERALS.finditer(cpp_text.without_comments(tree.text(path))):
                words = literal(match[0])
                found.update((words, words.replace("_", " ")))
    return found


def findings(tree):
    """(path, line, what, how to mend it)"""
    rows = list(tables_of(tree))
    pieces = {piece for _, _, all_of_row in rows for piece in all_of_row}
    for path in tree.cpp():
        if re.search(r"_(test|fuzz)\.cpp$", path) or not any(r.search(path) for r in (SPEAKERS, REASONERS, INPUTS)):
            continue
        for line, words in said_in(path, cpp_text.without_comments(tree.text(path))):
            if not any(words in piece for piece in pieces):
                yield path, line, f"'{words}' has no Chinese", f"give it a row in {TABLES}"
    literals = literals_of(tree)
    for path, line, all_of_row in rows:
        for piece in all_of_row:
            if piece and not is_made_of(piece, literals):
                yield path, line, f"nothing says '{piece}'", "a text that was changed has its row changed; one that is gone takes it with it"
