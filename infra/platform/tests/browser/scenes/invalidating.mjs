// What an administrator has the cache forget.
import assert from "node:assert/strict";

import { Dashboard } from "../dashboard.mjs";
import { until } from "../stage.mjs";

const ARTICLES = "/api/v1/articles?limit=5";
const TOPICS = "/api/v1/forum/topics?limit=5";

const isHit = async (stage, path) => /; hit\b/.test((await stage.ask(path)).headers.get("cache-status"));

async function invalidate(dashboard, tag) {
  const section = dashboard.section("Invalidate");
  await section.getByLabel("Tag", { exact: true }).fill(tag);
  await section.getByRole("button", { name: "Invalidate", exact: true }).click();
}

export async function what_was_invalidated_is_read_anew(stage) {
  const dashboard = await Dashboard.signedIn(stage);
  for (const path of [ARTICLES, TOPICS]) {
    await until(`${path} is kept`, async () => assert.ok(await isHit(stage, path)));
  }
  await invalidate(dashboard, "articles");
  await dashboard.section("Invalidate").getByRole("status").filter({ hasText: "articles" }).waitFor();
  assert.equal(await isHit(stage, ARTICLES), false, "it was read anew");
  assert.equal(await isHit(stage, ARTICLES), true, "and is kept again");
  assert.equal(await isHit(stage, TOPICS), true, "what has another tag was left alone");
}

export async function a_tag_that_is_none_is_refused(stage) {
  const dashboard = await Dashboard.signedIn(stage);
  await until("it is kept", async () => assert.ok(await isHit(stage, ARTICLES)));
  await invalidate(dashboard, "no such tag");
  await dashboard.section("Invalidate").getByRole("alert").filter({ hasText: /./ }).waitFor();
  assert.equal(await isHit(stage, ARTICLES), true);
}
