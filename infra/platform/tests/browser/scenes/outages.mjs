// What is shown while something is away.
import assert from "node:assert/strict";

import { Dashboard } from "../dashboard.mjs";
import { until } from "../stage.mjs";

export async function without_redis_the_other_sections_go_on(stage) {
  await stage.openAlert("the-queue-in-question");
  const dashboard = await Dashboard.signedIn(stage);
  await dashboard.standStill();
  await stage.shut("redis");
  await dashboard.refresh();
  for (const section of ["Latency", "Traffic", "Errors"]) await dashboard.unavailable(section).first().waitFor();
  assert.equal(await dashboard.value("p95"), null, "no figure of before is left");
  for (const section of ["Database", "Queues", "Alerts"]) {
    assert.equal(await dashboard.unavailable(section).count(), 0, section);
  }
  await dashboard.section("Alerts").getByText("the-queue-in-question").first().waitFor();

  await stage.open("redis");
  await until("it recovers", async () => {
    const { data } = await dashboard.refresh();
    assert.ok(data?.metrics?.all);
  });
  await dashboard.unavailable("Latency").waitFor({ state: "detached" });
  assert.notEqual(await dashboard.value("p95"), null);
}

export async function without_the_database_live_figures_go_on(stage) {
  const dashboard = await Dashboard.signedIn(stage);
  await dashboard.standStill();
  await stage.shut("database");
  const answer = await dashboard.refresh();
  await dashboard.shows(answer);
  for (const section of ["Database", "Queues", "Alerts"]) await dashboard.unavailable(section).first().waitFor();
  assert.equal(await dashboard.unavailable("Latency").count(), 0);

  await stage.open("database");
  await until("it recovers", async () => {
    const { data } = await dashboard.refresh();
    assert.ok(data?.queues && data.alerts);
  });
  for (const section of ["Queues", "Alerts"]) await dashboard.unavailable(section).waitFor({ state: "detached" });
}

export async function without_cloudwatch_a_long_range_says_so(stage) {
  await stage.shut("cloudwatch");
  const dashboard = await Dashboard.signedIn(stage);
  await dashboard.standStill();
  await dashboard.answerTo(() => dashboard.range("7 days").check());
  await dashboard.unavailable("Latency").first().waitFor();
  assert.equal(await dashboard.unavailable("Queues").count(), 0, "they are of now");
  const answer = await dashboard.answerTo(() => dashboard.range("15 minutes").check());
  await dashboard.shows(answer);
  assert.equal(await dashboard.unavailable("Latency").count(), 0);
}
