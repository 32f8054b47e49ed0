# SPDX-License-Identifier: Apache-2.0
"""Just enough of the C++ grammar to find functions and to tell code from comments. No parser: a brace scanner."""
import re

TOKENS = re.compile(
    r'//[^\n]*|/\*.*?\*/'
    r'|R"([^\s()\\]{0,16})\((?:.*?)\)\1"'
    r'|"(?:\\.|[^"\\\n])*"'
    r"|'(?:\\.|[^'\\\n])+'", re.S)
DIGIT_SEPARATOR = re.compile(r"(?<=[0-9a-fA-F])'(?=[0-9a-fA-F])")


def _blank(text):
    return re.sub(r"[^\n]", " ", text)


def without_comments(text):
    """The same text, line for line, with comments blanked out."""
    text = DIGIT_SEPARATOR.sub("_", text)
    return TOKENS.sub(lambda m: _blank(m[0]) if m[0].startswith(("//", "/*")) else m[0], text)


def code_only(text):
    """The same text, line for line, with comments, strings, characters and preprocessor lines blanked out."""
    text = TOKENS.sub(lambda m: _blank(m[0]), DIGIT_SEPARATOR.sub("_", text))
    return re.sub(r"^[ \t]*#(?:[^\n]*\\\n)*[^\n]*", lambda m: _blank(m[0]), text, flags=re.M)


NOT_FUNCTION = re.compile(r"^\s*(?:template\s*<[^{]*>\s*)?(?:typedef\s+)?(?:inline\s+)?(namespace|class|struct|enum|union|extern)\b")
BODY_FOLLOWS = re.compile(r"(\)|\bconst|\bnoexcept|\boverride|\bfinal|\btry|&|\bmutable)\s*$")
TRAILING_RETURN = re.compile(r"\)[^()]*->\s*[\w:<>,\s*&]+$")
BRACED_MEMBERS_BEFORE = re.compile(r"\)\s*(?:noexcept\s*)?:[^:].*\}\s*$", re.S)
NAME = re.compile(r"([\w:~]+(?:\s*operator\s*\S+)?|operator\s*\S+)\s*\(")


def _opens_function(header):
    if "(" not in header or NOT_FUNCTION.match(header):
        return False
    return bool(BODY_FOLLOWS.search(header) or TRAILING_RETURN.search(header) or BRACED_MEMBERS_BEFORE.search(header))


def functions(text):
    """(name, first line, lines) of every function with a body, as far as braces tell."""
    code = code_only(text)
    stack = []  # of (what, where its header begins): "function", "braces" inside a header, "scope"
    header_start = 0
    found = []
    for at, char in enumerate(code):
        inside = any(kind == "function" for kind, _ in stack)
        if char == ";" and not inside and not (stack and stack[-1][0] == "braces"):
            header_start = at + 1
        elif char == "{":
            header = code[header_start:at]
            if inside:
                stack.append(("block", at))
            elif _opens_function(header):
                stack.append(("function", header_start))
            elif "(" in header and not NOT_FUNCTION.match(header) or (stack and stack[-1][0] == "braces"):
                stack.append(("braces", at))  # an initializer: the header goes on
            else:
                stack.append(("scope", at))
                header_start = at + 1
        elif char == "}" and stack:
            kind, start = stack.pop()
            if kind == "function":
                header = code[start:]
                first = start + len(header) - len(header.lstrip())
                name = NAME.search(code, first)
                first_line = code.count("\n", 0, first) + 1
                last_line = code.count("\n", 0, at) + 1
                found.append((name[1] if name else "a function", first_line, last_line - first_line + 1))
            if kind in ("function", "scope"):
                header_start = at + 1
    return found
