// SPDX-License-Identifier: Apache-2.0
// Two implementations of TUF that share no line, each reading what the other one wrote: tuf-js follows the repository of
// `cardea release`, and our client follows a repository that was made and signed with @tufjs/models.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import crypto from "node:crypto";
import fs from "node:fs";
import http from "node:http";
import os from "node:os";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { promisify } from "node:util";
import models from "@tufjs/models";
import { Delegations } from "@tufjs/models/dist/delegations.js";
import { DelegatedRole, SuccinctRoles } from "@tufjs/models/dist/role.js";
import tuf from "tuf-js";

const { Key, Metadata, MetaFile, Root, Signature, Snapshot, TargetFile, Targets, Timestamp } = models;

const BIN = process.env.BIN;
const PRODUCTS = process.env.PRODUCTS;
const run = promisify(execFile);
const folder = fs.mkdtempSync(path.join(os.tmpdir(), "tuf-js-"));
after(() => fs.rmSync(folder, { recursive: true }));

// The files of a folder over plain HTTP, on a port that the system chooses.
async function serve(root) {
  const server = http.createServer((request, response) => {
    fs.readFile(path.join(root, decodeURIComponent(request.url)), (error, content) => {
      response.statusCode = error ? 404 : 200;
      response.end(error ? "" : content);
    });
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  return { url: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}

// Changes one byte of a file for as long as `work` takes.
async function tampered(file, work) {
  const honest = fs.readFileSync(file);
  const changed = Buffer.from(honest);
  changed[changed.length >> 1] ^= 1;
  fs.writeFileSync(file, changed);
  try {
    await work();
  } finally {
    fs.writeFileSync(file, honest);
  }
}

describe("tuf-js reads what cardea release publishes", () => {
  const desk = path.join(folder, "desk");
  const repository = path.join(desk, "repository");
  const image = path.join(folder, "speaker.img");
  let server;
  let name;
  let devices = 0;

  const release = async (...words) => (await run(path.join(BIN, "cardea"), ["release", ...words])).stdout.trim();

  before(async () => {
    await release("init", "--dir", desk);
    const made = JSON.parse(await release("image", "--product", path.join(PRODUCTS, "speaker/product.toml"), "--version", "1.1.0",
      "--bin", BIN, "-o", image, "--json"));
    const added = await release("add", "--dir", desk, "--image", image, "--model", made.model, "--version", "1.1.0", "--security",
      "--risk-en", "A risk.", "--risk-zh", "风险。", "--interruption", "5");
    name = added.split("\n")[0]; // the same compressed comes after it
    server = await serve(repository);
  });
  after(() => server.close());

  // A client that has nothing but the root that a device gets in the factory.
  function client() {
    const home = path.join(folder, `js-${devices++}`);
    fs.mkdirSync(home);
    fs.copyFileSync(path.join(repository, "metadata/1.root.json"), path.join(home, "root.json"));
    return new tuf.Updater({ metadataDir: home, metadataBaseUrl: `${server.url}/metadata`, targetDir: home,
      targetBaseUrl: `${server.url}/targets`, config: { fetchRetry: 0, fetchTimeout: 10000 } });
  }
  async function download(updater) {
    const target = await updater.getTargetInfo(name);
    assert.ok(target, `${name} is not found`);
    return { target, content: fs.readFileSync(await updater.downloadTarget(target)) };
  }

  test("the image and what is said of it arrive", async () => {
    const { target, content } = await download(client());
    assert.ok(content.equals(fs.readFileSync(image)));
    assert.equal(target.custom.cardea.risk_zh, "风险。");
  });

  test("a changed byte in the image is refused", async () => {
    const file = fs.readdirSync(path.join(repository, "targets")).find((each) => each.endsWith(name));
    await tampered(path.join(repository, "targets", file), () => assert.rejects(download(client())));
  });

  test("a changed byte in any metadata is refused", async () => {
    for (const file of fs.readdirSync(path.join(repository, "metadata"))) {
      if (file.startsWith("1.")) continue; // superseded, or the root that the client begins with
      await tampered(path.join(repository, "metadata", file), () => assert.rejects(download(client()), undefined, file));
    }
    await download(client());
  });
});

describe("our client reads what @tufjs/models signs", () => {
  const repository = path.join(folder, "foreign");
  const inAnHour = new Date(Math.floor(Date.now() / 1000) * 1000 + 3600_000).toISOString().replace(".000Z", "Z");
  const signers = {};
  const contents = {
    "top.img": "of the top level",
    "team/a.img": "of a delegated role",
    "bins/b.img": "of a hash bin",
  };
  let server;
  let devices = 0;

  // Ed25519 and ECDSA keys in turn, named as their maker likes.
  function newSigner(role, ecdsa) {
    const pair = ecdsa ? crypto.generateKeyPairSync("ec", { namedCurve: "P-256" }) : crypto.generateKeyPairSync("ed25519");
    const spki = pair.publicKey.export({ format: "der", type: "spki" });
    const key = ecdsa
      ? { keyType: "ecdsa", scheme: "ecdsa-sha2-nistp256", keyVal: { public: pair.publicKey.export({ format: "pem", type: "spki" }) } }
      : { keyType: "ed25519", scheme: "ed25519", keyVal: { public: spki.subarray(-32).toString("hex") } };
    signers[role] = {
      key: new Key({ keyID: `key-of-${role}`, ...key }),
      sign: (data) => new Signature({ keyID: `key-of-${role}`, sig: crypto.sign(ecdsa ? "sha256" : null, data, pair.privateKey).toString("hex") }),
    };
    return signers[role].key;
  }
  function publish(role, body, file) {
    const metadata = new Metadata(body);
    metadata.sign(signers[role].sign);
    fs.writeFileSync(path.join(repository, "metadata", file), JSON.stringify(metadata.toJSON()));
  }
  const common = { version: 1, specVersion: "1.0.31", expires: inAnHour };

  function addTarget(targets, name) {
    const content = Buffer.from(contents[name]);
    const hash = crypto.createHash("sha256").update(content).digest("hex");
    targets.addTarget(new TargetFile({ path: name, length: content.length, hashes: { sha256: hash } }));
    const file = path.join(repository, "targets", path.dirname(name), `${hash}.${path.basename(name)}`);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, content);
    return file;
  }
  function delegations(key, roles) {
    return new Delegations({ keys: { [key.keyID]: key }, ...roles });
  }

  const files = {};
  before(async () => {
    fs.mkdirSync(path.join(repository, "metadata"), { recursive: true });
    const root = new Root({ ...common, consistentSnapshot: true });
    ["root", "timestamp", "snapshot", "targets"].forEach((role, i) => root.addKey(newSigner(role, i % 2 === 1), role));
    publish("root", root, "1.root.json");

    const targets = new Targets(common);
    files["top.img"] = addTarget(targets, "top.img");
    const team = newSigner("team", true);
    const bins = newSigner("bins", false);
    targets.delegations = new Delegations({
      keys: { [team.keyID]: team, [bins.keyID]: bins },
      roles: {
        team: new DelegatedRole({ name: "team", keyIDs: [team.keyID], threshold: 1, terminating: true, paths: ["team/*.img"] }),
        bins: new DelegatedRole({ name: "bins", keyIDs: [bins.keyID], threshold: 1, terminating: false, paths: ["bins/*"] }),
      },
    });
    publish("targets", targets, "1.targets.json");

    const ofTeam = new Targets(common);
    files["team/a.img"] = addTarget(ofTeam, "team/a.img");
    publish("team", ofTeam, "1.team.json");

    const ofBins = new Targets(common);
    const bin = newSigner("bin", false);
    const succinct = new SuccinctRoles({ keyIDs: [bin.keyID], threshold: 1, bitLength: 6, namePrefix: "bin" });
    ofBins.delegations = delegations(bin, { succinctRoles: succinct });
    publish("bins", ofBins, "1.bins.json");
    const binOfTarget = succinct.getRoleForTarget("bins/b.img");
    const ofBin = new Targets(common);
    files["bins/b.img"] = addTarget(ofBin, "bins/b.img");
    publish("bin", ofBin, `1.${binOfTarget}.json`);

    const meta = {};
    for (const role of ["targets", "team", "bins", binOfTarget]) meta[`${role}.json`] = new MetaFile({ version: 1 });
    publish("snapshot", new Snapshot({ ...common, meta }), "1.snapshot.json");
    publish("timestamp", new Timestamp({ ...common, snapshotMeta: new MetaFile({ version: 1 }) }), "timestamp.json");
    server = await serve(repository);
  });
  after(() => server.close());

  // A fresh client that downloads one target: what it said, or its content.
  async function download(name) {
    const home = path.join(folder, `ours-${devices++}`);
    const [metadata, targets] = ["metadata", "targets"].map((each) => path.join(home, each));
    for (const each of [metadata, targets]) fs.mkdirSync(each, { recursive: true });
    const client = path.join(BIN, "cardea-tuf-client");
    await run(client, ["--metadata-dir", metadata, "init", path.join(repository, "metadata/1.root.json")]);
    await run(client, ["--metadata-dir", metadata, "--metadata-url", `${server.url}/metadata`, "--target-name", name,
      "--target-dir", targets, "--target-base-url", `${server.url}/targets`, "download"]);
    return fs.readFileSync(path.join(targets, encodeURIComponent(name)), "utf8");
  }

  for (const name of Object.keys(contents)) {
    test(`${name} arrives`, async () => assert.equal(await download(name), contents[name]));
  }

  test("a target that nobody may speak of is not found", () => assert.rejects(download("elsewhere/x.img"), /no such target/));

  test("a changed byte in any metadata is refused", async () => {
    for (const file of ["timestamp.json", "1.snapshot.json", "1.targets.json", "1.team.json"]) {
      await tampered(path.join(repository, "metadata", file), () => assert.rejects(download("team/a.img"), /refused/, file));
    }
  });

  test("a changed byte in a target is refused", async () => {
    for (const [name, file] of Object.entries(files)) await tampered(file, () => assert.rejects(download(name), /SHA-256/, name));
  });
});
