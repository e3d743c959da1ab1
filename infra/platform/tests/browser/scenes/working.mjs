// What an administrator does about what is seen.
import assert from "node:assert/strict";

import { Dashboard } from "../dashboard.mjs";

const QUEUE = "bulk";

export async function a_queue_is_paused_and_goes_on(stage) {
  const dashboard = await Dashboard.signedIn(stage);
  await dashboard.standStill();
  const queues = dashboard.section("Queues");
  const isPaused = async () => {
    const { data } = await dashboard.refresh();
    return data.queues.find(({ name }) => name === QUEUE).pausedAt !== null;
  };
  await queues.getByRole("button", { name: `Pause ${QUEUE}`, exact: true }).click();
  await queues.getByRole("status").filter({ hasText: `${QUEUE} is paused` }).waitFor();
  assert.equal(await isPaused(), true);
  await queues.getByRole("button", { name: `Resume ${QUEUE}`, exact: true }).click();
  await queues.getByRole("status").filter({ hasText: `${QUEUE} goes on` }).waitFor();
  assert.equal(await isPaused(), false);
}

export async function the_database_is_checked_on_demand(stage) {
  const dashboard = await Dashboard.signedIn(stage);
  const database = dashboard.section("Database");
  await database.getByRole("button", { name: "Run checks", exact: true }).click();
  await database.getByRole("status").filter({ hasText: /\d+ checks passed/ }).waitFor();
}

export async function an_alert_leads_to_its_runbook(stage) {
  await stage.openAlert("all");
  const dashboard = await Dashboard.signedIn(stage);
  const help = dashboard.section("Alerts").getByRole("button", { name: "What to do about tasks waiting" });
  await help.click();
  const dialog = dashboard.page.getByRole("dialog");
  await dialog.getByRole("heading", { level: 3 }).first().waitFor();
  await dialog.getByRole("button", { name: "Close", exact: true }).click();
  await dialog.waitFor({ state: "hidden" });
  assert.ok(await help.evaluate((button) => button === document.activeElement), "the focus is where it was");
}
