#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Debian's unmodified swupdate, updated by our service through hawkBit's device interface with client certificates.

usage: swupdate_ddi.py BIN      BIN: the folder of the built programs
"""
import contextlib
import hashlib
import json
import os
import pathlib
import selectors
import signal
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.parse

BIN = pathlib.Path(sys.argv.pop(1)).resolve() if len(sys.argv) > 1 else None
DEADLINE_S = 60
PAYLOAD = b"hello from 1.1.0\n" * 4000


def run(*words, **more):
    done = subprocess.run([str(w) for w in words], check=False, capture_output=True, text=True, timeout=DEADLINE_S, **more)
    if done.returncode != 0:
        raise AssertionError(f"{words[0]} {words[1]} ended with {done.returncode}: {done.stderr}")
    return done.stdout


def openssl(*words, **more):
    return run("openssl", *words, **more)


def new_key(path):
    openssl("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", path)


def self_signed(folder, name, *extensions):
    key, cert = folder / f"{name}.key", folder / f"{name}.pem"
    new_key(key)
    openssl("req", "-x509", "-new", "-key", key, "-subj", f"/CN={name}", "-days", "30", *(w for e in extensions for w in ("-addext", e)), "-out", cert)
    return key, cert


def archive(files):
    """A cpio archive in the form that swupdate wants: new ASCII with checksums."""
    out = b""
    for name, data in [*files, ("TRAILER!!!", b"")]:
        real = name != "TRAILER!!!"
        fields = (int(real), 0o100644 if real else 0, 0, 0, 1, 0, len(data), 0, 0, 0, 0, len(name) + 1, sum(data) & 0xFFFFFFFF)
        head = b"070702" + "".join(f"{f:08X}" for f in fields).encode() + name.encode() + b"\0"
        out += head + b"\0" * (-len(head) % 4) + data + b"\0" * (-len(data) % 4)
    return out + b"\0" * (-len(out) % 512)


class Maker:
    """Makes devices' certificates and signed .swu files."""

    def __init__(self, folder):
        self.folder = folder
        self.ca_key, self.ca = self_signed(folder, "factory", "keyUsage=critical,keyCertSign", "basicConstraints=critical,CA:TRUE")
        self.sign_key, self.sign = self_signed(folder, "release", "extendedKeyUsage=emailProtection", "keyUsage=digitalSignature")

    def device(self, serial):
        key, request, cert = (self.folder / f"{serial}.{end}" for end in ("key", "csr", "pem"))
        (self.folder / "leaf").write_text("basicConstraints=CA:FALSE\nkeyUsage=digitalSignature\nextendedKeyUsage=clientAuth\n")
        new_key(key)
        openssl("req", "-new", "-key", key, "-subj", f"/CN=Box {serial}", "-out", request)
        openssl("x509", "-req", "-in", request, "-CA", self.ca, "-CAkey", self.ca_key, "-CAcreateserial", "-days", "20", "-extfile", self.folder / "leaf", "-out", cert)
        return serial, key, cert

    def swu(self, target, key=None, cert=None):
        digest = hashlib.sha256(PAYLOAD).hexdigest()
        description = self.folder / "sw-description"
        description.write_text('software = { version = "1.1.0"; hardware-compatibility: [ "1.0" ]; files: ( '
                               f'{{ filename = "greeting"; path = "{target}"; sha256 = "{digest}"; }} ); }}\n')
        signature = self.folder / "sw-description.sig"
        openssl("cms", "-sign", "-in", description, "-out", signature, "-signer", cert or self.sign, "-inkey", key or self.sign_key,
                "-outform", "DER", "-nosmimecap", "-binary")
        return archive([("sw-description", description.read_bytes()), ("sw-description.sig", signature.read_bytes()), ("greeting", PAYLOAD)])


class Service:
    def __init__(self, folder, factory_ca):
        self.folder = folder / "svc"
        run(BIN / "cardea", "service", "init", "--dir", self.folder, "--factory-ca", factory_ca, "--operator", "olive", "--visit-s", "2")
        self.desk = self.folder / "operators/olive"
        self.process = subprocess.Popen([BIN / "cardea-service", self.folder], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        doors = json.loads(self.process.stdout.readline())
        self.api, self.edge = f"127.0.0.1:{doors['api_port']}", f"127.0.0.1:{doors['edge_port']}"

    def end(self):
        self.process.terminate()
        self.process.wait(DEADLINE_S)
        self.process.stdout.close()

    def cardea(self, *words):
        return run(BIN / "cardea", *words, "--service", self.api, "--operator", self.desk)

    def upload(self, content):
        name = hashlib.sha256(content).hexdigest() + ".box.swu"
        file = self.folder / "upload"
        file.write_bytes(content)
        answer = curl(self.desk / "operator", self.desk, f"https://{self.api}/v1/repository/targets/{name}", "-T", file, "-H", "content-type: application/octet-stream")
        assert answer == 201, answer
        return name

    def start(self, artifact):
        return self.cardea("rollout", "start", "--model", "Box", "--version", "1.1.0", "--artifact", artifact, "--stages", "100", "--per-minute", "6000").strip()

    def status(self, rollout):
        return json.loads(self.cardea("rollout", "status", rollout, "--json"))

    def wait_until(self, rollout, met):
        end = time.monotonic() + DEADLINE_S
        while time.monotonic() < end:
            status = self.status(rollout)
            if met(status):
                return status
        raise AssertionError(f"the roll-out never came so far: {status}")


def curl(identity, desk, url, *more):
    """The status of the answer; 0 when there was none."""
    stem = str(identity)
    cert, key = (f"{stem}.crt.pem", f"{stem}.key.pem") if stem.endswith("operator") else (f"{stem}.pem", f"{stem}.key")
    answer = subprocess.run(["curl", "-s", "-o", os.devnull, "-w", "%{http_code}", "--cacert", desk / "service-ca.pem", "--cert", cert, "--key", key, *more, url],
                            capture_output=True, text=True, timeout=DEADLINE_S, check=False)
    return int(answer.stdout)


class Swupdate:
    """One run of swupdate as a device. Ends with the block; never longer."""

    def __init__(self, folder, service, device, identity=None, state=None):
        serial, key, cert = device
        self.folder = folder
        config = folder / "swupdate.cfg"
        config.write_text(
            f'globals : {{ verbose = true; loglevel = 5; public-key-file = "{folder}/release.pem"; }};\n'
            'identify : ( { name = "version"; value = "1.0.0"; } );\n'
            f'suricatta : {{ tenant = "default"; id = "{identity or serial}"; url = "https://{service.edge}"; polldelay = 1; retry = 2; retrywait = 1;\n'
            f'  cafile = "{service.desk}/service-ca.pem"; sslkey = "{key}"; sslcert = "{cert}"; }};\n')
        self.words = ["swupdate", "-f", config, "-H", "box:1.0", "-u", f"-c {state}" if state else ""]

    def __enter__(self):
        sockets = self.folder / "s"
        sockets.mkdir(exist_ok=True)
        self.process = subprocess.Popen(self.words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, bufsize=1, start_new_session=True,
                                        env={**os.environ, "TMPDIR": str(sockets)})
        return self

    def __exit__(self, *_):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGTERM)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(DEADLINE_S)
        self.process.stdout.close()

    def says(self, words):
        heard, end = [], time.monotonic() + DEADLINE_S
        with selectors.DefaultSelector() as selector:
            selector.register(self.process.stdout, selectors.EVENT_READ)
            while time.monotonic() < end and selector.select(end - time.monotonic()):
                line = self.process.stdout.readline()
                heard.append(line)
                if words in line:
                    return
                if not line:
                    break
        raise AssertionError(f"swupdate never said '{words}':\n" + "".join(heard[-40:]))


class SwupdateThroughOurDoor(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(dir="/tmp")  # short: swupdate keeps sockets below it
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.maker = Maker(self.folder)
        self.installed = self.folder / "greeting"
        self.service = Service(self.folder, self.maker.ca)
        self.addCleanup(self.service.end)
        self.device = self.registered("0001")

    def registered(self, serial):
        device = self.maker.device(serial)
        self.service.cardea("fleet", "register", device[2])
        return device

    def ask(self, device, path, *more):
        return curl(self.folder / device[0], self.service.desk, f"https://{self.service.edge}/default/controller/v1/{path}", *more)

    def test_an_update_from_poll_to_confirmed(self):
        rollout = self.service.start(self.service.upload(self.maker.swu(self.installed)))
        with Swupdate(self.folder, self.service, self.device) as client:
            client.says("Update successful, executing post-update actions")
        self.assertEqual(self.installed.read_bytes(), PAYLOAD)
        self.assertEqual(self.service.status(rollout)["devices"]["confirmed"], 0)  # it has not restarted yet
        with Swupdate(self.folder, self.service, self.device, state=2) as client:
            client.says("Server initialized")
        status = self.service.wait_until(rollout, lambda s: s["state"] == "completed")
        self.assertEqual(status["devices"]["confirmed"], 1)

    def test_a_bundle_of_another_signer_is_refused_by_the_client_and_pauses_the_roll_out(self):
        key, cert = self_signed(self.folder, "stranger", "extendedKeyUsage=emailProtection", "keyUsage=digitalSignature")
        rollout = self.service.start(self.service.upload(self.maker.swu(self.installed, key, cert)))
        with Swupdate(self.folder, self.service, self.device):
            status = self.service.wait_until(rollout, lambda s: s["state"] == "paused")
        self.assertEqual(status["devices"]["failed"], 1)
        self.assertIn("1 failed", status["reason"])
        self.assertFalse(self.installed.exists())

    def test_a_device_cannot_speak_for_another(self):
        other = self.registered("0002")
        rollout = self.service.start(self.service.upload(self.maker.swu(self.installed)))
        with Swupdate(self.folder, self.service, other, identity="0001") as client:
            client.says("HTTP error code 404")
        self.assertEqual(self.ask(other, "0001"), 404)
        self.assertEqual(self.ask(other, urllib.parse.quote("Box 0001")), 404)
        self.assertEqual(self.ask(other, f"0001/deploymentBase/{rollout}"), 404)
        self.assertEqual(self.ask(other, f"0001/deploymentBase/{rollout}/feedback", "-d", "{}"), 404)
        self.assertEqual(self.ask(other, "0003"), 404)  # an id that is nobody's is answered alike
        self.assertEqual(self.service.status(rollout)["devices"]["offered"], 0)

    def test_a_certificate_that_is_not_registered_or_of_another_factory_is_turned_away(self):
        stranger = self.maker.device("0009")
        with Swupdate(self.folder, self.service, stranger) as client:
            client.says("HTTP error code 403")
        elsewhere = self.folder / "elsewhere"
        elsewhere.mkdir()
        foreign = Maker(elsewhere).device("0001")
        with Swupdate(self.folder, self.service, foreign) as client:
            client.says("Channel get operation failed")
        self.assertEqual(curl(elsewhere / "0001", self.service.desk, f"https://{self.service.edge}/default/controller/v1/0001"), 0)

    def test_a_stop_takes_the_offer_back_and_not_a_byte_more_is_given(self):
        artifact = self.service.upload(self.maker.swu(self.installed))
        rollout = self.service.start(artifact)
        download = f"0001/softwaremodules/1/artifacts/{artifact}"
        end = time.monotonic() + DEADLINE_S
        while self.ask(self.device, f"0001/deploymentBase/{rollout}") != 200:  # until its turn has come
            self.assertLess(time.monotonic(), end)
        self.assertEqual(self.ask(self.device, download, "-r", "10-19"), 206)
        self.assertEqual(self.ask(self.device, download, "-r", "900000-"), 416)
        self.service.cardea("rollout", "stop", rollout)
        self.assertEqual(self.ask(self.device, download), 429)
        self.assertEqual(self.ask(self.device, f"0001/deploymentBase/{rollout}"), 404)
        with Swupdate(self.folder, self.service, self.device):
            self.service.wait_until(rollout, lambda s: s["devices"]["cancelled"] == 1)
        self.assertFalse(self.installed.exists())


if __name__ == "__main__":
    unittest.main(verbosity=2)
