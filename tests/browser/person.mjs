// SPDX-License-Identifier: Apache-2.0
// A person at a browser, who may have no mouse: Debian's Chromium, watched for what the page must never do.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const from = createRequire(new URL("../../web/package.json", import.meta.url));
const { chromium } = from("playwright-core");
const kAxe = readFileSync(from.resolve("axe-core/axe.min.js"), "utf8");

export const openBrowser = () => chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: [...(process.getuid() === 0 ? ["--no-sandbox"] : []), "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"],
});

export class Person {
  static async sitDown(browser, url, options = {}) {
    const context = await browser.newContext({ ignoreHTTPSErrors: true, viewport: { width: 390, height: 844 }, locale: "en-GB", reducedMotion: "reduce", ...options });
    const person = new Person(context, await context.newPage(), url);
    await person.page.goto(url);
    return person;
  }

  constructor(context, page, url) {
    Object.assign(this, { context, page, url, complaints: [] });
    page.setDefaultTimeout(20_000);
    page.on("request", (request) => { if (new URL(request.url()).origin !== new URL(url).origin) this.complaints.push(`asked ${request.url()}`); });
    page.on("console", (message) => { if (/Content Security Policy|Trusted/i.test(message.text())) this.complaints.push(message.text()); });
    page.on("pageerror", (error) => this.complaints.push(`threw ${error.message}`));
  }

  heading(name) { return this.page.getByRole("heading", { level: 1, name }); }
  async sees(name) {
    await this.heading(name).waitFor();
    await this.page.waitForFunction(() => document.activeElement?.id === "page-title");  // the focus came along
  }
  says(text) { return this.page.getByText(text).first().waitFor(); }

  // Moves with the Tab key only, until the element is under the focus.
  async tabTo(locator) {
    await locator.first().waitFor();
    for (let i = 0; i < 80; ++i) {
      if (await locator.first().evaluate((element) => element === document.activeElement)) return;
      await this.page.keyboard.press("Tab");
    }
    throw new Error(`the Tab key never reached ${locator}`);
  }
  button(name) { return this.page.getByRole("button", { name, exact: true }); }
  async type(label, text) {
    await this.tabTo(this.page.getByLabel(label, { exact: true }));
    await this.page.keyboard.press("Control+A");
    await this.page.keyboard.type(text);
  }
  // As long as the page is busy with the last answer, its button says so, and a person waits.
  async press(name) {
    await this.page.waitForFunction(() => !document.querySelector("button[aria-disabled=true]"));
    await this.tabTo(this.button(name));
    await this.page.keyboard.press("Enter");
  }
  async openMenu() {
    const menu = this.page.locator("nav button[aria-expanded=false]");
    if (await menu.isVisible()) {
      await this.tabTo(menu);
      await this.page.keyboard.press("Enter");
    }
  }
  async goTo(page, title) {
    await this.openMenu();
    await this.tabTo(this.page.locator(`nav a[href="#/${page}"]`));
    await this.page.keyboard.press("Enter");
    await this.sees(title);
  }

  async accessibilityFindings() {
    await this.page.evaluate(kAxe);
    const report = await this.page.evaluate(() => globalThis.axe.run(document));
    return report.violations.map((found) => `${found.id}: ${found.nodes.map((node) => node.html).join(" | ")}`);
  }
  // Nothing sticks out sideways.
  async widthFits() { return this.page.evaluate(() => document.documentElement.scrollWidth <= innerWidth); }
  async smallTargets() {
    return this.page.evaluate(() => [...document.querySelectorAll("button, nav a, .links a, summary, input:not([type=radio]):not([hidden]), .choice")]
      .filter((element) => element.offsetParent !== null && !element.matches(".skip") && element.getBoundingClientRect().height < 44).map((element) => element.outerHTML));
  }
  standUp() { return this.context.close(); }
}
