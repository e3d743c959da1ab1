// Nothing that comes as data is run, and nothing that isn't the page's own.
import assert from "node:assert/strict";

import { Dashboard, FIGURES, PAGE } from "../dashboard.mjs";
import { until } from "../stage.mjs";

const MARKUP = `<img src="x" onerror="window.hasRun = true">`;

// Every text in an answer with markup at its end, but for moments and what decides: these aren't anybody's words.
function marked(value, key = "") {
  if (typeof value === "string") {
    const isPlain = ["source", "severity", "part"].includes(key) || /^\d{4}-\d\d-\d\dT/.test(value);
    return isPlain ? value : value + MARKUP;
  }
  if (Array.isArray(value)) return value.map((item) => marked(item, key));
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, marked(item, key)]));
}

export async function markup_in_data_is_shown_and_not_run(stage) {
  await stage.openAlert(`a queue ${MARKUP}`);
  await stage.ask("/api/v1/articles?limit=5");
  await stage.sendFigures();
  const dashboard = await Dashboard.opened(stage);
  await dashboard.page.route((url) => url.pathname === FIGURES, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, json: marked(await response.json()) });
  });
  await dashboard.signIn(stage.admin, stage.password);
  await dashboard.isShown();
  await dashboard.section("Alerts").getByText(`a queue ${MARKUP}`).first().waitFor();
  await dashboard.section("Latency").getByText(MARKUP).first().waitFor();
  const { images, hasRun } = await dashboard.page.evaluate(() => ({
    images: document.querySelectorAll('img[src="x"]').length,
    hasRun: window.hasRun,
  }));
  assert.deepEqual({ images, hasRun }, { images: 0, hasRun: undefined });
}

export async function what_the_policy_forbids_is_stopped_and_seen(stage) {
  const { headers } = await stage.ask(PAGE);
  const policy = headers.get("content-security-policy");
  const directives = policy.split(";").map((directive) => directive.trim());
  for (const directive of ["default-src 'none'", "script-src 'self'", "connect-src 'self'", "frame-ancestors 'none'"]) {
    assert.ok(directives.includes(directive), `${directive} is missing: ${policy}`);
  }
  assert.doesNotMatch(policy, /unsafe|\*|https?:/);
  const dashboard = await Dashboard.signedIn(stage);
  await dashboard.page.evaluate((markup) => {
    document.body.insertAdjacentHTML("beforeend", markup);
    const script = document.createElement("script");
    script.textContent = "window.hasRun = true";
    document.body.append(script);
  }, MARKUP);
  const { faults } = dashboard.visitor;
  await until("both are told", async () => assert.ok(faults.length >= 2, faults.join("\n")));
  assert.equal(await dashboard.page.evaluate(() => window.hasRun), undefined);
  // They were wanted here, and nothing else.
  assert.deepEqual(faults.filter((fault) => !/content policy|content security policy/i.test(fault)), []);
  faults.length = 0;
}
