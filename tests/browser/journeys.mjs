// SPDX-License-Identifier: Apache-2.0
// What a person does with a device, from the box to giving it away, with the keyboard alone. The journeys build on each other:
// it is one device and one life.
// usage: node --test journeys.mjs, with BIN and PRODUCTS in the environment
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { after, before, test } from "node:test";
import { switchOn } from "./device.mjs";
import { Person, openBrowser } from "./person.mjs";
import { Program } from "./program.mjs";

// What an authenticator app shows for this secret (RFC 6238).
function totp(base32) {
  const bits = [...base32.replace(/\s/g, "")].map((c) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(c).toString(2).padStart(5, "0")).join("");
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)));
  const mac = createHmac("sha1", Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)))).update(counter).digest();
  return String((mac.readUInt32BE(mac[19] & 15) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

const kName = "robin";
const kPassword = "plum kettle orbit seven";
let device, browser, person;

before(async () => {
  [device, browser] = await Promise.all([switchOn(process.env.BIN, process.env.PRODUCTS), openBrowser()]);
  person = await Person.sitDown(browser, device.url, { timezoneId: "Asia/Kolkata" });
});
after(async () => {
  await browser?.close();
  await device?.switchOff();
});

// After a journey that failed the device is somewhere else than the next one expects: it is not set out on.
let lost = "";
const journey = (name, walk) => test(name, async (t) => {
  if (lost) return t.skip(`after "${lost}" failed`);
  lost = name;
  await walk().catch(async (failed) => {
    console.error(await person.page.locator("body").ariaSnapshot());
    throw failed;
  });
  lost = "";
});

const account = async (label, name, password) => {
  await person.sees("Welcome");
  await person.type("Password on the label", label);
  await person.press("Continue");
  await person.sees("Your account");
  await person.type("Name to sign in with", name);
  await person.type("Your password", password);
  await person.press("Continue");
};
// No accessibility finding on the page that is shown, in both languages, light and dark, and nothing too wide or too small to hit.
const inspect = async (what) => {
  const { page } = person;
  for (const [language, tag] of [["中文", "zh-Hans"], ["English", "en"]]) {
    await person.button(language).click();
    await page.waitForFunction((wanted) => document.documentElement.lang === wanted, tag);
    for (const colorScheme of ["dark", "light"]) {
      await page.emulateMedia({ colorScheme });
      assert.deepEqual(await person.accessibilityFindings(), [], `${what} ${tag} ${colorScheme}`);
    }
    await page.setViewportSize({ width: 320, height: 640 });
    assert.ok(await person.widthFits(), `${what} ${tag} is wider than the screen`);
    assert.deepEqual(await person.smallTargets(), [], `${what} ${tag}`);
    await page.setViewportSize({ width: 390, height: 844 });
  }
  await person.heading(/./).focus();
};
// Whatever the device's own language is.
const speakEnglish = async (who) => {
  await who.sees("Sign in");
  await who.press("English");
  await who.heading("Sign in").focus();
};
const signIn = async (who, password) => {
  await who.sees("Sign in");
  await who.type("Name", kName);
  await who.type("Password", password);
  await who.press("Sign in");
};

journey("the first load is at most 40 KB, compressed, and from the device alone", async () => {
  const session = await person.context.newCDPSession(person.page);
  await session.send("Network.enable");
  let bytes = 0;
  session.on("Network.loadingFinished", (loaded) => { bytes += loaded.encodedDataLength; });
  const encodings = [];
  person.page.on("response", async (response) => { if (!response.url().includes("/api/")) encodings.push(response.headers()["content-encoding"]); });
  await person.page.reload({ waitUntil: "networkidle" });
  await person.sees("Welcome");
  assert.ok(encodings.length >= 3 && encodings.every((encoding) => encoding === "br"), encodings.join(" "));
  assert.ok(bytes > 5_000 && bytes <= 40 * 1024, `${bytes} bytes, headers included`);
});

journey("a stranger's page tells neither model nor version", async () => {
  const text = await person.page.content();
  for (const word of [device.model, "1.0.0", "Example Home"]) assert.ok(!text.includes(word), word);
});

journey("a wrong password of the label, then a weak one of one's own, are explained", async () => {
  await account("WRONG-WRONG", kName, kPassword);
  await person.says("The password of the label was not right.");
  await inspect("the label's screen, with a problem");
  await account(device.label, kName, "password123");
  await person.says("This password is on the list that everybody tries first.");
  await inspect("the account's screen, with a problem");
});

journey("passwords can be pasted, shown, and kept by a password manager", async () => {
  const field = person.page.getByLabel("Your password", { exact: true });
  assert.equal(await field.getAttribute("autocomplete"), "new-password");
  assert.equal(await person.page.getByLabel("Name to sign in with", { exact: true }).getAttribute("autocomplete"), "username");
  await person.press("Show the password");
  assert.equal(await field.getAttribute("type"), "text");
  await person.press("Show the password");
  await person.tabTo(field);
  await person.page.keyboard.press("Control+A");
  await person.page.keyboard.insertText(kPassword);  // as a paste does
  assert.equal(await field.inputValue(), kPassword);
  await person.says("Strong.");
});

journey("set-up goes on where it was after a reload, and after the power was cut", async () => {
  await person.press("Continue");
  await person.sees("Updates");
  assert.equal(await person.page.getByRole("radio", { checked: true }).inputValue(), "on");  // the safe choice
  await person.page.reload();
  await person.sees("Updates");
  await device.cutPower();
  await person.page.reload();
  await person.sees("Updates");
  await inspect("the updates' screen");
  await person.press("Continue");
});

journey("usage data is asked for with two equal buttons, none of them chosen", async () => {
  await person.sees("Usage data");
  const [no, yes] = await Promise.all(["Do not allow", "Allow"].map((name) => person.button(name).boundingBox()));
  assert.ok(Math.abs(no.width - yes.width) < 1 && Math.abs(no.height - yes.height) < 1);
  for (const name of ["Do not allow", "Allow"]) assert.equal(await person.button(name).getAttribute("aria-pressed"), null);
  await person.says("Seconds since the device started");
  await inspect("the usage data's screen");
  await person.press("Do not allow");
  await person.sees("All is set");
  await person.says("No usage data leaves the device.");
  await inspect("the summary");
  await person.press("Go to your device");
  await person.sees("Am I secure?");
});

journey("every page is without an accessibility finding, in both languages, light and dark, and fits 320 pixels", async () => {
  const titles = { security: "Am I secure?", updates: "Updates", privacy: "Privacy and sensors", people: "People", settings: "Settings",
    device: "This device", erase: "Erase everything" };
  for (const [page, title] of Object.entries(titles)) {
    await person.goTo(page, title);
    await person.page.waitForLoadState("networkidle");
    await inspect(page);
  }
});

journey("the privacy page shows the declared sensor and personal data", async () => {
  await person.goTo("privacy", "Privacy and sensors");
  await person.says("Microphone: hears speech near the speaker");
  await person.says("Account names and password verifiers");
  await person.says("Nothing is sent.");
  await person.press("Allow");
  await person.says("Usage data is sent.");
  await person.press("Do not allow");
  await person.says("Nothing is sent.");
});

journey("the name and the language of the device are settings", async () => {
  await person.goTo("settings", "Settings");
  await person.type("Name of this device", "Kitchen 厨房");
  await person.tabTo(person.page.getByRole("radio", { checked: true }));
  await person.page.keyboard.press("ArrowDown");
  await person.press("Save");
  await person.says("Saved.");
  const other = await Person.sitDown(browser, device.url);  // another browser, in English until it is signed in
  await signIn(other, kPassword);
  await other.sees("我安全吗？");
  await other.says("Kitchen 厨房");
  await other.openMenu();
  await other.press("退出登录");
  await other.sees("登录");
  assert.deepEqual(other.complaints, []);
  await other.standUp();
});

journey("updates can be disabled: the page says which risk stays, and the finding has one action", async () => {
  await person.goTo("updates", "Updates");
  await person.says("The risk that stays: known weaknesses are open to attackers");
  await person.tabTo(person.page.getByRole("radio", { checked: true }));
  await person.page.keyboard.press("ArrowDown");
  await person.says("Saved.");
  await person.goTo("security", "Am I secure?");
  await person.press("Turn on");
  await person.says("They install by themselves.");
});

// What is typed into a date or time field for so many days or hours from now. Debian's Chromium comes with American fields only,
// whatever the page's language: month first, and twelve hours.
const typed = (ms, options) => person.page.evaluate(([later, form]) => new Date(Date.now() + later).toLocaleString("en-US", form).replace(/[^0-9APM]/g, ""), [ms, options]);
const dayFromNow = (days) => typed(days * 86_400_000, { day: "2-digit", month: "2-digit", year: "numeric" });
const timeFromNow = (hours) => typed(hours * 3_600_000, { hour: "2-digit", minute: "2-digit" });

journey("updates wait until a day that is chosen, within thirty, and the page says which risk stays", async () => {
  await person.goTo("updates", "Updates");
  await person.type("Wait until", await dayFromNow(40));
  await person.press("Postpone");
  await person.says("Choose a day from");
  await person.type("Wait until", await dayFromNow(20));
  await person.press("Postpone");
  await person.says("Updates wait until");
  await person.says("The risk that stays: known weaknesses are open until then.");
});

journey("a critical update waits no longer than the maker's signed day, and the page says why in his words", async () => {
  await device.publishCritical("1.1.0");
  await person.says("Version 1.1.0 is available");
  await person.says("This update cannot wait beyond");
  assert.equal(await person.page.getByText("A stranger on your network could listen in.").count(), 2);  // the risk that stays, and why it cannot wait
  await person.says("It is installed by itself at");
  await person.says("Expected interruption: 5 s");
  await inspect("updates with a deadline");
  await person.press("中文");
  await person.says("此更新最晚只能推迟到");
  await person.says("同一网络中的陌生人可能窃听。");
  await person.press("English");
  await person.goTo("security", "Am I secure?");
  await person.says("Version 1.1.0 closes a weakness.");
});

journey("in quiet hours an update is installed and its restart waits; a person may restart at once", async () => {
  await person.goTo("updates", "Updates");
  await person.says("None: the device may restart for an update at any time.");
  await person.says("now UTC+05:30.");
  const begin = await timeFromNow(-1);
  await person.type("From", begin);
  await person.type("Until", begin);
  await person.press("Keep quiet");
  await person.says("Quiet until: Quiet hours need a beginning and another end.");
  await person.type("Until", await timeFromNow(3));
  await person.press("Keep quiet");
  await person.says("Each day from");
  await person.press("Do not postpone");
  await person.says("Version 1.1.0 is installed and waits for a restart");
  await person.says("after the quiet hours");
  await inspect("updates in quiet hours");
  await person.press("Restart now");
  await person.says("1.1.0: succeeded");
  await person.says("It was installed and works.");
  await person.press("No quiet hours");
  await person.says("None: the device may restart for an update at any time.");
});

journey("an update that does not start is taken back, and the page says why in both languages", async () => {
  await device.publishBroken("1.2.0");
  await person.says("1.2.0: did not start well");
  await person.says("A part of the new version ended by itself.");
  await person.press("中文");
  await person.says("1.2.0: 未能正常启动");
  await person.says("新版本的某个部分自行退出。");
  const english = await person.page.locator("main :not(details *):not(details)").evaluateAll((elements) =>
    elements.flatMap((element) => [...element.childNodes]).filter((node) => node.nodeType === Node.TEXT_NODE && /[A-Za-z]{4,}/.test(node.textContent)).map((node) => node.textContent));
  assert.deepEqual(english, []);  // but for the technical detail, which says that it is English
  await inspect("updates with a past");
  await person.press("English");
});

journey("an update comes in a file that the person chooses; what is none is refused with the reason", async () => {
  const file = await device.updateFile("1.3.0");
  await person.goTo("updates", "Updates");
  await inspect("an update in a file");
  const choice = person.page.getByLabel("Update file from this computer or phone");
  await choice.setInputFiles({ name: "holiday.update", mimeType: "application/octet-stream", buffer: Buffer.alloc(10_000, 7) });
  await person.says("The file is no update file, or it is damaged.");
  await choice.setInputFiles(file);
  await person.says("The device reads the file.");
  await person.page.getByText(/^1\.3\.0: /).first().waitFor({ timeout: 90_000 });
  await person.says("It was installed and works.");
});

journey("a password is changed, and a wrong one is refused with the reason", async () => {
  await person.goTo("people", "People");
  await person.says(kName);
  const change = async (before, wanted) => {
    await person.type("Present password", before);
    await person.type("New password", wanted);
    await person.press("Change password");
  };
  await change("not this one", "velvet anchor seven");
  await person.says("Your present password is wrong.");
  await change(kPassword, "velvet anchor seven");
  await person.says("Your password is changed.");
});

journey("the administrator lets somebody in, who sets a password of their own, and shuts them out again", async () => {
  await person.goTo("people", "People");
  await person.type("Name", "kim");
  await person.type("A first password for them", "lantern brook quiet");
  await person.press("Add");
  await person.says("kim can sign in now.");
  await person.press("Remove kim");  // and thinks it over, while kim moves in
  const kim = await Person.sitDown(browser, device.url);
  await speakEnglish(kim);
  await kim.type("Name", "kim");
  await kim.type("Password", "lantern brook quiet");
  await kim.press("Sign in");
  await kim.says("The administrator chose this password.");
  await kim.type("New password", "copper field morning");
  await kim.press("Sign in");
  await kim.sees("Am I secure?");
  await person.page.waitForResponse((answer) => answer.url().endsWith("/api/people"));  // the list is read again, and kim's row is another
  await kim.goTo("people", "People");
  assert.equal(await kim.page.getByText("Who may use this device").count(), 0);
  await kim.goTo("updates", "Updates");
  await kim.says("1.2.0: did not start well");  // told to everybody who lives here; decided by the administrator
  for (const name of ["Postpone", "Keep quiet", "Install now", "Restart now"]) assert.equal(await kim.button(name).count(), 0, name);
  await inspect("people, one about to be removed");
  await person.press("Remove now");
  await person.says("kim is removed.");
  await kim.page.reload();
  await kim.sees("Sign in");
  assert.deepEqual(kim.complaints, []);
  await kim.standUp();
});

journey("the administrator lets a program in by its certificate, which signs in with its key, and shuts it out again", async () => {
  const program = new Program("heating");
  await person.tabTo(person.page.locator("summary", { hasText: "Let a program in" }));
  await person.page.keyboard.press("Enter");
  await person.type("Its name", program.name);
  await person.type("Its certificate", "not a certificate");
  await person.press("Let it in");
  await person.says("This is no certificate that the device can read.");
  await inspect("people, a program about to be let in");
  const field = person.page.getByLabel("Its certificate", { exact: true });
  await person.tabTo(field);
  await person.page.keyboard.press("Control+A");
  await person.page.keyboard.insertText(program.certificate);  // as a paste does
  await person.press("Let it in");
  await person.says("heating can sign in now.");
  await person.says("a program, until");
  const token = await program.signIn(device.url);
  assert.equal((await program.ask(device.url, "GET", "/api/status", token)).status, 200);
  assert.equal((await program.ask(device.url, "GET", "/api/people", token)).status, 403);
  await person.press("Remove heating");
  await person.press("Remove now");
  await person.says("heating is removed.");
  assert.equal((await program.ask(device.url, "GET", "/api/status", token)).status, 401);
  await assert.rejects(program.signIn(device.url), /401/);
});

journey("a second step asks for a code, and a recovery code does in its place", async () => {
  await person.type("Your password, once more", "velvet anchor seven");
  await person.press("Set it up");
  await person.says("Scan this with an authenticator app");
  await inspect("the picture to scan");
  await person.type("Code", totp(await person.page.locator("form code").innerText()));
  await person.press("Turn on");
  await person.says("Keep these recovery codes");
  const recovery = await person.page.locator(".codes code").first().innerText();
  await inspect("the recovery codes");
  await person.press("I have kept them");
  await person.says("On. Signing in also asks for a code of your app.");
  const other = await Person.sitDown(browser, device.url);
  await speakEnglish(other);
  await signIn(other, "velvet anchor seven");
  await other.says("Your password is right. One more step.");
  await other.type("Code", recovery);
  await other.press("Sign in");
  await other.sees("Am I secure?");
  assert.deepEqual(other.complaints, []);
  await other.standUp();
  await person.type("Your password, once more", "velvet anchor seven");
  await person.press("Turn off");
  await person.says("The second step is off.");
});

journey("signing in with a wrong password says so in both languages", async () => {
  await person.openMenu();
  await person.press("Sign out");
  await inspect("the sign-in");
  await signIn(person, "not this one either");
  await person.says("Name or password is wrong.");
  await person.press("中文");
  await person.tabTo(person.page.getByLabel("密码", { exact: true }));
  await person.page.keyboard.press("Enter");
  await person.says("登录名或密码错误。");
  await person.press("English");
  await person.says("Name or password is wrong.");
  await person.type("Password", "velvet anchor seven");
  await person.press("Sign in");
  await person.sees("Am I secure?");
  await person.says("Sign-ins refused in the last seven days: 5.");
});

journey("erasing needs the typed word and the password, and leads back to the first day", async () => {
  await person.goTo("erase", "Erase everything");
  const erase = async (word, password) => {
    await person.type("Type “erase” to confirm", word);
    await person.type("Your password, once more", password);
    await person.press("Erase everything now");
  };
  await erase("delete", "velvet anchor seven");
  await person.says("Type the word “erase” to confirm.");
  await erase("erase", "not this one");
  await person.says("The password is wrong.");
  await erase("erase", "velvet anchor seven");
  await person.sees("Everything is erased");
  await person.says("The device is as on its first day.");
  await inspect("the end");
  await person.press("Set it up anew");
  await person.sees("Welcome");
});

journey("all along, nothing was asked of another origin and no policy was broken", async () => {
  assert.deepEqual(person.complaints, []);
});
