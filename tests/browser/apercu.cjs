// Follows the preview as an editor's browser does: node apercu.cjs <chromium> <address> <sentence>
// Writes what the page says of itself, and whether the sentence came without a gesture.
"use strict";
const { chromium } = require("playwright-core");

(async () => {
  const [program, address, sentence] = process.argv.slice(2);
  const browser = await chromium.launch({ executablePath: program, args: ["--no-sandbox", "--disable-gpu"] });
  const page = await browser.newPage();
  const faults = [];
  page.on("console", (message) => { if (message.type() === "error") faults.push(message.text()); });
  page.on("pageerror", (error) => faults.push(error.message));
  await page.goto(address);
  const state = page.locator("#apercu-etat");
  await page.waitForFunction(() => document.querySelector("#apercu-etat").textContent.includes("suivie"), null, { timeout: 10000 }).catch(() => null);
  const said = await state.textContent();
  const came = await page.locator("main", { hasText: sentence }).waitFor({ timeout: 20000 }).then(() => true, () => false);
  await browser.close();
  process.stdout.write(JSON.stringify({ said, came, faults }));
})().catch((error) => { console.error(error); process.exit(1); });
