#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The main job as a newcomer runs it: the household from the factory to Table B.1, as root or as an ordinary user.
usage: home_once.py BIN PRODUCTS root|ordinary      77: this user cannot play that part"""
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

NOBODY = 65534
PROGRAMS = ("cardea", "cardea-home", "cardea-dirboard", "cardea-service", "crash_at_start", "libcardea-device.so", "vault-make-keys", "warden", "vault", "steward", "updater", "courier", "gate")

programs, products, part = pathlib.Path(sys.argv[1]), sys.argv[2], sys.argv[3]
if part == "root" and os.geteuid() != 0:
    sys.exit(77)

with tempfile.TemporaryDirectory(dir="/var/tmp", prefix="cardea-once-") as folder:
    os.chmod(folder, 0o755)
    here = pathlib.Path(folder)
    (here / "bin").mkdir()
    for program in PROGRAMS:
        shutil.copy(programs / program, here / "bin" / program)
    shutil.copytree(products, here / "products")
    drop = {"user": NOBODY, "group": NOBODY, "extra_groups": []} if part == "ordinary" and os.geteuid() == 0 else {}
    command = [here / "bin/cardea-home", "--bin", here / "bin", "--products", here / "products", "--once"]
    home = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=240, check=False, **drop)

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
if problems:
    print(said)
sys.exit("\n".join(problems) or 0)
