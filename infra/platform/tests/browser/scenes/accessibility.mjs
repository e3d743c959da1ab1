// Whoever can't see it, or has no mouse, or a phone alone.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";

import { Dashboard, RANGES } from "../dashboard.mjs";
import { AXE } from "../stage.mjs";

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

// What WCAG asks for, to level AA.
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

// Tabs that come before what is sought, at most.
const TABS_MAX = 40;

async function serious(page) {
  await page.evaluate(await readFile(AXE, "utf8"));
  const { violations } = await page.evaluate((tags) => window.axe.run({ runOnly: tags }), RULES);
  const grave = violations.filter((violation) => ["serious", "critical"].includes(violation.impact));
  return grave.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" ")}`);
}

async function nobodyIsShutOut(stage, colorScheme) {
  await stage.openAlert("the-queue-in-question");
  const dashboard = await Dashboard.opened(stage, { colorScheme });
  assert.deepEqual(await serious(dashboard.page), []);
  await dashboard.signIn(stage.admin, stage.password);
  await dashboard.isShown();
  await dashboard.standStill();
  assert.deepEqual(await serious(dashboard.page), []);
  await dashboard.chartAsTable("Traffic");
  assert.deepEqual(await serious(dashboard.page), []);
}

export async function nobody_is_shut_out_in_light(stage) {
  await nobodyIsShutOut(stage, "light");
}

export async function nobody_is_shut_out_in_dark(stage) {
  await nobodyIsShutOut(stage, "dark");
}

// What makes a page wider than the screen.
const overhang = (page) =>
  page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth <= clientWidth) return [];
    const wide = [...document.body.querySelectorAll("*")].filter((element) => {
      return element.getBoundingClientRect().right > clientWidth;
    });
    return [`${scrollWidth} of ${clientWidth}`, ...wide.map((element) => element.outerHTML.slice(0, 100))];
  });

export async function a_phone_scrolls_down_only(stage) {
  const dashboard = await Dashboard.opened(stage, PHONE);
  assert.deepEqual(await overhang(dashboard.page), []);
  await dashboard.signIn(stage.admin, stage.password);
  await dashboard.isShown();
  assert.deepEqual(await overhang(dashboard.page), []);
  await dashboard.chartAsTable("Traffic");
  assert.deepEqual(await overhang(dashboard.page), []);
  await dashboard.answerTo(() => dashboard.range("5 minutes").check());
}

// Goes on by Tab, or back, until something has the focus.
async function tabTo(page, locator, key = "Tab") {
  for (let n = 0; n < TABS_MAX; n += 1) {
    if (await locator.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press(key);
  }
  throw new Error(`${locator} is out of the keyboard's reach`);
}

export async function the_keyboard_alone_is_enough(stage) {
  const dashboard = await Dashboard.opened(stage);
  const { page } = dashboard;
  await tabTo(page, page.getByLabel("E-mail", { exact: true }));
  await page.keyboard.type(stage.admin);
  await tabTo(page, page.getByLabel("Password", { exact: true }));
  await page.keyboard.type(stage.password);
  await page.keyboard.press("Enter");
  await dashboard.isShown();
  const chosen = page.getByRole("radio", { checked: true });
  await tabTo(page, chosen, "Shift+Tab");
  const before = RANGES[await chosen.evaluate((radio) => radio.labels[0].textContent.trim())];
  const answer = await dashboard.answerTo(() => page.keyboard.press("ArrowRight"));
  assert.notEqual(answer.window, before);
}
