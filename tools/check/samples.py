# SPDX-License-Identifier: Apache-2.0
"""For each check a tree that it must find fault with, line by line, and one that it must leave alone."""
import pathlib
import tempfile

HEAD = "// SPDX-License-Identifier: Apache-2.0\n"
RULES = "lib/net -> lib/base\ndevice/gate -> lib/net\nassess never device\n"
LONG_BODY = "  step();\n" * 70
WORD = "TO" + "DO"
ADDRESS = "someone" + "@" + "company.com"

WORDS = "assess/report/chinese/findings.tsv"

# check -> (bad tree, the findings it must give as (path, line), good tree)
SAMPLES = {
    "allowed-deps": (
        {"contracts/allowed-deps.txt": RULES + "assess/probes -> device/gate\nlib/base -> lib/net\n",
         "lib/net/a.cpp": HEAD + '#include "lib/net/a.hpp"\n#include "device/gate/gate.hpp"\n',
         "lib/new/b.cpp": HEAD + '#include "lib/base/x.hpp"\n#include "lib/base/y.hpp"\n',
         "lib/net/used.hpp": HEAD + '#include "lib/codec/x.hpp"\n',
         "lib/net/a_test.cpp": HEAD + '#include "lib/net/used.hpp"\n',
         "lib/net/b.cpp": HEAD + '#include "lib/net/used.hpp"\n',
         "device/gate/c.cpp": HEAD + '#include "c.hpp"\n',
         "assess/probes/d.cpp": HEAD + '#include "device/gate/gate.hpp"\n'},
        {("contracts/allowed-deps.txt", 4), ("contracts/allowed-deps.txt", 1), ("lib/net/a.cpp", 3), ("lib/new/b.cpp", 2), ("lib/net/used.hpp", 2),
         ("device/gate/c.cpp", 2), ("assess/probes/d.cpp", 2)},
        {"contracts/allowed-deps.txt": RULES + "lib/net tests -> lib/codec\n",
         "lib/net/a.cpp": HEAD + '#include "lib/base/x.hpp"\n#include <vector>\n',
         "lib/net/a_test.cpp": HEAD + '#include "lib/codec/x.hpp"\n#include "lib/net/peer.hpp"\n',
         "lib/net/peer.hpp": HEAD + '#include "lib/net/inner.hpp"\n',
         "lib/net/inner.hpp": HEAD + '#include "lib/codec/x.hpp"\n',
         "lib/net/a_fuzz.cpp": HEAD + '#include "tools/fuzz/fuzz.hpp"\n'}),
    "lengths": (
        {"lib/a.cpp": "\n" * 601,
         "lib/b.cpp": "namespace a {\nint f() {\n" + LONG_BODY + "}\n}\n",
         "lib/c.cpp": "struct S {\n  S() : a_{1}, b_(2) {\n" + LONG_BODY + "  }\n};\n",
         "lib/d.cpp": "auto g(int a) -> std::vector<int> {\n" + LONG_BODY + "}\n",
         "lib/e.cpp": "int ok() { return 1; }\nTEST(A, b) {\n" + LONG_BODY + "}\n"},
        {("lib/a.cpp", 601), ("lib/b.cpp", 2), ("lib/c.cpp", 2), ("lib/d.cpp", 1), ("lib/e.cpp", 2)},
        {"lib/a.cpp": "int f() {\n" + "  step();\n" * 68 + "}\n",
         "lib/table.cpp": "constexpr std::array kRows{\n" + "    Row{1, \"{\", '{'},\n" * 100 + "};\n",
         "lib/class.hpp": "class C {\n" + "  int m(int a) const;\n" * 100 + "};\n",
         "lib/text.cpp": 'const char* t = R"(void f() {\n' + "\n" * 80 + ')";\n// void f() {\nint x = 1\'000;\n'}),
    "fuzzers": (
        {"lib/a.hpp": HEAD + "Result<A> parse_a(Bytes);\nResult<B> parse_b(Bytes);\n", "lib/a_fuzz.cpp": "parse_a(input); // parse_b(input)\n"},
        {("lib/a.hpp", 3)},
        {"lib/a.hpp": HEAD + "// parse_c(x) is elsewhere\nResult<A> parse_a(Bytes);\n", "lib/a_fuzz.cpp": "parse_a(input);\n"}),
    "names": (
        {"lib/net_utils.cpp": HEAD, "lib/helpers/a.cpp": HEAD, "lib/misc.hpp": HEAD, "lib/common/c.cpp": HEAD, "lib/b.hpp": HEAD + "using namespace std;\n"},
        {("lib/net_utils.cpp", 1), ("lib/helpers/a.cpp", 1), ("lib/misc.hpp", 1), ("lib/common/c.cpp", 1), ("lib/b.hpp", 2)},
        {"lib/utility_bill.cpp": HEAD + "using namespace std;\n", "lib/password_blocklist.hpp": HEAD,
         "lib/b.hpp": HEAD + "// no using namespace here\ninline int f() {\n  using namespace std;\n  return 1;\n}\n"}),
    "spdx": (
        {"lib/a.cpp": "int a;\n", "lib/CMakeLists.txt": "x()\n", "tools/t.py": "#!/usr/bin/env python3\n\n# SPDX-License-Identifier: MIT\n"},
        {("lib/a.cpp", 1), ("lib/CMakeLists.txt", 1), ("tools/t.py", 1)},
        {"lib/a.cpp": HEAD, "tools/t.py": "#!/usr/bin/env python3\n# SPDX-License-Identifier: Apache-2.0\n", "lib/data.json": "{}"}),
    "mail": (
        {"lib/a.cpp": "\n// ask " + ADDRESS + "\n"},
        {("lib/a.cpp", 2)},
        {"lib/a.cpp": "// ask security@example.com or a@maker.example, start cardea@1.service\n"}),
    "later": (
        {"lib/a.cpp": "\n\n// " + WORD + ": mend\n"},
        {("lib/a.cpp", 3)},
        {"lib/a.cpp": "// " + WORD.lower() + " list\n", "lib/corpus/a": WORD}),
    "one-place": (
        {"lib/net/other.cpp": HEAD + "#include <boost/beast/http.hpp>\n", "product/x.cpp": HEAD + "#include <toml++/toml.h>\n",
         "lib/net/x_test.cpp": HEAD + "#include <boost/asio.hpp>\n"},
        {("lib/net/other.cpp", 2), ("product/x.cpp", 2), ("lib/net/x_test.cpp", 2)},
        {"lib/net/http1.cpp": HEAD + "#include <boost/beast/http.hpp>\n", "lib/codec/cbor_test.cpp": HEAD + "#include <nlohmann/json.hpp>\n"}),
    "translated": (
        {"assess/judge/rules_a.cpp": HEAD + 'bill.fails(row, id + " is open and not declared");\nbill.fails(row, id + " is new here");\n',
         "assess/probes/input_http.cpp": HEAD + 'group.add("tabs", bytes);\n',
         "assess/wire/a.cpp": HEAD + 'return Error{Err::truncated, "the answer ends too soon"};\n',
         WORDS: "en\tzh\n{1} is gone from here\t{1} 已不在\n{1} is open and not declared\t{1} 开放而未声明\n"},
        {("assess/judge/rules_a.cpp", 3), ("assess/probes/input_http.cpp", 2), ("assess/wire/a.cpp", 2), (WORDS, 2)},
        {"assess/judge/rules_a.cpp": HEAD + 'for (auto* one : facts.of("listeners", "open tcp "))\n  bill.fails(row, id + ": " + "is open");\n'
                                            'constexpr BothTongues kText{"said in both", "两种语言"};\n',
         "assess/judge/rules_a_test.cpp": HEAD + 'EXPECT_EQ(finding, "is said to nobody");\n',
         "assess/wire/a.cpp": HEAD + 'connect(nowhere, "a word that nobody reads");\nreturn io_error("connect");\n',
         WORDS: "en\tzh\nconnect: Connection refused\t连接被拒绝\n{1}: is open\t{1}：开放\n"}),
}


def findings_in(files, check, tree_of):
    with tempfile.TemporaryDirectory() as root:
        for name, text in files.items():
            path = pathlib.Path(root) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return list(check(tree_of(root)))


def self_test(name, check, tree_of):
    bad, expected, good = SAMPLES[name]
    found = {(f.path, f.line) for f in findings_in(bad, check, tree_of)}
    untouched = findings_in(good, check, tree_of)
    for path, line in sorted(expected - found):
        print(f"self-test: {name} did not see {path}:{line}")
    for path, line in sorted(found - expected):
        print(f"self-test: {name} complains of {path}:{line}, which is not at fault")
    for finding in untouched:
        print(f"self-test: {name} complains of a good sample: {finding.path}:{finding.line}: {finding.what}")
    return 0 if found == expected and not untouched else 1
