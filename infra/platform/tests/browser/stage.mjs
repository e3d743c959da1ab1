// The browser, who visits by it, and what a scene does beside it. Nothing here knows the page: that is dashboard.mjs.
import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

const require = createRequire(join(process.env.TEST_BROWSER_PACKAGES, "package.json"));
const { chromium } = require("playwright-core");

// How long something may take to come, on a machine that is busy.
const PATIENCE_MS = 20_000;

// How much longer each step takes where somebody looks on.
const SEEN_SLOWER_MS = 300;

// How often is looked for what the browser can't wait for.
const LOOK_EVERY_MS = 50;

// Whatever the machine's language and zone are, figures are written the same.
const PROFILE = { viewport: { width: 1280, height: 900 }, locale: "en-GB", timezoneId: "UTC" };

// The text of axe-core, which runs in the page.
export const AXE = require.resolve("axe-core/axe.min.js");

// Waits until a check passes, and returns what it returns; its last fault when it never does.
export async function until(what, check) {
  const end = Date.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (!(error instanceof assert.AssertionError)) throw error;
      if (Date.now() > end) throw new Error(`never came to be: ${what}\n${error.message}`);
    }
    await pause(LOOK_EVERY_MS);
  }
}

export class Stage {
  #browser;
  #name;
  #visitors = [];
  #asked = 0;

  static async set(told, name) {
    const stage = Object.assign(new Stage(), told);
    stage.#name = name;
    const isSeen = process.env.NEURMATIC_WINDOW !== undefined;
    stage.#browser = await chromium.launch({
      executablePath: process.env.TEST_CHROMIUM,
      headless: !isSeen,
      slowMo: isSeen ? SEEN_SLOWER_MS : 0,
    });
    return stage;
  }

  // Somebody with a fresh profile.
  async visitor(options = {}) {
    const context = await this.#browser.newContext({ ...PROFILE, baseURL: this.platform, ...options });
    context.setDefaultTimeout(PATIENCE_MS);
    const visitor = await Visitor.in(context);
    this.#visitors.push(visitor);
    return visitor;
  }

  // Asks the platform, past the browser: somebody else each time, so that no limit is met.
  async ask(path) {
    this.#asked += 1;
    const headers = {
      "x-origin-secret": this.originSecret,
      "cf-connecting-ip": `198.18.${this.#asked >> 8}.${this.#asked & 255}`,
    };
    const response = await fetch(this.platform + path, { headers, signal: AbortSignal.timeout(PATIENCE_MS) });
    // A connection is free for the next request when its answer was read.
    await response.arrayBuffer();
    return { status: response.status, headers: response.headers };
  }

  shut(server) {
    return this.#hand(`/gates/${server}/shut`);
  }

  open(server) {
    return this.#hand(`/gates/${server}/open`);
  }

  // Sends what the platform counted so far.
  sendFigures() {
    return this.#hand("/figures");
  }

  // The same, as if it had happened some minutes ago.
  sendFiguresOfBefore(minutes) {
    return this.#hand(`/figures/${minutes}`);
  }

  openAlert(subject) {
    return this.#hand("/alerts", subject);
  }

  async #hand(path, body) {
    const response = await fetch(this.hands + path, { method: "POST", body, signal: AbortSignal.timeout(PATIENCE_MS) });
    assert.ok(response.ok, `${path}: ${response.status}`);
  }

  async picture(page, name, options = {}) {
    await mkdir(this.pictures, { recursive: true });
    await page.screenshot({ path: join(this.pictures, `${name}.png`), animations: "disabled", ...options });
  }

  // What must be so whatever was played.
  async checkVisitors() {
    for (const visitor of this.#visitors) await visitor.check();
  }

  // Where everybody is, for who looks into a failure.
  async tellVisitors() {
    for (const [n, { page, faults }] of this.#visitors.entries()) {
      console.error(`\nvisitor ${n} at ${page.url()}\n${[...new Set(faults)].join("\n")}`);
      // The browser itself may be what failed.
      console.error(await page.locator("body").ariaSnapshot({ timeout: 1_000 }).catch(String));
      await this.picture(page, `failed-${this.#name}-${n}`, { fullPage: true }).catch(String);
    }
  }

  async clear() {
    await this.#browser.close();
  }
}

// A page and what went wrong in it.
class Visitor {
  faults = [];

  static async in(context) {
    const visitor = Object.assign(new Visitor(), { context });
    const { faults } = visitor;
    await context.exposeBinding("tellViolation", (_, what) => faults.push(`content policy: ${what}`));
    await context.addInitScript(() => {
      addEventListener("securitypolicyviolation", (event) => {
        window.tellViolation(`${event.effectiveDirective} stops ${event.blockedURI || event.sample}`);
      });
    });
    const page = await context.newPage();
    page.on("pageerror", (error) => faults.push(`uncaught: ${error.stack}`));
    page.on("console", (message) => {
      // An answer that isn't 2xx is the scene's business.
      const isFault = message.type() === "error" && !message.text().startsWith("Failed to load resource");
      if (isFault) faults.push(`console: ${message.text()}`);
    });
    return Object.assign(visitor, { page });
  }

  // Nothing went wrong, and nothing is kept where a script finds it.
  async check() {
    assert.deepEqual(this.faults, []);
    const kept = await this.page.evaluate(async () => ({
      local: { ...localStorage },
      session: { ...sessionStorage },
      cookie: document.cookie,
      databases: await indexedDB.databases(),
      caches: await caches.keys(),
    }));
    assert.deepEqual(kept, { local: {}, session: {}, cookie: "", databases: [], caches: [] });
  }
}
