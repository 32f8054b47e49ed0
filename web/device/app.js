// SPDX-License-Identifier: Apache-2.0
// The device's own page: set-up, sign-in, status. Talks to the local API of the same origin and to nothing else.
// Whatever the device says is put into the page as text, never as markup.
"use strict";

const words = {
  skip: ["Skip to the content", "跳到正文"],
  brand: ["Your device", "您的设备"],
  sign_out: ["Sign out", "退出登录"],
  setup_title: ["Welcome. Let us set up your device.", "欢迎。让我们设置您的设备。"],
  setup_lead: ["The password printed on the label opens this page once. Then your own takes its place.", "标签上的密码只能用来完成这次设置，之后由您自己的密码取代。"],
  label_password: ["Password on the label", "标签上的密码"],
  label_hint: ["You find it on the underside of the device or on its card.", "它印在设备底部或随附的卡片上。"],
  choose_name: ["Choose a name to sign in with", "选择登录名"],
  name_hint: ["Small letters, digits, dot, underscore and hyphen.", "可用小写字母、数字、点、下划线和连字符。"],
  choose_password: ["Choose your password", "选择您的密码"],
  password_hint: ["At least 10 characters. A few unrelated words are easy to keep and hard to guess.", "至少 10 个字符。几个互不相关的词既好记又难猜。"],
  setup_button: ["Set up", "完成设置"],
  signin_title: ["Sign in", "登录"],
  signin_button: ["Sign in", "登录"],
  name: ["Name", "登录名"],
  password: ["Password", "密码"],
  show: ["Show", "显示"],
  hide: ["Hide", "隐藏"],
  gone_title: ["Everything is erased.", "已全部清除。"],
  gone_next: ["The device restarts now. In a few seconds it can be set up anew with the password on its label.", "设备正在重新启动。几秒钟后即可用标签上的密码重新设置。"],
  gone_text: ["{n} records of its users were erased from this device. What was sent to the associated service before is not part of this.", "已从本设备清除用户的 {n} 条记录。此前已发送到关联服务的数据不在其内。"],
  update_title: ["Software", "软件"],
  update_apply: ["Install now", "立即安装"],
  update_check: ["Check for updates", "检查更新"],
  update_postpone: ["Postpone for 7 days", "推迟 7 天"],
  update_resume: ["Do not postpone", "不再推迟"],
  postponed: ["Updates are postponed until {date}. Known weaknesses stay open until then.", "更新已推迟到 {date}。在此之前，已知弱点仍然存在。"],
  phase_idle: ["Up to date, as far as known", "据目前所知已是最新"],
  phase_checking: ["Looking for updates", "正在检查更新"],
  phase_available: ["Version {v} is available", "有新版本 {v}"],
  phase_downloading: ["Downloading version {v}", "正在下载版本 {v}"],
  phase_verifying: ["Verifying version {v}", "正在验证版本 {v}"],
  phase_installed_waiting_for_restart: ["Version {v} is installed and waits for a restart", "版本 {v} 已安装，等待重新启动"],
  phase_on_trial: ["A new version is on trial", "新版本正在试运行"],
  security_update: ["This update removes a risk:", "此更新消除了一项风险："],
  interruption: ["Expected interruption: {n} s", "预计中断：{n} 秒"],
  running: ["Running", "当前版本"],
  last_check: ["Last check", "上次检查"],
  last_result: ["Last update", "上次更新"],
  never: ["never", "从未"],
  result_none: ["none yet", "尚无"],
  result_succeeded: ["succeeded", "成功"],
  technical_detail: ["Technical detail", "技术细节（英文）"],
  result_fell_back: ["did not start well; the device went back to the version before", "未能正常启动；设备已恢复到之前的版本"],
  result_refused: ["refused", "已拒绝"],
  result_unreachable: ["the service could not be reached", "无法连接服务"],
  result_failed: ["failed", "失败"],
  about_title: ["This device", "本设备"],
  model: ["Model", "型号"],
  manufacturer: ["Maker", "制造商"],
  support_end: ["Updates until", "更新支持至"],
  key_store: ["Keys are kept in", "密钥保存于"],
  unknown: ["not known now", "暂时未知"],
  home_lead: ["Signed in. {n} of {m} parts run fully protected.", "已登录。{m} 个部分中有 {n} 个在完整保护下运行。"],
  home_lead_unknown: ["Signed in.", "已登录。"],
  consent_title: ["Usage data", "使用数据"],
  consent_text: ["May this device send the maker the usage data that its model page lists? It works the same without, and you can change your mind at any time.", "是否允许本设备向制造商发送其型号页面所列的使用数据？不允许也不影响使用，您可以随时更改。"],
  consent_no: ["Do not allow", "不允许"],
  consent_yes: ["Allow", "允许"],
  consent_is_no: ["Nothing is sent.", "目前不发送任何数据。"],
  consent_is_yes: ["Usage data is sent.", "目前会发送使用数据。"],
  settings_title: ["Settings", "设置"],
  device_name: ["Name of this device", "设备名称"],
  device_language: ["Language of the device", "设备语言"],
  automatic_updates: ["Install updates automatically", "自动安装更新"],
  automatic_hint: ["Without it, known weaknesses stay open until you install updates yourself.", "关闭后，在您自行安装更新之前，已知弱点会一直存在。"],
  save: ["Save", "保存"],
  saved: ["Saved.", "已保存。"],
  password_title: ["Your password", "您的密码"],
  old_password: ["Present password", "当前密码"],
  new_password: ["New password", "新密码"],
  change_hint: ["Every other place where you are signed in is signed out.", "您在其他地方的登录都会退出。"],
  change: ["Change password", "更改密码"],
  changed: ["Your password is changed. Every other session has ended.", "密码已更改，其他会话均已结束。"],
  walls_title: ["How it protects itself", "自我保护"],
  walls_text: ["Each part of the software runs for itself, with no more rights than it needs.", "软件的每个部分各自运行，只拥有必需的权限。"],
  walls_count: ["{n} of {m} walls", "{m} 道防护中的 {n} 道"],
  restarts: ["restarts: {n}", "重启次数：{n}"],
  events_title: ["What happened", "事件记录"],
  events_none: ["Nothing yet.", "暂无记录。"],
  erase_title: ["Erase everything", "全部清除"],
  erase_text: ["Deletes all people, settings, events and waiting data from this device and returns it to the state of its first day.", "删除本设备上的所有用户、设置、事件和待发送的数据，恢复到出厂状态。"],
  erase_open: ["Erase…", "清除…"],
  erase_sure: ["Erase everything on this device?", "清除本设备上的全部内容？"],
  erase_final: ["This cannot be undone.", "此操作无法撤销。"],
  erase_password: ["Your password, once more", "请再次输入您的密码"],
  erase_now: ["Erase now", "立即清除"],
  cancel: ["Cancel", "取消"],
  check_started: ["The device is looking for updates.", "设备正在检查更新。"],
  apply_started: ["The update is being installed. The device goes on working meanwhile.", "正在安装更新，期间设备继续工作。"],
  session_ended: ["Your session has ended. Please sign in again.", "会话已结束，请重新登录。"],
  no_answer: ["The device does not answer. Trying again…", "设备没有应答，正在重试……"],
  fill_in: ["Please fill in this field.", "请填写此项。"],
  wait: ["Too many attempts. Wait {n} s, then try again.", "尝试次数过多。请等待 {n} 秒后重试。"],
};

// Sentences of the device that the page also knows in Chinese; what is not here is shown as the device says it.
const sentences = {
  "Name or password is wrong.": "登录名或密码错误。",
  "The password is wrong.": "密码错误。",
  "Too many attempts.": "尝试次数过多。",
  "You are not signed in.": "您尚未登录。",
  "A code is needed.": "还需要验证码。",
  "Enter the code that your app shows, or a recovery code.": "请输入身份验证应用中显示的验证码，或一个恢复码。",
  "This password was chosen by somebody else.": "这个密码是由他人设置的。",
  "Set one of your own to sign in.": "请设置您自己的密码后登录。",
  "A name is made of a-z, 0-9, dot, underscore and hyphen.": "名称只能由 a-z、0-9、点、下划线和连字符组成。",
  "It has 1 to 32 characters.": "长度为 1 到 32 个字符。",
  "This name is taken.": "该名称已被使用。",
  "Choose another one.": "请另选一个。",
  "The device has as many accounts as it may hold.": "设备的账户数已达上限。",
  "Remove one first.": "请先删除一个账户。",
  "There is no such account.": "没有这个账户。",
  "Load the list again.": "请重新载入列表。",
  "This is the last administrator of the device.": "这是设备的最后一位管理员。",
  "Make somebody else administrator first.": "请先让另一人成为管理员。",
  "The second step is on already.": "两步验证已开启。",
  "Turn it off first.": "请先将其关闭。",
  "The code is wrong.": "验证码不正确。",
  "This needs the administrator.": "此操作需要管理员。",
  "A value is out of bounds.": "数值超出范围。",
  "The device is not in the state for this.": "设备当前状态不允许此操作。",
  "The device cannot store this now.": "设备现在无法保存此内容。",
  "A part of the device does not answer.": "设备的某个部分没有应答。",
  "The device could not do this.": "设备未能完成此操作。",
  "There is nothing of that kind to do now.": "目前没有此类操作可做。",
  "A password has at least 10 characters.": "密码至少需要 10 个字符。",
  "A password has at most 128 characters.": "密码最多 128 个字符。",
  "A password is text without control characters.": "密码不能包含控制字符。",
  "This password is on the list that everybody tries first.": "这个密码在最常被尝试的列表中。",
  "This password repeats or counts; choose something less regular.": "这个密码有重复或顺序规律，请选择不那么规则的密码。",
  "This password is little more than the name of the account or the device.": "这个密码与账户或设备名称过于接近。",
  "The new password must be another one.": "新密码必须与原密码不同。",
};

const kinds = {
  "set-up": ["Device set up", "设备已设置"],
  "signed-in": ["Signed in", "已登录"],
  "sign-in-refused": ["Sign-in refused", "登录被拒绝"],
  "password-changed": ["Password changed", "密码已更改"],
  "settings-changed": ["Settings changed", "设置已更改"],
  "consent-given": ["Consent given", "已同意"],
  "consent-withdrawn": ["Consent withdrawn", "已撤回同意"],
  "erase-refused": ["Erasure refused", "清除被拒绝"],
  "process-restarted": ["A part was restarted", "某部分已重启"],
  "wall-missing": ["A protection is missing", "缺少一道防护"],
  "update-confirmed": ["Update confirmed", "更新已确认"],
  "update-fell-back": ["Update taken back", "更新已回退"],
};

let language = navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en";
const shown = { view: "", state: "", status: null, settings: null, events: null };
let timer = 0;

const at = (id) => document.getElementById(id);
const word = (key, values = {}) => words[key][language === "zh" ? 1 : 0].replace(/\{(\w+)\}/g, (_, name) => values[name]);
const sentence = (text) => (language === "zh" && sentences[text]) || text;
const kind = (name) => (kinds[name] ? kinds[name][language === "zh" ? 1 : 0] : name);
const moment = (text) => (text ? new Date(text).toLocaleString(language === "zh" ? "zh-CN" : "en-GB", { dateStyle: "medium", timeStyle: "short" }) : word("never"));
const day = (text) => new Date(text).toLocaleDateString(language === "zh" ? "zh-CN" : "en-GB", { dateStyle: "long" });

function make(tag, className, text) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
}

function say(id, text) {
  at(id).textContent = text;
  at(id).hidden = text === "";
}
const notice = (text) => { say("problem", ""); say("notice", text); };
const problem = (text) => { say("notice", ""); say("problem", text); };

class Refusal extends Error {
  constructor(status, body, retry) {
    super(status === 429 ? word("wait", { n: retry || 1 }) : sentence(body.error || String(status)));
    this.status = status;
  }
}

async function ask(method, path, body) {
  const headers = { "x-cardea": "1" };
  if (body !== undefined) headers["content-type"] = "application/json";
  const response = await fetch(path, { method, headers, body: body === undefined ? undefined : JSON.stringify(body), cache: "no-store" });
  const text = await response.text();
  const answer = text === "" ? {} : JSON.parse(text);
  if (!response.ok) throw new Refusal(response.status, answer, Number(response.headers.get("retry-after")));
  return answer;
}

function show(view, focus = true) {
  const changed = shown.view !== view;
  shown.view = view;
  for (const name of ["setup", "signin", "gone", "home"]) at("view-" + name).hidden = name !== view;
  at("sign-out").hidden = view !== "home";
  if (view !== "home") at("brand").textContent = word("brand");
  if (changed && focus) at(view === "home" ? "home-title" : view + "-title").focus();
}

function facts(list, rows) {
  list.replaceChildren(...rows.flatMap(([name, value]) => [make("dt", "", name), make("dd", "", value || word("unknown"))]));
}

function drawUpdate(update) {
  if (!update) return;
  const busy = ["checking", "downloading", "verifying"].includes(update.phase);
  const bad = ["fell_back", "refused", "failed"].includes(update.last_result);
  at("update-phase").textContent = word("phase_" + update.phase, { v: update.available_version });
  at("update-dot").className = "dot" + (busy || update.phase !== "idle" ? " busy" : bad ? " bad" : "");
  at("update-progress").hidden = !["downloading", "verifying"].includes(update.phase);
  at("update-progress").value = update.permille;
  const risk = language === "zh" && update.risk.zh ? update.risk.zh : update.risk.en;
  say("update-risk", update.security && update.available_version ? word("security_update") + " " + risk : "");
  say("update-interruption", update.available_version ? word("interruption", { n: update.interruption_s }) : "");
  let result = word("result_" + update.last_result);
  if (update.last_version) result = update.last_version + ": " + result;
  const rows = [[word("running"), update.running_version], [word("last_check"), moment(update.last_check)], [word("last_result"), result]];
  if (bad && update.last_reason) rows.push([word("technical_detail"), update.last_reason]);
  facts(at("update-facts"), rows);
  at("update-apply").hidden = !isAdmin() || update.phase !== "available";
  at("update-apply").disabled = false;
  at("update-check").disabled = busy;
}

function drawProcess(process) {
  const held = process.walls.filter((wall) => wall.enforced).length;
  const item = make("li"), details = make("details"), summary = make("summary"), walls = make("ul");
  details.dataset.name = process.name;
  summary.append(make("span", "who", process.name));
  if (process.restarts > 0) summary.append(make("span", "hint", word("restarts", { n: process.restarts })));
  summary.append(make("span", held === process.walls.length ? "count" : "count some", word("walls_count", { n: held, m: process.walls.length })));
  for (const wall of process.walls) walls.append(make("li", wall.enforced ? "" : "open", wall.wall + (wall.detail ? ": " + wall.detail : "")));
  details.append(summary, walls);
  item.append(details);
  return item;
}

function drawStatus(status) {
  const open = [...document.querySelectorAll("#processes details[open]")].map((details) => details.dataset.name);
  const processes = status.processes || [];
  at("processes").replaceChildren(...processes.map(drawProcess));
  for (const details of document.querySelectorAll("#processes details")) details.open = open.includes(details.dataset.name);
  const whole = processes.filter((process) => process.walls.every((wall) => wall.enforced)).length;
  at("home-lead").textContent = processes.length ? word("home_lead", { n: whole, m: processes.length }) : word("home_lead_unknown");
  at("home-title").textContent = at("brand").textContent = status.device_name || word("brand");
  facts(at("about-facts"), [[word("model"), status.model], [word("manufacturer"), status.manufacturer],
    [word("support_end"), status.support_end && day(status.support_end)], [word("key_store"), status.key_store]]);
  drawUpdate(status.update);
}

const isAdmin = () => shown.events !== null;

function drawSettings(settings) {
  at("device-name").value = settings.device_name;
  at("device-language").value = settings.language;
  at("automatic-updates").checked = settings.automatic_updates;
  drawConsent(settings);
}

function drawConsent(settings) {
  at("consent-yes").setAttribute("aria-pressed", String(settings.telemetry_consent));
  at("consent-no").setAttribute("aria-pressed", String(!settings.telemetry_consent));
  at("consent-state").textContent = word(settings.telemetry_consent ? "consent_is_yes" : "consent_is_no");
  const until = settings.updates_postponed_until;
  say("update-postponed", until ? word("postponed", { date: moment(until) }) : "");
  at("update-postpone").hidden = !isAdmin() || Boolean(until);
  at("update-resume").hidden = !isAdmin() || !until;
}

function drawEvents(events) {
  at("events-none").hidden = events.length > 0;
  at("events").replaceChildren(...events.map((event) => {
    const item = make("li"), time = make("time", "", moment(event.at));
    time.dateTime = event.at;
    item.append(time, make("strong", "", kind(event.kind)), make("span", "text", event.text));
    return item;
  }));
}

function translate() {
  document.documentElement.lang = language === "zh" ? "zh-Hans" : "en";
  document.title = word("brand");
  for (const element of document.querySelectorAll("[data-t]")) element.textContent = word(element.dataset.t);
  for (const button of document.querySelectorAll("[data-language]")) button.setAttribute("aria-pressed", String(button.dataset.language === language));
  for (const button of document.querySelectorAll("[data-reveal][aria-pressed=true]")) button.textContent = word("hide");
  if (shown.view === "home") draw();
}

function draw() {
  for (const element of document.querySelectorAll("[data-admin]")) element.hidden = !isAdmin();
  drawStatus(shown.status);
  drawConsent(shown.settings);
  if (shown.events) drawEvents(shown.events);
}

async function refresh() {
  shown.status = await ask("GET", "/api/status");
  shown.settings = await ask("GET", "/api/settings");
  try {
    shown.events = (await ask("GET", "/api/events")).events;
  } catch (refused) {
    if (refused.status !== 403) throw refused;
    shown.events = null;
  }
}

async function enterHome() {
  await refresh();
  drawSettings(shown.settings);
  draw();
  show("home");
}

async function enterByState() {
  shown.state = (await ask("GET", "/api/state")).state;
  if (shown.state !== "initialized") return show("setup");
  try {
    await enterHome();
  } catch (refused) {
    if (refused.status !== 401) throw refused;
    show("signin");
  }
}

// One look after the other: quick while an update moves, slow otherwise.
function lookAgain() {
  clearTimeout(timer);
  const moving = shown.status && shown.status.update && !["idle", "available"].includes(shown.status.update.phase);
  timer = setTimeout(look, shown.view === "home" && !moving ? 10000 : 1500);
}

async function look() {
  try {
    if (shown.view === "home") {
      await refresh();
      draw();
    } else if (shown.view === "" || shown.view === "gone") {
      await enterByState();
    }
    if (at("problem").textContent === word("no_answer")) problem("");
  } catch (refused) {
    if (refused.status === 401) {
      show("signin");
      problem(word("session_ended"));
    } else if (!(refused instanceof Refusal) && shown.view !== "gone") {
      problem(word("no_answer"));
    }
  }
  lookAgain();
}

// A form sends its fields once: the button rests meanwhile, and what is missing is pointed at.
function onSubmit(id, act) {
  at(id).addEventListener("submit", async (event) => {
    event.preventDefault();
    const form = event.target;
    const missing = [...form.elements].find((field) => field.required && field.value === "");
    for (const field of form.elements) field.removeAttribute("aria-invalid");
    if (missing) {
      missing.setAttribute("aria-invalid", "true");
      missing.focus();
      return (form.id === "erase-form" ? (text) => say("erase-problem", text) : problem)(word("fill_in"));
    }
    const button = form.querySelector("button:not([type=button])");
    button.disabled = true;
    await act(form.elements).catch((refused) => fail(refused, form));
    button.disabled = false;
  });
}

function fail(refused, form) {
  const text = refused instanceof Refusal ? refused.message : word("no_answer");
  if (form && form.id === "erase-form") say("erase-problem", text);
  else problem(text);
}

function onClick(id, act) {
  at(id).addEventListener("click", async () => {
    at(id).disabled = true;
    await act().catch((refused) => fail(refused));
    at(id).disabled = false;
  });
}

const saveSettings = async (change) => {
  shown.settings = await ask("PUT", "/api/settings", { ...(await ask("GET", "/api/settings")), ...change });
  drawConsent(shown.settings);
  notice(word("saved"));
};

function forget(...ids) {
  for (const id of ids) at(id).value = "";
}

onSubmit("setup-form", async (fields) => {
  await ask("POST", "/api/setup", { label_password: fields.label_password.value.trim(), name: fields.name.value, new_password: fields.new_password.value });
  forget("label-password", "setup-password");
  problem("");
  await enterHome();
});
onSubmit("signin-form", async (fields) => {
  await ask("POST", "/api/session", { name: fields.name.value, password: fields.password.value });
  forget("signin-password");
  problem("");
  await enterHome();
});
onSubmit("settings-form", (fields) =>
  saveSettings({ device_name: fields.device_name.value, language: fields.language.value, automatic_updates: fields.automatic_updates.checked }));
onSubmit("password-form", async (fields) => {
  await ask("POST", "/api/password", { old_password: fields.old_password.value, new_password: fields.new_password.value });
  forget("old-password", "new-password");
  notice(word("changed"));
});
onSubmit("erase-form", async (fields) => {
  const report = await ask("POST", "/api/erase", { password: fields.password.value });
  forget("erase-password");
  at("erase-dialog").close();
  at("gone-text").textContent = word("gone_text", { n: report.records_erased });
  shown.status = shown.settings = shown.events = null;
  show("gone");
  lookAgain();
});

onClick("sign-out", async () => {
  await ask("DELETE", "/api/session");
  shown.status = shown.settings = shown.events = null;
  notice("");
  show("signin");
});
onClick("update-check", async () => { await ask("POST", "/api/update/check"); notice(word("check_started")); lookAgain(); await look(); });
onClick("update-apply", async () => { await ask("POST", "/api/update/apply"); notice(word("apply_started")); await look(); });
onClick("update-postpone", async () => {
  const until = new Date(Date.now() + 7 * 24 * 3600 * 1000).toISOString().replace(/\.\d+Z$/, "Z");
  shown.settings = await ask("POST", "/api/update/postpone", { until });
  drawConsent(shown.settings);
});
onClick("update-resume", () => saveSettings({ updates_postponed_until: null }));
onClick("consent-yes", () => saveSettings({ telemetry_consent: true }));
onClick("consent-no", () => saveSettings({ telemetry_consent: false }));
onClick("erase-open", async () => { say("erase-problem", ""); at("erase-dialog").showModal(); });
onClick("erase-cancel", async () => { forget("erase-password"); at("erase-dialog").close(); });

for (const button of document.querySelectorAll("[data-language]")) {
  button.addEventListener("click", () => { language = button.dataset.language; translate(); });
}
for (const button of document.querySelectorAll("[data-reveal]")) {
  button.addEventListener("click", () => {
    const hidden = at(button.dataset.reveal).type === "password";
    at(button.dataset.reveal).type = hidden ? "text" : "password";
    button.setAttribute("aria-pressed", String(hidden));
    button.textContent = word(hidden ? "hide" : "show");
  });
}

translate();
look();
