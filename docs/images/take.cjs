// Takes the pictures of a list: node take.cjs <chromium> <list.json>
// Each has an address, a file, a width, perhaps what is done first, and what is photographed.
"use strict";
const { readFileSync } = require("fs");
const { chromium } = require("playwright-core");

const acts = {
  async show(page, selector) {
    await page.locator(selector).first().evaluate((element) => element.scrollIntoView({ block: "start" }));
  },
  async center(page, selector) {
    await page.locator(selector).first().evaluate((element) => element.scrollIntoView({ block: "center" }));
  },
  async click(page, selector) { await page.locator(selector).first().click(); },
  async choose(page, selector, value) { await page.locator(selector).selectOption(value); },
};

(async () => {
  const [program, list] = process.argv.slice(2);
  const browser = await chromium.launch({ executablePath: program, args: ["--no-sandbox", "--disable-gpu"] });
  for (const shot of JSON.parse(readFileSync(list, "utf-8"))) {
    const page = await browser.newPage({ viewport: { width: shot.width, height: shot.height }, colorScheme: "light", reducedMotion: "reduce" });
    await page.goto(shot.address);
    for (const [act, ...rest] of shot.acts || []) await acts[act](page, ...rest);
    await page.waitForTimeout(300);
    if (shot.of) await page.locator(shot.of).first().screenshot({ path: shot.file });
    else await page.screenshot({ path: shot.file, clip: shot.clip });
    await page.close();
  }
  await browser.close();
})().catch((error) => { console.error(error); process.exit(1); });
