// Audits pages in Chromium with axe-core: node audit.cjs <chromium> <light|dark> <page>...
// Writes {page: [violation, ...]} as JSON, with what the page's own policy refused.
"use strict";
const { pathToFileURL } = require("url");
const { chromium } = require("playwright-core");
const axe = require("axe-core").source;

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
// States of the report's page beside the one that it opens in.
const STATES = {
  "": async () => {},
  details: (page) => page.evaluate(() => document.querySelectorAll("main details").forEach((d) => { d.open = true; })),
  origine: (page) => page.locator(".lie[role=button]").first().press("Enter"),
  recherche: async (page) => {
    await page.locator("#recherche").fill("établissement");
    await page.locator(".resultats a").first().waitFor();
  },
};

async function audit(browser, path, scheme, state) {
  const page = await browser.newPage({ colorScheme: scheme, viewport: { width: 1280, height: 900 } });
  const found = [];
  page.on("console", (message) => { if (message.type() === "error") found.push(`console: ${message.text()}`); });
  page.on("pageerror", (error) => found.push(`script: ${error.message}`));
  page.on("request", (request) => {
    if (!/^(file|data):/.test(request.url())) found.push(`request: ${request.url()}`);
  });
  await page.goto(pathToFileURL(path).href);
  await STATES[state](page);
  await page.evaluate(axe);
  const result = await page.evaluate((tags) => window.axe.run(document, { runOnly: tags, resultTypes: ["violations"] }), TAGS);
  for (const violation of result.violations) {
    for (const node of violation.nodes) found.push(`${violation.id}: ${node.target.join(" ")}: ${node.failureSummary}`);
  }
  await page.close();
  return found;
}

(async () => {
  const [program, scheme, ...paths] = process.argv.slice(2);
  const browser = await chromium.launch({
    executablePath: program,
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"],
  });
  const report = {};
  for (const path of paths) {
    const states = path.endsWith("bilan.html") ? Object.keys(STATES) : [""];
    for (const state of states) report[state ? `${path} (${state})` : path] = await audit(browser, path, scheme, state);
  }
  await browser.close();
  process.stdout.write(JSON.stringify(report));
})().catch((error) => { console.error(error); process.exit(1); });
