#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Holds docs against the tree: the process list of docs/privsep.md against the titles that processes give themselves, and the links of
docs/tour.md and README.md against the files they name."""
import pathlib
import re
import sys

root = pathlib.Path(sys.argv[1])
page = (root / "docs/privsep.md").read_text(encoding="utf-8")
listed = re.search(r"<!-- process-list: .*? -->\n```\n(.*?)```", page, re.S).group(1).split("\n")[:-1]
code = (root / "device/process/process.cpp").read_text(encoding="utf-8")
titles = ["warden"] + re.findall(r'return "(\w+ \[\w+\])";', code)
problems = []
if sorted(listed) != sorted(titles):
    problems.append(f"docs/privsep.md lists {listed}, the code has {titles}")
for document in ("docs/tour.md", "docs/privsep.md", "README.md"):
    folder = (root / document).parent
    for link in re.findall(r"\]\(([^)#]+)\)", (root / document).read_text(encoding="utf-8")):
        if not link.startswith("http") and not (folder / link).exists():
            problems.append(f"{document} names {link}, which is not there")
sys.exit("\n".join(problems) or 0)
