// SPDX-License-Identifier: Apache-2.0
// A real device for the journeys: cardea-home boots one from the factory, this asks it for power cuts and updates, and ends it.
import { spawn } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { createInterface } from "node:readline";

export async function switchOn(bin, products) {
  const folder = mkdtempSync("/var/tmp/cardea-browser-");
  chmodSync(folder, 0o755);  // each process of a device is a user of its own
  const home = spawn(`${bin}/cardea-home`, ["room", "speaker", "--bin", bin, "--products", products, "--home", `${folder}/home`],
    { stdio: ["pipe", "pipe", "pipe"] });
  let said = "";
  home.stderr.on("data", (piece) => { said += piece; });
  const lines = createInterface({ input: home.stdout })[Symbol.asyncIterator]();
  const next = async () => {
    const { value, done } = await lines.next();
    if (done) throw new Error(`the household ended:\n${said}`);
    return JSON.parse(value);
  };
  const where = await next();
  const order = async (text) => { home.stdin.write(`${text}\n`); return next(); };
  return {
    url: `https://${where.address}:${where.port}/`,
    label: where.label_password,
    model: where.model,
    cutPower: () => order("power"),
    publish: (version) => order(`publish ${version}`),
    publishCritical: (version) => order(`critical ${version}`),
    updateFile: async (version) => (await order(`file ${version}`)).file,
    publishBroken: (version) => order(`broken ${version}`),
    switchOff: async () => {
      const ended = new Promise((resolve) => { home.once("exit", resolve); });
      home.stdin.end();
      if (home.exitCode === null) await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
