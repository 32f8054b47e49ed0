#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Which of testssl.sh's bad findings our facts do not show. usage: missed.py TESTSSL.json FACTS"""
import json
import sys

FACTS = {}
for line in open(sys.argv[2], encoding="utf-8"):
    subject, values = line.rstrip("\n").split("\t", 1)
    FACTS[subject] = json.loads(values)


def accepted(version):
    return FACTS.get("versions", {}).get(version) == "accepted"


def cipher(*marks):
    return any(mark in name for name in FACTS.get("ciphers up to TLS 1.2", {}).get("accepted", []) for mark in marks)


def old_exchange():
    return any(not name.startswith(("ECDHE", "DHE")) for name in FACTS.get("ciphers up to TLS 1.2", {}).get("accepted", []))


CERTIFICATE = FACTS.get("certificate", {})
HABITS = FACTS.get("old habits", {})
# A finding of testssl.sh (the beginning of its id) and the fact of ours that says the same.
SAID = {
    "TLS1_1": lambda: accepted("TLS 1.1"),
    "TLS1": lambda: accepted("TLS 1.0"),
    "cipherlist_NULL": lambda: cipher("NULL"),
    "cipherlist_aNULL": lambda: cipher("ADH", "AECDH"),
    "cipherlist_EXPORT": lambda: cipher("EXP"),
    "cipherlist_LOW": lambda: cipher("DES-CBC-SHA", "RC4", "SEED", "IDEA"),
    "cipherlist_3DES_IDEA": lambda: cipher("DES-CBC3", "IDEA"),
    "cipherlist_OBSOLETED": lambda: cipher("-SHA", "CBC"),
    "cipherlist_AVERAGE": lambda: cipher("-SHA", "CBC", "CAMELLIA", "ARIA", "CCM", "SHA256", "SHA384"),
    "cipher-tls1": lambda: bool(FACTS.get("ciphers up to TLS 1.2", {}).get("accepted")),
    "cipher_order": lambda: bool(FACTS.get("ciphers up to TLS 1.2", {}).get("accepted")),
    "SWEET32": lambda: cipher("DES-CBC3", "IDEA"),
    "RC4": lambda: cipher("RC4"),
    "BEAST": lambda: accepted("TLS 1.0") and cipher("-SHA"),
    "LUCKY13": lambda: cipher("-SHA"),
    "FS": lambda: old_exchange(),
    "cert_keySize": lambda: CERTIFICATE.get("key_bits", 9999) < 2048,
    "cert_signatureAlgorithm": lambda: CERTIFICATE.get("signature_hash") in ("SHA1", "MD5"),
    "cert_chain_of_trust": lambda: "self_signed" in CERTIFICATE or "issuer" in CERTIFICATE,
    "cert_trust": lambda: "names" in CERTIFICATE or "subject" in CERTIFICATE,
    "cert_subjectAltName": lambda: "names" in CERTIFICATE or "subject" in CERTIFICATE,
    "cert_expirationStatus": lambda: "not_after" in CERTIFICATE,
    "cert_notAfter": lambda: "not_after" in CERTIFICATE,
    "cert_extlifeSpan": lambda: "not_after" in CERTIFICATE,
    "secure_renego": lambda: HABITS.get("secure_renegotiation") is False,
    "secure_client_renego": lambda: HABITS.get("client_may_renegotiate") is True,
    "CRIME_TLS": lambda: HABITS.get("compression") is True,
}
BAD = ("LOW", "MEDIUM", "HIGH", "CRITICAL")


def is_said(finding):
    rules = [rule for start, rule in SAID.items() if finding.startswith(start)]
    return any(rule() for rule in rules)


bad = sorted({one["id"].split(" ")[0] for one in json.load(open(sys.argv[1], encoding="utf-8")) if one["severity"] in BAD})
missed = [one for one in bad if not is_said(one)]
print(f"{len(bad)} bad, missed {', '.join(missed) or 'none'}")
