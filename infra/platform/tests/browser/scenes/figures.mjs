// What is shown is what the interface answers, and that is what happened.
import assert from "node:assert/strict";

import { Dashboard, RANGES } from "../dashboard.mjs";
import { until } from "../stage.mjs";

const READS = 25;
const FAILURES = 4;
const ARTICLES = "/api/v1/articles?limit=5";
const HEALTH = "/api/v1/performance/health";

// Reads of a list, of which the first fills the cache, and requests that fail because the database is away.
async function traffic(stage) {
  for (let n = 0; n < READS; n += 1) assert.equal((await stage.ask(ARTICLES)).status, 200);
  await stage.shut("database");
  for (let n = 0; n < FAILURES; n += 1) assert.equal((await stage.ask(HEALTH)).status, 503);
  await stage.open("database");
  let tries = 0;
  await until("the database is back", async () => {
    tries += 1;
    assert.equal((await stage.ask(`/api/v1/articles/none-${tries}`)).status, 404);
  });
  await stage.sendFigures();
}

const operation = (data, name) => data.metrics.operations.find((of) => of.operation === name);

export async function figures_are_those_of_the_interface(stage) {
  await traffic(stage);
  const dashboard = await Dashboard.signedIn(stage);
  await dashboard.standStill();
  const answer = await dashboard.refresh();
  const { all } = answer.data.metrics;
  assert.ok(all.p99Ms >= all.p95Ms && all.p95Ms >= all.p50Ms && all.p50Ms > 0, JSON.stringify(all));
  assert.ok(all.errorShare > 0 && answer.data.cacheStats.all.hitShare > 0, JSON.stringify(answer.data));
  await dashboard.shows(answer);
}

export async function counts_are_those_of_the_traffic(stage) {
  await traffic(stage);
  const dashboard = await Dashboard.signedIn(stage);
  await dashboard.standStill();
  const { data } = await dashboard.refresh();
  const [reads, failures] = [operation(data, "articles.list"), operation(data, "performance.health")];
  assert.deepEqual([reads.requests, reads.errors], [READS, 0]);
  assert.deepEqual([failures.requests, failures.errors], [FAILURES, FAILURES]);
  const cache = data.cacheStats.namespaces.find((of) => of.namespace === "articles.list");
  assert.deepEqual([cache.misses, cache.redisHits + cache.processHits], [1, READS - 1]);
  const rates = data.requestRates.operations.find((of) => of.operation === "articles.list");
  assert.equal(rates.requests.reduce((sum, requests) => sum + requests), READS);
  const shown = async (section, table, name) => {
    const rows = await dashboard.table(section, table);
    return rows.find((row) => Object.values(row)[0] === name);
  };
  await until("the tables tell of them", async () => {
    assert.equal((await shown("Latency", "By operation", "articles.list"))?.Requests, String(READS));
    assert.equal((await shown("Errors", "Failed requests", "performance.health"))?.Failed, String(FAILURES));
    const { Misses, "Look-ups": lookUps } = await shown("Cache", "Cache by operation", "articles.list");
    assert.deepEqual([lookUps, Misses], [String(READS), "1"]);
  });
}

export async function each_range_asks_for_its_window(stage) {
  const dashboard = await Dashboard.signedIn(stage);
  await dashboard.standStill();
  for (const [label, window] of Object.entries(RANGES)) {
    if (await dashboard.range(label).isChecked()) continue;
    const answer = await dashboard.answerTo(() => dashboard.range(label).check());
    assert.equal(answer.window, window, label);
    await dashboard.shows(answer);
  }
}

export async function a_chart_is_a_table_as_well(stage) {
  for (const minutes of [3, 2]) {
    await stage.ask(ARTICLES);
    await stage.sendFiguresOfBefore(minutes);
  }
  const dashboard = await Dashboard.signedIn(stage);
  await dashboard.standStill();
  const answer = await dashboard.refresh();
  await dashboard.shows(answer);
  await dashboard.chartAsTable("Traffic");
  const rows = await dashboard.table("Traffic", "Requests per second, as a table");
  const { series } = answer.data.metrics;
  assert.equal(rows.length, series.length);
  const isBusy = (text) => /[1-9]/.test(text);
  assert.deepEqual(
    rows.map(({ Requests }) => isBusy(Requests)),
    series.map(({ perSec }) => perSec > 0).toReversed(),
  );
}

export async function new_traffic_comes_in_by_itself(stage) {
  const dashboard = await Dashboard.signedIn(stage);
  await dashboard.standStill();
  await traffic(stage);
  await dashboard.live.check();
  await until("the table tells of it", async () => {
    const rows = await dashboard.table("Latency", "By operation");
    assert.ok(rows.some(({ Operation }) => Operation === "articles.list"), JSON.stringify(rows));
  });
}

export async function a_long_range_comes_from_cloudwatch(stage) {
  if (!stage.hasHistory) return;
  await traffic(stage);
  const dashboard = await Dashboard.signedIn(stage);
  await dashboard.standStill();
  const answer = await dashboard.answerTo(() => dashboard.range("1 day").check());
  assert.equal(answer.data.metrics.source, "history");
  assert.equal(operation(answer.data, "articles.list").requests, READS);
  await dashboard.shows(answer);
}

export async function alerts_are_shown(stage) {
  await stage.openAlert("the-queue-in-question");
  const dashboard = await Dashboard.signedIn(stage);
  await dashboard.section("Alerts").getByText("the-queue-in-question").first().waitFor();
}
