#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The house's own checks: what a reviewer would say every time, said by a program.

usage: house.py CHECK [ROOT]          run one check over the tree; exit 1 when it finds something
       house.py --self-test CHECK     run it over a sample that is bad, and one that is good
"""
import collections
import pathlib
import re
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import cpp_text  # noqa: E402
import translated  # noqa: E402

FILE_LINES_MAX = 600
FUNCTION_LINES_MAX = 70

Finding = collections.namedtuple("Finding", "path line what mend")


class Tree:
    """The files that belong to the project: what git knows or would add."""

    def __init__(self, root):
        self.root = pathlib.Path(root)
        listing = subprocess.run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
                                 cwd=self.root, capture_output=True, text=True, check=False)
        names = listing.stdout.split("\0") if listing.returncode == 0 else self._walk()
        self.paths = sorted({n for n in names if n and (self.root / n).is_file()})

    def _walk(self):
        return [str(p.relative_to(self.root)) for p in self.root.rglob("*") if "build" not in p.relative_to(self.root).parts[:1]]

    def text(self, path):
        try:
            return (self.root / path).read_text(encoding="utf-8")
        except UnicodeDecodeError:
            return ""  # not text: a corpus file, a picture

    def cpp(self):
        return [p for p in self.paths if p.endswith((".cpp", ".hpp"))]

    def headers(self):
        return [p for p in self.paths if p.endswith(".hpp")]


def line_of(text, at):
    return text.count("\n", 0, at) + 1


# --- allowed-deps

TWO_LEVELS = ("lib", "device", "hub", "service", "maker", "assess")
INCLUDE = re.compile(r'^\s*#\s*include\s+"([^"]+)"', re.M)


def folder_of(path):
    parts = path.split("/")
    return "/".join(parts[:2]) if parts[0] in TWO_LEVELS and len(parts) > 2 else parts[0]


def is_test(path):
    return bool(re.search(r"_(test|fuzz|bench)\.cpp$", path))


def test_files(includes):
    """Tests, fuzzers and figures, and the headers that only they include."""
    users = collections.defaultdict(set)
    for path, found in includes.items():
        for _, header in found:
            users[header].add(path)
    tests = {path for path in includes if is_test(path)}
    while more := {h for h, by in users.items() if h in includes and h not in tests and h.endswith(".hpp") and by <= tests}:
        tests |= more
    return tests


def includes_of(text):
    return [(line_of(text, match.start(1)), match[1]) for match in INCLUDE.finditer(text)]


def covers(name, folder):
    return folder == name or folder.startswith(name + "/")


def read_rules(text):
    allowed, for_tests, never = {}, {}, []
    for number, line in enumerate(text.splitlines(), 1):
        line = line.split("#")[0].strip()
        if not line:
            continue
        if " never " in line:
            left, right = line.split(" never ")
            never.append((left.split(), right.split()))
        elif "->" in line:
            left, right = line.split("->")
            words = left.split()
            (for_tests if words[1:] == ["tests"] else allowed).setdefault(words[0], (number, []))[1].extend(right.split())
        else:
            raise SystemExit(f"contracts/allowed-deps.txt:{number}: neither '->' nor 'never'")
    return allowed, for_tests, never


def forbidden(never, folder, target):
    return any(any(covers(n, folder) for n in left) and any(covers(n, target) for n in right) for left, right in never)


def check_allowed_deps(tree):
    rules_path = "contracts/allowed-deps.txt"
    allowed, for_tests, never = read_rules(tree.text(rules_path))
    for folder, (number, targets) in allowed.items():
        for target in targets:
            if forbidden(never, folder, target):
                yield Finding(rules_path, number, f"allows {folder} -> {target}, which a 'never' line forbids", "take the arrow out")
    for cycle in cycles({f: t for f, (_, t) in allowed.items()}):
        yield Finding(rules_path, allowed[cycle[0]][0], "arrows in a ring: " + " -> ".join(cycle), "take one of them out")
    includes = {path: includes_of(tree.text(path)) for path in tree.cpp()}
    tests = test_files(includes)
    unlisted = set()
    for path, found in includes.items():
        folder = folder_of(path)
        targets = allowed.get(folder, (0, []))[1] + (for_tests.get(folder, (0, []))[1] + ["tools"] if path in tests else [])
        for line, header in found:
            target = folder_of(header)
            if target == folder and "/" in header or target in targets and not forbidden(never, folder, target):
                continue
            if folder not in allowed:
                if folder not in unlisted:
                    yield Finding(path, line, f"{folder} includes {header}, and has no line in {rules_path}", "add its line")
                unlisted.add(folder)
                continue
            yield Finding(path, line, f"{folder} includes {header}",
                          f"include by full path from the root, and only what the line of {folder} in {rules_path} allows")


def cycles(graph):
    state = {}

    def visit(node, trail):
        state[node] = "open"
        for target in graph.get(node, []):
            if state.get(target) == "open":
                yield trail[trail.index(target):] + [target]
            elif target not in state:
                yield from visit(target, trail + [target])
        state[node] = "done"

    for start in graph:
        if start not in state:
            yield from visit(start, [start])


# --- lengths

def check_lengths(tree):
    for path in tree.cpp():
        text = tree.text(path)
        lines = text.count("\n")
        if lines > FILE_LINES_MAX:
            yield Finding(path, lines, f"{lines} lines; {FILE_LINES_MAX} at most", "split it by subject")
        for name, start, length in cpp_text.functions(text):
            if length > FUNCTION_LINES_MAX:
                yield Finding(path, start, f"{name} has {length} lines; {FUNCTION_LINES_MAX} at most", "give its parts names")


# --- fuzzers

PARSER = re.compile(r"\b(parse_\w+)\s*\(")


def check_fuzzers(tree):
    fuzzed = set()
    for path in tree.paths:
        if path.endswith("_fuzz.cpp"):
            fuzzed.update(re.findall(r"\bparse_\w+", cpp_text.without_comments(tree.text(path))))
    for path in tree.headers():
        text = cpp_text.without_comments(tree.text(path))
        for match in PARSER.finditer(text):
            if match[1] not in fuzzed:
                yield Finding(path, line_of(text, match.start()), f"{match[1]} has no fuzzer",
                              "write NAME_fuzz.cpp beside it that calls it, with a property and a corpus")


# --- names and words

BANNED_NAME = re.compile(r"(^|_|-)(utils?|helpers?|managers?|misc)(_|-|$)|(^|_)common$")
SPDX_NEEDED = re.compile(r"(\.(cpp|hpp|c|h|py|sh|cmake|tsx?|m?js|css)|(^|/)CMakeLists\.txt|(^|/)dev|^\.ci/run)$")
MAIL = re.compile(r"[\w.+-]+@([\w-]+(?:\.[\w-]+)+)")
EXAMPLE = re.compile(r"(^|\.)example(\.(com|org|net))?$")


def check_names(tree):
    for path in tree.paths:
        if "/corpus/" in path:
            continue
        for part in path.split("/"):
            if BANNED_NAME.search(part.split(".")[0]):
                yield Finding(path, 1, f"'{part}' says nothing of what is inside", "name it after its one subject")
    for path in tree.headers():
        text = cpp_text.without_comments(tree.text(path))
        for match in re.finditer(r"\busing\s+namespace\b", text):
            line = line_of(text, match.start())
            if not any(start <= line < start + length for _, start, length in cpp_text.functions(text)):
                yield Finding(path, line, "using namespace in a header", "write the names out")


def check_spdx(tree):
    for path in tree.paths:
        if SPDX_NEEDED.search(path) and "SPDX-License-Identifier: Apache-2.0" not in "\n".join(tree.text(path).splitlines()[:2]):
            yield Finding(path, 1, "no SPDX line", "begin with: // SPDX-License-Identifier: Apache-2.0")


def check_mail(tree):
    for path in tree.paths:
        text = tree.text(path)
        for match in MAIL.finditer(text):
            domain = match[1].lower()
            if not EXAMPLE.search(domain) and re.search(r"\.[a-z]{2,}$", domain) and not domain.endswith((".service", ".target")):
                yield Finding(path, line_of(text, match.start()), f"an e-mail address: {match[0]}", "use one at example.com")


LATER = re.compile(r"\b(" + "|".join(["TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK"]) + r")\b")


def check_later(tree):
    for path in tree.paths:
        if "/corpus/" in path or "/vectors/" in path:
            continue
        text = tree.text(path)
        for match in LATER.finditer(text):
            yield Finding(path, line_of(text, match.start()), f"'{match[0]}'", "do it, or leave it out wholly and open an issue")


# --- libraries that stay behind one file

ONE_PLACE = {"expat.h": "assess/xml/xml.cpp", "zip.h": "assess/sheets/archive.cpp", "boost": "lib/net/http1.cpp", "toml++": "product/toml.cpp", "nlohmann": "lib/codec/json.cpp", "seccomp.h": "lib/confine/"}
SYSTEM_INCLUDE = re.compile(r"^\s*#\s*include\s+<([^>]+)>", re.M)


def check_one_place(tree):
    for path in tree.cpp():
        if is_test(path) and not path.startswith("lib/net/"):
            continue
        text = tree.text(path)
        for match in SYSTEM_INCLUDE.finditer(text):
            home = ONE_PLACE.get(match[1].split("/")[0])
            if home and not path.startswith(home):
                yield Finding(path, line_of(text, match.start()), f"includes <{match[1]}>", f"only {home} may; go through its interface")


def check_translated(tree):
    return (Finding(*one) for one in translated.findings(tree))


CHECKS = {
    "allowed-deps": check_allowed_deps,
    "lengths": check_lengths,
    "fuzzers": check_fuzzers,
    "names": check_names,
    "spdx": check_spdx,
    "mail": check_mail,
    "later": check_later,
    "one-place": check_one_place,
    "translated": check_translated,
}


def main(arguments):
    if len(arguments) == 2 and arguments[0] == "--self-test" and arguments[1] in CHECKS:
        import samples  # the samples are bad on purpose: only this needs them
        return samples.self_test(arguments[1], CHECKS[arguments[1]], Tree)
    if not arguments or arguments[0] not in CHECKS or len(arguments) > 2:
        print(__doc__ + "\nchecks: " + " ".join(CHECKS), file=sys.stderr)
        return 2
    tree = Tree(arguments[1] if len(arguments) == 2 else ".")
    if not tree.cpp():
        print("house: error: there is no C++ here\nhouse: hint: run it from the root of the tree", file=sys.stderr)
        return 2
    findings = list(CHECKS[arguments[0]](tree))
    for finding in findings:
        print(f"{finding.path}:{finding.line}: {finding.what}\n  mend: {finding.mend}")
    print(f"house: {arguments[0]}: {len(findings)} findings in {len(tree.paths)} files", file=sys.stderr)
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
