// Filters the dashboard by keyboard, prints it, and reads it without scripts; writes JSON:
// node filtres.cjs <chromium> <page>
"use strict";
const { pathToFileURL } = require("url");
const { chromium } = require("playwright-core");

const shown = (page, selector) => page.evaluate((wanted) => Array.from(document.querySelectorAll(wanted))
  .filter((element) => element.getClientRects().length > 0).length, selector);
const state = async (page) => ({
  rows: await shown(page, "section[id^='chapitre-'] tbody tr"),
  charts: await shown(page, ".multiple"),
  grouped: await shown(page, "#par-type tbody tr"),
  chapters: await shown(page, "section[id^='chapitre-']"),
  said: (await page.locator(".filtres [role=status]").count()) ? await page.locator(".filtres [role=status]").textContent() : "",
});
const choose = async (page, id, downs) => {
  for (let step = 0; step < 60; step += 1) {
    if (await page.evaluate((wanted) => document.activeElement.id === wanted, id)) break;
    await page.keyboard.press("Tab");
  }
  for (let step = 0; step < downs; step += 1) await page.keyboard.press("ArrowDown");
};

(async () => {
  const [program, path] = process.argv.slice(2);
  const browser = await chromium.launch({ executablePath: program, args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"] });
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  const faults = [];
  page.on("console", (message) => { if (message.type() === "error") faults.push(message.text()); });
  page.on("pageerror", (error) => faults.push(error.message));
  page.on("request", (request) => { if (!/^(file|data):/.test(request.url())) faults.push(request.url()); });
  await page.goto(pathToFileURL(path).href);
  const story = { before: await state(page) };
  story.names = await page.locator(".filtres select").evaluateAll((lists) => lists.map((list) => list.labels[0].textContent));
  story.choices = await page.locator("#filtre-chapitre option").allTextContents();
  await choose(page, "filtre-verdict", 1);
  story.verdict = await state(page);
  await page.emulateMedia({ media: "print" });
  story.printed = await state(page);
  story.printed_form = await shown(page, ".filtres");
  await page.emulateMedia({ media: "screen" });
  await choose(page, "filtre-situation", 2);
  story.both = await state(page);
  await page.locator(".filtres button").focus();
  await page.keyboard.press("Enter");
  story.reset = await state(page);
  story.focus = await page.evaluate(() => document.activeElement.id);
  const plain = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
  await plain.goto(pathToFileURL(path).href);
  story.without_scripts = { rows: await plain.locator("section[id^='chapitre-'] tbody tr:visible").count(), charts: await plain.locator(".multiple:visible").count(), form: await plain.locator(".filtres").count() };
  await browser.close();
  process.stdout.write(JSON.stringify({ ...story, faults }));
})().catch((error) => { console.error(error); process.exit(1); });
