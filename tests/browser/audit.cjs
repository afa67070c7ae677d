// Audits pages in Chromium with axe-core: node audit.cjs <chromium> <page>...
// Writes {page: [violation, ...]} as JSON, with what the page's own policy refused.
// A page is audited whole as it opens. What else a reader may bring to light, a card or the
// answers of a search, is audited by itself, in the state that shows it. The dark theme changes
// colours alone: there, the rules that look at colours are asked again.
"use strict";
const { pathToFileURL } = require("url");
const { chromium } = require("playwright-core");
const axe = require("axe-core").source;

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const OF_COLOURS = ["color-contrast", "link-in-text-block"];
// States of the report's page beside the one that it opens in: how it gets there, what it shows.
const STATES = {
  details: ["main details", (page) => page.evaluate(() => document.querySelectorAll("main details").forEach((d) => { d.open = true; }))],
  origine: ["dialog[open], .lie[aria-expanded=true]", (page) => page.locator(".lie[role=button]").first().press("Enter")],
  recherche: [".lateral, .resultats", async (page) => {
    await page.locator("#recherche").fill("établissement");
    await page.locator(".resultats a").first().waitFor();
  }],
};

async function violations(page, shown, rules) {
  const result = await page.evaluate(([shown, rules]) => {
    const include = shown ? { include: Array.from(document.querySelectorAll(shown)) } : document;
    if (shown && !include.include.length) throw new Error(`nothing is ${shown}`);
    return window.axe.run(include, { runOnly: rules, resultTypes: ["violations"] });
  }, [shown, rules]);
  return result.violations.flatMap((violation) => violation.nodes.map((node) => `${violation.id}: ${node.target.join(" ")}: ${node.failureSummary}`));
}

async function audit(browser, path, state) {
  const page = await browser.newPage({ colorScheme: "light", viewport: { width: 1280, height: 900 } });
  const found = [];
  page.on("console", (message) => { if (message.type() === "error") found.push(`console: ${message.text()}`); });
  page.on("pageerror", (error) => found.push(`script: ${error.message}`));
  page.on("request", (request) => {
    if (!/^(file|data):/.test(request.url())) found.push(`request: ${request.url()}`);
  });
  await page.goto(pathToFileURL(path).href);
  const [shown, reach] = STATES[state] || [null, async () => {}];
  await reach(page);
  await page.evaluate(axe);
  found.push(...await violations(page, shown, TAGS));
  await page.emulateMedia({ colorScheme: "dark" });
  found.push(...(await violations(page, shown, OF_COLOURS)).map((told) => `dark: ${told}`));
  await page.close();
  return found;
}

(async () => {
  const [program, ...paths] = process.argv.slice(2);
  const browser = await chromium.launch({
    executablePath: program,
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"],
  });
  const report = {};
  for (const path of paths) {
    const states = path.endsWith("bilan.html") ? ["", ...Object.keys(STATES)] : [""];
    for (const state of states) report[state ? `${path} (${state})` : path] = await audit(browser, path, state);
  }
  await browser.close();
  process.stdout.write(JSON.stringify(report));
})().catch((error) => { console.error(error); process.exit(1); });
