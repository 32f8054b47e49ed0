// SPDX-License-Identifier: Apache-2.0
// Holds the catalogue together: no text without both languages, none unused, none outside of it.
// usage: node check_words.mjs        1: something was found
import { readFileSync, readdirSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

const root = fileURLToPath(new URL("..", import.meta.url));
const catalogue = join(root, "device/words.ts");
const findings = [];
const found = (file, node, source, what) => {
  const { line } = source.getLineAndCharacterOfPosition(node.getStart(source));
  findings.push(`${relative(root, file)}:${line + 1}: ${what}`);
};

const sources = ["kit", "device"].flatMap((folder) => readdirSync(join(root, folder), { recursive: true }).map((name) => join(root, folder, name)))
  .filter((file) => /\.tsx?$/.test(file))
  .map((file) => ({ file, source: ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest, true, file.endsWith("x") ? ts.ScriptKind.TSX : ts.ScriptKind.TS) }));

const walk = (node, visit) => { visit(node); ts.forEachChild(node, (child) => walk(child, visit)); };
const placeholders = (text) => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort().join(" ");

// --- the catalogue itself
const keys = new Map();
const own = sources.find(({ file }) => file === catalogue);
walk(own.source, (node) => {
  if (!ts.isPropertyAssignment(node) || !ts.isCallExpression(node.initializer)) return;
  const [en, zh] = node.initializer.arguments.map((argument) => argument.text ?? "");
  const table = node.parent.parent;
  const inWords = ts.isSatisfiesExpression(table);
  if (inWords) keys.set(node.name.text, node);
  if (!en || !zh) found(catalogue, node, own.source, `'${node.name.text}' lacks a language`);
  else if (!/[\u4e00-\u9fff、]/.test(zh)) found(catalogue, node, own.source, `'${node.name.text}' is not Chinese in its second text`);
  else if (/[\u4e00-\u9fff]/.test(en)) found(catalogue, node, own.source, `'${node.name.text}' is not English in its first text`);
  if (placeholders(en) !== placeholders(zh)) found(catalogue, node, own.source, `'${node.name.text}' has other placeholders in each language`);
});

// --- who uses it, and who writes words of their own
const literals = new Set();
const beginnings = new Set();
const allowed = new Set(["English", "中文", "·", "–", "✓"]);  // names of languages are not translated
for (const { file, source } of sources) {
  if (file === catalogue) continue;
  walk(source, (node) => {
    if (ts.isStringLiteralLike(node)) literals.add(node.text);
    if (ts.isTemplateExpression(node) && node.head.text.endsWith("_")) beginnings.add(node.head.text);
    const words = ts.isJsxText(node) ? node.text.trim() : "";
    if (/[\p{L}]/u.test(words) && !allowed.has(words)) found(file, node, source, `the text '${words}' is not in the catalogue`);
    const spoken = ts.isJsxAttribute(node) && ["aria-label", "title", "lead", "placeholder", "alt", "label", "hint", "button", "legend"].includes(node.name.getText(source));
    if (spoken && node.initializer && ts.isStringLiteral(node.initializer) && /\p{L}/u.test(node.initializer.text)) found(file, node, source, `'${node.initializer.text}' is not in the catalogue`);
    if (ts.isJsxAttribute(node) && ["style", "dangerouslySetInnerHTML"].includes(node.name.getText(source))) found(file, node, source, "the page's policy forbids this attribute");
    if (ts.isPropertyAccessExpression(node) && ["innerHTML", "outerHTML", "insertAdjacentHTML"].includes(node.name.text)) found(file, node, source, "what the device says is text, never markup");
  });
}
for (const [key, node] of keys) {
  if (!literals.has(key) && ![...beginnings].some((beginning) => key.startsWith(beginning))) found(catalogue, node, own.source, `'${key}' is used nowhere`);
}

console.log(findings.join("\n"));
console.log(`${keys.size} words looked at, ${findings.length} findings`);
process.exit(findings.length > 0 || keys.size < 100 ? 1 : 0);
