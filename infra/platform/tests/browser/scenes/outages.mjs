// What is shown while something is away.
import assert from "node:assert/strict";

import { Dashboard } from "../dashboard.mjs";
import { until } from "../stage.mjs";

const isUnavailable = (dashboard, section) =>
  dashboard.section(section).getByRole("note").filter({ hasText: "Unavailable" });

export async function without_redis_the_other_sections_go_on(stage) {
  await stage.openAlert("the-queue-in-question");
  const dashboard = await Dashboard.signedIn(stage);
  await dashboard.standStill();
  await stage.shut("redis");
  await dashboard.refresh();
  for (const section of ["Latency", "Traffic", "Errors"]) await isUnavailable(dashboard, section).first().waitFor();
  assert.equal(await dashboard.figure("p95").getAttribute("data-value"), "", "no figure of before is left");
  for (const section of ["Database", "Queues", "Alerts"]) {
    assert.equal(await isUnavailable(dashboard, section).count(), 0, section);
  }
  await dashboard.section("Alerts").getByText("the-queue-in-question").first().waitFor();

  await stage.open("redis");
  await until("it recovers", async () => {
    const { data } = await dashboard.refresh();
    assert.ok(data.metrics.all !== null);
  });
  await isUnavailable(dashboard, "Latency").waitFor({ state: "detached" });
  assert.notEqual(await dashboard.figure("p95").getAttribute("data-value"), "");
}

export async function without_cloudwatch_a_long_range_says_so(stage) {
  await stage.shut("cloudwatch");
  const dashboard = await Dashboard.signedIn(stage);
  await dashboard.standStill();
  await dashboard.answerTo(() => dashboard.range("7 days").check());
  await isUnavailable(dashboard, "Latency").first().waitFor();
  assert.equal(await isUnavailable(dashboard, "Queues").count(), 0, "they are of now");
  const answer = await dashboard.answerTo(() => dashboard.range("15 minutes").check());
  await dashboard.shows(answer);
  assert.equal(await isUnavailable(dashboard, "Latency").count(), 0);
}
