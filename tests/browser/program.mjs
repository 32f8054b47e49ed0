// SPDX-License-Identifier: Apache-2.0
// A machine client of a device, from the words of contracts/http/local-api.md alone: OpenSSL makes its certificate, Node.js signs.
import { execFileSync } from "node:child_process";
import { X509Certificate, createHash, createPrivateKey, sign } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import https from "node:https";

export class Program {
  constructor(name) {
    this.name = name;
    const folder = mkdtempSync("/var/tmp/cardea-program-");
    try {
      execFileSync("openssl", ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", `/CN=${name}`, "-days", "30",
        "-keyout", `${folder}/key.pem`, "-out", `${folder}/certificate.pem`], { stdio: "ignore" });
      this.key = createPrivateKey(readFileSync(`${folder}/key.pem`));
      this.certificate = readFileSync(`${folder}/certificate.pem`, "utf8");
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }

  // The answer, and the pin of the key that the device has shown.
  ask(url, method, path, token, body) {
    const headers = { ...(token && { authorization: `Bearer ${token}` }), ...(body && { "content-type": "application/json" }) };
    return new Promise((resolve, reject) => {
      const request = https.request(new URL(path, url), { method, headers, rejectUnauthorized: false, agent: false }, (response) => {
        const shown = new X509Certificate(response.socket.getPeerCertificate().raw).publicKey.export({ type: "spki", format: "der" });
        const pin = createHash("sha256").update(shown).digest("hex");
        let text = "";
        response.on("data", (piece) => { text += piece; });
        response.on("end", () => resolve({ status: response.statusCode, body: text === "" ? {} : JSON.parse(text), pin }));
      });
      request.on("error", reject);
      request.end(body && JSON.stringify(body));
    });
  }

  async signIn(url) {
    const { body: { challenge }, pin } = await this.ask(url, "GET", "/api/session/challenge");
    const signature = sign("sha256", Buffer.from(`cardea machine sign-in 1\n${pin}\n${this.name}\n${challenge}\n`), this.key).toString("base64");
    const { status, body } = await this.ask(url, "POST", "/api/session/machine", null, { name: this.name, challenge, signature });
    if (status !== 200) throw new Error(`${status} ${body.error}`);
    return body.token;
  }
}
