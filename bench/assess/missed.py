#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Which of testssl.sh's bad findings (LOW and worse) our facts do not show.

usage: missed.py SERVER TESTSSL.json FACTS

Each finding has one row below: the fact of ours that says the same. A row must not hold where the server is good. A finding without a
row counts as missed, and so does one whose row does not hold.
"""
import datetime
import json
import re
import sys

BAD = ("LOW", "MEDIUM", "HIGH", "CRITICAL")
# What no look at the server can show, and why.
OUT_OF_SCOPE = {
    "DNS_CAArecord": "a record of the name in the DNS, asked of the internet's resolvers; a bench is offline, and it is not the server's",
}


def read_facts(path):
    with open(path, encoding="utf-8") as lines:
        return {subject: json.loads(values) for subject, _, values in (line.rstrip("\n").partition("\t") for line in lines)}


FACTS = read_facts(sys.argv[3])


def fact(subject, key, otherwise=None):
    return FACTS.get(subject, {}).get(key, otherwise)


def speaks(version):
    return fact("versions", version) == "accepted"


def refuses(version):
    return fact("versions", version) == "refused"


def ciphers(version="up to TLS 1.2"):
    return fact("ciphers " + ("" if version.startswith("up") else "of ") + version, "accepted", [])


def has(*marks):
    return any(mark in name for name in ciphers() for mark in marks)


def chained(names):
    return [name for name in names if not any(mark in name for mark in ("GCM", "CCM", "CHACHA20", "RC4", "NULL"))]


def forward(name):
    return name.startswith(("ECDHE", "DHE"))


def curves():
    return fact("groups up to TLS 1.2", "accepted", []) + fact("groups of TLS 1.3", "accepted", [])


def days_left():
    end = fact("certificate", "not_after")
    return (datetime.datetime.fromisoformat(end.replace("Z", "+00:00")) - datetime.datetime.now(datetime.timezone.utc)).days if end else 9999


def short_field(bits):
    return 0 < fact("finite-field exchange", "bits", 0) <= bits


def promise_of_tls_days():
    promise = fact("answer over TLS", "strict-transport-security") or ""
    age = re.search(r'max-age="?(\d+)', promise)
    return (int(age.group(1)) if age else 0) // 86400 if promise else None


def guards_missing():
    return fact("answer over TLS", "http_status", 0) > 0 and not fact("answer over TLS", "guards", [])


SAID = {
    "TLS1": lambda: speaks("TLS 1.0"),
    "TLS1_1": lambda: speaks("TLS 1.1"),
    "TLS1_2": lambda: refuses("TLS 1.2"),
    "fallback_SCSV": lambda: fact("old habits", "needless_fallback") == "accepted",
    "cipherlist_NULL": lambda: has("NULL"),
    "cipherlist_aNULL": lambda: has("ADH", "AECDH"),
    "cipherlist_EXPORT": lambda: has("EXP"),
    "cipherlist_LOW": lambda: has("DES-CBC-SHA", "RC4", "SEED", "IDEA"),
    "cipherlist_3DES_IDEA": lambda: has("DES-CBC3", "IDEA"),
    "cipherlist_AVERAGE": lambda: bool(chained(ciphers())) or not all(forward(name) for name in ciphers()),
    "cipherlist_STRONG": lambda: set(chained(ciphers())) == set(ciphers()),
    "cipher_order": lambda: fact("old habits", "cipher_chosen_by") == "client",
    "PFS": lambda: not any(forward(name) for name in ciphers()) and not speaks("TLS 1.3"),
    "PFS_ECDHE_curves": lambda: any(name in curves() for name in ("secp192r1", "secp224r1")),
    "DH_groups": lambda: short_field(1536),
    "LOGJAM": lambda: short_field(1024),
    "LOGJAM-common_primes": lambda: short_field(1536) and bool(fact("finite-field exchange", "known_prime")),
    "SWEET32": lambda: has("DES-CBC3", "IDEA"),
    "RC4": lambda: has("RC4"),
    "FREAK": lambda: has("EXP"),
    "BEAST_CBC_TLS1": lambda: bool(chained(ciphers("TLS 1.0"))),
    "BEAST": lambda: bool(chained(ciphers("TLS 1.0"))),
    "LUCKY13": lambda: bool(chained(ciphers())),
    "secure_renego": lambda: fact("old habits", "secure_renegotiation") is False,
    "secure_client_renego": lambda: fact("old habits", "client_may_renegotiate") is True,
    "CRIME_TLS": lambda: fact("old habits", "compression") is True,
    "BREACH": lambda: bool(fact("answer over TLS", "content-encoding")),
    "HSTS": lambda: fact("answer over TLS", "strict-transport-security") == "",
    "HSTS_time": lambda: promise_of_tls_days() is not None and promise_of_tls_days() < 180,
    "security_headers": guards_missing,
    "insecure_redirect": lambda: fact("answer over TLS", "location", "").startswith("http://"),
    "cert_keySize": lambda: fact("certificate", "key_bits", 9999) < (2048 if fact("certificate", "key_type") == "RSA" else 224),
    "cert_signatureAlgorithm": lambda: fact("certificate", "signature_hash") in ("SHA1", "MD5"),
    "cert_chain_of_trust": lambda: fact("certificate", "self_signed") is True,
    "cert_trust": lambda: "ip 7f000001" not in fact("certificate", "names", ["ip 7f000001"]),
    "cert_subjectAltName": lambda: fact("certificate", "names") == [],
    "cert_expirationStatus": lambda: days_left() < 60,
    "cert_notAfter": lambda: days_left() < 60,
    "cert_validityPeriod": lambda: fact("certificate", "days", 0) > 398,
    "cert_extlifeSpan": lambda: fact("certificate", "days", 0) > 398,
    "cert_serialNumberLen": lambda: not 64 <= fact("certificate", "serial_bits", 0) <= 160,
    "cert_revocation": lambda: fact("certificate", "revocation") == [],
    "cert_mustStapleExtension": lambda: fact("certificate", "must_staple") is True and fact("certificate", "revocation_stapled") is False,
    "OCSP_stapling": lambda: fact("certificate", "revocation_stapled") is False,
}


def verdict_on(finding):
    if finding not in SAID:
        return f"{finding} (not mapped)"
    return "" if SAID[finding]() else finding


def main():
    with open(sys.argv[2], encoding="utf-8") as findings:
        bad = {one["id"].split(" ")[0] for one in json.load(findings) if one["severity"] in BAD}
    outside = sorted(bad & set(OUT_OF_SCOPE))
    compared = sorted(bad - set(OUT_OF_SCOPE))
    missed = [said for said in map(verdict_on, compared) if said]
    print(f"{sys.argv[1]}: testssl.sh finds {len(compared)} bad, we miss {len(missed)}: {', '.join(missed) or 'none'}")
    print(f"    {', '.join(compared)}")
    for one in outside:
        print(f"    out of scope: {one}: {OUT_OF_SCOPE[one]}")


main()
