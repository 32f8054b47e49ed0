#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The main job as a newcomer runs it: the household from the factory to Table B.1, as root or as an ordinary user.
usage: home_once.py BIN PRODUCTS root|ordinary      77: this user cannot play that part"""
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

NOBODY = 65534
ASSESSED = {"root": ("hub", "speaker"), "ordinary": ("speaker",)}  # one of them looks at both: the other one's time
# What the household does for the assessor, and nothing else: its way out led to another server, its power cut, a bad update offered.
CARRIED_OUT = ("5.3-2-2.b", "5.5-1-2.a", "5.9-1-2.b", "5.9-2-2.b")
PROGRAMS = ("cardea", "cardea-home", "cardea-dirboard", "cardea-service", "crash_at_start", "libcardea-device.so", "vault-make-keys", "warden", "vault", "steward", "updater", "courier", "gate")

programs, products, part = pathlib.Path(sys.argv[1]), sys.argv[2], sys.argv[3]
if part == "root" and os.geteuid() != 0:
    sys.exit(77)


def problems_of(room, report):
    units = {unit["unit"]: unit for row in report["rows"] for unit in row["units"]}
    if report["mandatory_failed"] != 0:
        yield f"{room}: mandatory rows failed: {report['mandatory_failed']}"
    for unit in CARRIED_OUT:
        if units[unit]["verdict"] != "pass":
            yield f"{room}: {unit} is {units[unit]['verdict']}: {'; '.join(units[unit]['findings'])[:600]}"


with tempfile.TemporaryDirectory(dir="/var/tmp", prefix="cardea-once-") as folder:
    os.chmod(folder, 0o755)
    here = pathlib.Path(folder)
    (here / "bin").mkdir()
    for program in PROGRAMS:
        shutil.copy(programs / program, here / "bin" / program)
    shutil.copytree(products, here / "products")
    drop = {"user": NOBODY, "group": NOBODY, "extra_groups": []} if part == "ordinary" and os.geteuid() == 0 else {}
    (here / "own").mkdir()
    os.chmod(here / "own", 0o777)
    command = [here / "bin/cardea-home", "--bin", here / "bin", "--products", here / "products", "--home", here / "own/home", "--once", "--keep"]
    command += ["--assess", *ASSESSED[part]] if len(ASSESSED[part]) == 1 else []
    home = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=690, check=False, **drop)
    reports = {room: here / f"own/home/assessment-{room}/assessment.json" for room in ASSESSED[part]}
    reports = {room: json.loads(file.read_text()) for room, file in reports.items() if file.exists()}

said = home.stdout + home.stderr
problems = []
if home.returncode != 0:
    problems.append(f"it ended with {home.returncode}")
if said.count("refused  ") != 5:
    problems.append("it did not show five attacks being refused")
for words in ("tried it and confirmed it: runs 1.1.0", "fell back by itself", "signs in and changes a setting", "the setting is there when it comes back",
              "back at its service by itself", "Table B.1", "test units decided", "mandatory rows failed: 0"):
    if words not in said:
        problems.append(f"it did not say: {words}")
for room in ASSESSED[part]:
    problems += problems_of(room, reports[room]) if room in reports else [f"{room} was not assessed"]
if problems:
    print(said)
sys.exit("\n".join(problems) or 0)
