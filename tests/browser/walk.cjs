// Walks through the report's page as a reader does, and writes what happened as JSON:
// node walk.cjs <chromium> <page>
"use strict";
const { pathToFileURL } = require("url");
const { chromium } = require("playwright-core");

const WIDE = { width: 1280, height: 900 };
const NARROW = { width: 390, height: 844 };

const active = (page) => page.evaluate(() => {
  const at = document.activeElement;
  return { tag: at.tagName, id: at.id, ind: at.dataset.ind || "", text: at.textContent.trim().slice(0, 60), inDialog: Boolean(at.closest("dialog")) };
});
// Whether something sticky hides the middle of what has the focus, once the page has come to rest.
const obscured = async (page) => {
  let last = null;
  for (let now = await page.evaluate(() => window.scrollY); now !== last; now = await page.evaluate(() => window.scrollY)) {
    last = now;
    await page.waitForTimeout(120);
  }
  return page.evaluate(() => {
    const at = document.activeElement;
    const box = at.getClientRects()[0];
    const top = document.elementFromPoint(box.left + Math.min(box.width, 40) / 2, box.top + Math.min(box.height, 20) / 2);
    return !(top && (at.contains(top) || top.contains(at)));
  });
};
const tabTo = async (page, wanted, most) => {
  for (let step = 1; step <= most; step += 1) {
    await page.keyboard.press("Tab");
    if (await page.evaluate((selector) => document.activeElement.matches(selector), wanted)) return step;
  }
  return 0;
};

const stories = {
  async skip_link(page) {
    await page.keyboard.press("Tab");
    const first = await active(page);
    await page.keyboard.press("Enter");
    return { first: first.text, then: (await active(page)).id };
  },
  async number(page) {
    const steps = await tabTo(page, ".lie[role=button]", 80);
    const before = await active(page);
    const hidden = await obscured(page);
    await page.keyboard.press("Enter");
    const title = await page.locator("#origine-titre").textContent();
    const inside = await active(page);
    const stops = [];
    for (let step = 0; step < 4; step += 1) {
      await page.keyboard.press("Tab");
      stops.push(await page.evaluate(() => document.activeElement === document.body || Boolean(document.activeElement.closest("dialog"))));
    }
    const links = await page.locator("dialog a").evaluateAll((all) => all.map((a) => a.getAttribute("href")));
    const facts = await page.locator("dialog dt").allTextContents();
    const expanded = await page.locator(".lie[aria-expanded=true]").count();
    await page.keyboard.press("Escape");
    const open = await page.locator("dialog[open]").count();
    const after = await active(page);
    await page.keyboard.press("Space");
    const again = await page.locator("dialog[open]").count();
    await page.mouse.click(5, 5);
    return { steps, hidden, title, inside: inside.inDialog, stops, links, facts, expanded, open, back: before.ind === after.ind && after.ind !== "", again, closed_by_mouse: (await page.locator("dialog[open]").count()) === 0 };
  },
  // « Où cette phrase prend-elle son chiffre ? »: a stranger has a mouse, and two clicks.
  async two_clicks(page) {
    const number = page.locator("#sec-pilotage p .lie[data-ind='instance_comite']").first();
    const sentence = await number.textContent();
    await number.click();
    const card = await page.locator("dialog[open]").evaluate((dialog) => ({
      value: dialog.querySelector(".valeur").textContent,
      facts: Object.fromEntries(Array.from(dialog.querySelectorAll("dl > div")).map((line) => [line.querySelector("dt").textContent, line.querySelector("dd").textContent])),
      seen: Array.from(dialog.querySelectorAll(".valeur, dt, dd, a")).every((part) => part.checkVisibility() && part.getBoundingClientRect().bottom <= window.innerHeight),
    }));
    const led = {};
    for (const name of ["Calcul", "Données"]) {
      const start = page.url();
      const link = page.locator("dialog[open] dl > div").filter({ has: page.locator("dt", { hasText: name }) }).locator("a");
      const text = await link.textContent();
      const [asked] = await Promise.all([page.waitForRequest((request) => request.isNavigationRequest(), { timeout: 10000 }), link.click()]);
      led[name] = { text, to: decodeURIComponent(asked.url()) };
      await page.waitForTimeout(300);
      await page.goto(start);
      await number.click();
    }
    return { sentence, ...card, led };
  },
  // A number that speaks of several indicators tells of each.
  async several(page) {
    const number = page.locator(".lie[role=button][data-ind*='+']").first();
    if (await page.locator(".lie[data-ind*='+']").count() === 0) return null;
    const names = (await number.getAttribute("data-ind")).split("+");
    await number.click();
    return page.locator("dialog[open]").evaluate((dialog, names) => ({
      names,
      title: dialog.querySelector("h2").textContent,
      told: Array.from(dialog.querySelectorAll("dd")).map((part) => part.textContent),
    }), names);
  },
  async illustration(page) {
    const button = page.locator(".origine").first();
    await button.focus();
    await page.keyboard.press("Enter");
    const facts = await page.locator("dialog dt").allTextContents();
    await page.locator("dialog .fermer").press("Enter");
    return { facts, back: (await active(page)).text, files: await page.locator(".notes a[href^='donnees/']").evaluateAll((all) => all.map((a) => a.getAttribute("href"))), downloads: await page.locator("a[download]").count() };
  },
  async contents(page) {
    await tabTo(page, "#TOC a[href='#sec-pilotage']", 50);
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => (document.querySelector("#TOC [aria-current]") || {}).hash === "#sec-pilotage");
    return { hash: new URL(page.url()).hash, current: await page.locator("#TOC [aria-current]").count(), hidden: await page.evaluate(() => document.querySelector("#sec-pilotage").getBoundingClientRect().top < document.querySelector(".bandeau").getBoundingClientRect().bottom - 1) };
  },
  async search(page) {
    await tabTo(page, "#recherche", 20);
    await page.keyboard.type("EVALUATION");
    await page.locator(".resultats a").first().waitFor();
    const marks = await page.locator(".resultats mark").allTextContents();
    const status = await page.locator(".trouve").textContent();
    await page.keyboard.press("ArrowDown");
    const first = await page.evaluate(() => document.activeElement === document.querySelector(".resultats a"));
    await page.keyboard.press("ArrowUp");
    const field = (await active(page)).id;
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    const hidden = await obscured(page);
    const found = await page.evaluate(() => ({ main: Boolean(document.activeElement.closest("main")), text: document.activeElement.textContent }));
    await page.locator("#recherche").focus();
    await page.keyboard.press("Escape");
    const cleared = await page.evaluate(() => [document.querySelector("#recherche").value, document.querySelector(".resultats").hidden]);
    await page.keyboard.type("zzzz");
    await page.waitForFunction(() => document.querySelector(".trouve").textContent !== "");
    return { marks, status, first, field, hidden, found, cleared, nothing: await page.locator(".trouve").textContent() };
  },
  async narrow(page) {
    await page.setViewportSize(NARROW);
    const folded = await page.locator(".lateral details[open]").count();
    await tabTo(page, ".lateral summary", 20);
    await page.keyboard.press("Enter");
    const open = await page.locator(".lateral details[open]").count();
    await page.keyboard.press("Escape");
    const shut = await page.locator(".lateral details[open]").count();
    const number = page.locator("#sec-pilotage .lie[role=button]").nth(2);
    await number.click();
    const sheet = await page.locator("dialog").boundingBox();
    const told = await number.boundingBox();
    await page.keyboard.press("Escape");
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    await page.setViewportSize({ width: 320, height: 640 });
    const narrowest = await page.evaluate(() => document.documentElement.scrollWidth);
    return { folded, open, shut, covered: told.y + told.height > sheet.y, sheet: Math.round(sheet.y + sheet.height), width, narrowest };
  },
  async targets(page) {
    const small = await page.evaluate(() => Array.from(document.querySelectorAll(".lie[role=button], .origine, .ancre, #TOC a, #recherche, summary, .footnote-back"))
      .filter((element) => element.checkVisibility())
      .filter((element) => !Array.from(element.getClientRects()).some((box) => box.width >= 24 && box.height >= 24))
      .map((element) => element.className + " " + element.textContent.slice(0, 30)));
    return { small };
  },
  async names(page) {
    return page.evaluate(() => ({
      anchors: document.querySelectorAll(".ancre").length,
      headings: document.querySelectorAll("main section[id] > :is(h2, h3, h4, h5)").length + document.querySelectorAll(".quarto-float[id]").length,
      plain: Array.from(document.querySelectorAll("main .lie:not([role=button])")).filter((e) => !e.closest("a")).map((e) => e.dataset.ind),
    }));
  },
  async policy(page) {
    return page.evaluate(async () => {
      const script = document.createElement("script");
      script.textContent = "window.intruder = true";
      document.body.append(script);
      const image = await new Promise((done) => {
        const img = new Image();
        img.onload = () => done("loaded");
        img.onerror = () => done("refused");
        img.src = "donnees/instance.png";
      });
      return { script: window.intruder === true, image, fetch: await fetch("donnees/instance.csv").then(() => "loaded", () => "refused") };
    });
  },
  async print(page) {
    await page.locator(".lie[role=button]").first().press("Enter");
    await page.emulateMedia({ media: "print" });
    return { seen: await page.evaluate(() => Array.from(document.querySelectorAll("dialog, .lateral, .origine, .ancre, .evitement")).filter((e) => e.checkVisibility()).map((e) => e.className || e.tagName)) };
  },
};

(async () => {
  const [program, path] = process.argv.slice(2);
  const browser = await chromium.launch({
    executablePath: program,
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"],
  });
  const report = {};
  for (const [name, story] of Object.entries(stories)) {
    const page = await browser.newPage({ viewport: WIDE, reducedMotion: "reduce" });
    await page.goto(pathToFileURL(path).href);
    report[name] = await story(page);
    await page.close();
  }
  const context = await browser.newContext({ javaScriptEnabled: false, viewport: WIDE });
  const page = await context.newPage();
  await page.goto(pathToFileURL(path).href);
  report.without_script = { buttons: await page.locator("[role=button], main button, dialog").count(), contents: await page.locator("#TOC a").first().isVisible(), text: (await page.locator("main").innerText()).length, tables: await page.locator("main details.donnees").count() };
  await browser.close();
  process.stdout.write(JSON.stringify(report));
})().catch((error) => { console.error(error); process.exit(1); });
