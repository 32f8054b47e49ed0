#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Assesses a product that is not ours, as it is shipped and as its hardened twin, and compares every verdict with what was written
down before: each unit of truth.tsv, and between the twins exactly the units whose truths differ. The report in Chinese has words for all that was found.

usage: run.py PRODUCT BIN PACKAGES [OUT]
  PRODUCT    a folder beside this file; BIN: the built programs; PACKAGES: what fetch.sh unpacked; OUT: keeps the runs there

A folder holds product.toml, driver.toml, truth.tsv (unit, verdict, why), `start`, which becomes the product, package.json where npm
has it, and hardened/ with what differs there. `start` runs in a scratch folder, with TWIN (shipped, hardened) and ROOT (of the packages), in network and process
namespaces of its own: its ports are free, nobody else sees it, and all of it ends with the run. 77: this machine has not what it takes."""
import fcntl
import json
import os
import pathlib
import re
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
import time
import tomllib

HERE = pathlib.Path(__file__).resolve().parent
READY_S = 30
RUN_S = 300
UNSHARE = ["unshare", "--net", "--pid", "--fork", "--mount-proc", "--kill-child"]


def skip(why):
    print(f"skipped: {why}")
    sys.exit(77)


def enter_namespaces():
    if os.environ.get("CARDEA_FOREIGN_INSIDE"):
        return
    if os.geteuid() != 0:
        skip("namespaces need root")
    if shutil.which("unshare") is None or subprocess.run([*UNSHARE, "true"], capture_output=True, check=False).returncode != 0:
        skip("this machine makes no network and process namespaces")
    os.environ["CARDEA_FOREIGN_INSIDE"] = "1"
    os.execvp("unshare", [*UNSHARE, sys.executable, *sys.argv])


def loopback_up():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        fcntl.ioctl(control, 0x8914, struct.pack("16sh", b"lo", 0x1 | 0x40))  # SIOCSIFFLAGS: up, running


def truth_of(path):
    truth = {}
    for line in path.read_text().splitlines():
        unit, verdict, _ = line.split("\t")
        truth[unit] = verdict
    return truth


class Twin:
    def __init__(self, product, name, scratch):
        self.folder, self.name, self.scratch = product, name, scratch
        scratch.mkdir()
        scratch.chmod(0o755)
        self.truth = truth_of(self.own("truth.tsv"))

    def own(self, file):
        hardened = self.folder / "hardened" / file
        return hardened if self.name == "hardened" and hardened.exists() else self.folder / file

    def driver(self):
        return tomllib.loads(self.own("driver.toml").read_text())

    def ports(self):
        """Those that have to be open before it can be assessed."""
        moved = self.driver()["target"].get("interfaces", {})
        for row in tomllib.loads(self.own("product.toml").read_text()).get("Intf", []):
            if row.get("transport") == "tcp" and row["use"] == "required":
                yield moved.get(row["id"], row["port"])

    def start(self, packages):
        root = packages / "root"
        libraries = [root / "usr/lib" / f"{os.uname().machine}-linux-gnu", root / "lib" / f"{os.uname().machine}-linux-gnu"]
        folders = [root / "usr/sbin", root / "usr/bin", root / "sbin", root / "bin", *os.environ["PATH"].split(":"), "/usr/sbin", "/sbin"]
        surroundings = {**os.environ, "TWIN": self.name, "ROOT": str(root), "LD_LIBRARY_PATH": ":".join(map(str, libraries)), "PATH": ":".join(map(str, folders))}
        with (self.scratch / "output").open("wb") as log:
            process = subprocess.Popen([self.folder / "start"], cwd=self.scratch, env=surroundings, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        (self.scratch / "pid").write_text(str(process.pid))
        for port in self.ports():
            self.wait_for(port, process)
        return process

    def wait_for(self, port, process):
        end = time.monotonic() + READY_S
        while time.monotonic() < end and process.poll() is None:
            with socket.socket() as probe:
                if probe.connect_ex((self.driver()["target"]["address"], port)) == 0:
                    return
            time.sleep(0.05)  # between two looks
        raise AssertionError(f"{self.name}: nothing answers on port {port}:\n{(self.scratch / 'output').read_text()}")

    def assess(self, programs, packages):
        process = self.start(packages)
        out = self.scratch / "run"
        command = [programs / "cardea", "assess", "run", "--declaration", self.own("product.toml"), "--driver", self.own("driver.toml"), "--out", out]
        done = subprocess.run(command, cwd=self.scratch, capture_output=True, text=True, timeout=RUN_S, check=False)
        (self.scratch / "table").write_text(done.stdout + done.stderr)
        process.terminate()
        process.wait(timeout=READY_S)
        if done.returncode not in (0, 1):
            raise AssertionError(f"{self.name}: cardea assess run ended with {done.returncode}:\n{done.stderr}")
        report = json.loads((out / "assessment.json").read_text())
        self.units = {unit["unit"]: unit for row in report["rows"] for unit in row["units"]}


def differences(twin):
    for unit, verdict in twin.truth.items():
        seen = twin.units.get(unit)
        if seen is None:
            yield f"{twin.name}: there is no unit {unit}"
        elif seen["verdict"] != verdict:
            yield f"{twin.name}: {unit} is {seen['verdict']}, and {verdict} in truth: {'; '.join(seen['findings'])[:600]}"


def untranslated(twin):
    """What the report in Chinese has no words for, it marks as English."""
    page = (twin.scratch / "run" / "report.zh.html").read_text()
    for text in sorted(set(re.findall('<span lang="en">(.*?)</span>', page))):
        yield f"{twin.name}: not in Chinese: {text}"


def flips(shipped, hardened):
    if shipped.truth.keys() != hardened.truth.keys():
        yield f"only one of the truths has {sorted(shipped.truth.keys() ^ hardened.truth.keys())}"
    wanted = {unit for unit in shipped.truth if shipped.truth[unit] != hardened.truth.get(unit)}
    if not wanted:
        yield "the truths of the twins are the same"
    for unit in shipped.units:
        before, after = shipped.units[unit]["verdict"], hardened.units[unit]["verdict"]
        if (before != after) != (unit in wanted):
            yield f"{unit}: {before} became {after}" + (", and should not have changed" if unit not in wanted else "")


def main():
    product, programs, packages = HERE / sys.argv[1], pathlib.Path(sys.argv[2]).resolve(), pathlib.Path(sys.argv[3]).resolve()
    if not (packages / "complete").exists():
        skip(f"there are no packages in {packages}: ./dev test fetches them")
    if (product / "package.json").exists() and not (packages / product.name / "complete").exists():
        skip(f"{product.name} is not in {packages}: ./dev test fetches it")
    enter_namespaces()
    loopback_up()
    with tempfile.TemporaryDirectory(dir="/var/tmp", prefix="cardea-foreign-") as folder:
        os.chmod(folder, 0o755)
        twins = [Twin(product, name, pathlib.Path(folder) / name) for name in ("shipped", "hardened")]
        for twin in twins:
            twin.assess(programs, packages)
            decided = sum(unit["verdict"] in ("pass", "fail") for unit in twin.units.values())
            print(f"{sys.argv[1]}, {twin.name}: {len(twin.truth)} units with a truth, {decided} of {len(twin.units)} decided")
        if len(sys.argv) > 4:
            shutil.copytree(folder, sys.argv[4], dirs_exist_ok=True)
        problems = [*differences(twins[0]), *differences(twins[1]), *flips(*twins), *untranslated(twins[0]), *untranslated(twins[1])]
    if problems:
        sys.exit("\n".join(problems))
    print(f"flipped, as intended: {' '.join(unit for unit in twins[0].truth if twins[0].truth[unit] != twins[1].truth[unit])}")


if __name__ == "__main__":
    main()
