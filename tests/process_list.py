#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Holds docs against the tree: the process list of docs/privsep.md against the titles that processes give themselves, and the links of
docs/tour.md and README.md against the files they name, and docs/key-management.md against the declared security parameters."""
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
rows = {}
for line in (root / "docs/key-management.md").read_text(encoding="utf-8").split("\n"):
    cells = [cell.strip() for cell in line.strip("|").split("|")]
    if line.startswith("| "):
        rows[cells[0].strip("`")] = cells[1:]
stages = re.search(r"kStages\{(.*?)\}", (root / "product/schema.cpp").read_text(encoding="utf-8")).group(1)
if rows.pop("parameter", None) != re.findall(r'"(\w+)"', stages):
    problems.append("docs/key-management.md has other stages than product/schema.cpp")
fragment = (root / "product/fragments/cardea-device.toml").read_text(encoding="utf-8")
declared = re.findall(r'\[\[SecParam\]\]\nid = "([\w-]+)"', fragment)
if sorted(rows) != sorted(declared):
    problems.append(f"docs/key-management.md lists {sorted(rows)}, the runtime declares {sorted(declared)}")
problems += [f"docs/key-management.md: {name} lacks a stage" for name, cells in rows.items() if len(cells) != 6 or not all(cells)]
for document in ("docs/tour.md", "docs/privsep.md", "docs/key-management.md", "README.md"):
    folder = (root / document).parent
    for link in re.findall(r"\]\(([^)#]+)\)", (root / document).read_text(encoding="utf-8")):
        if not link.startswith("http") and not (folder / link).exists():
            problems.append(f"{document} names {link}, which is not there")
sys.exit("\n".join(problems) or 0)
