// The dashboard as somebody uses it: what is on it is found by role and name, as a screen reader finds it.
import assert from "node:assert/strict";

import { until } from "./stage.mjs";

const PAGE = "/api/v1/performance/";
const SESSION = "/api/v1/auth/session";
const FIGURES = "/api/v1/performance/dashboard";

// The ranges by their labels, with the windows that the interface knows.
export const RANGES = { "5 minutes": "5m", "15 minutes": "15m", "1 hour": "1h", "1 day": "24h", "7 days": "7d" };

// What of an answer stands in the overview.
const OVERVIEW = {
  p50: ({ metrics }) => metrics.all?.p50Ms,
  p95: ({ metrics }) => metrics.all?.p95Ms,
  p99: ({ metrics }) => metrics.all?.p99Ms,
  requests: ({ metrics }) => metrics.all?.perSec,
  errors: ({ metrics }) => metrics.all?.errorShare,
  hits: ({ cacheStats }) => cacheStats.all?.hitShare,
};

export class Dashboard {
  constructor(stage, visitor) {
    this.stage = stage;
    this.visitor = visitor;
    this.page = visitor.page;
  }

  // Somebody at the page, who isn't signed in.
  static async opened(stage, options) {
    const dashboard = new Dashboard(stage, await stage.visitor(options));
    await dashboard.page.goto(PAGE);
    await dashboard.signInButton.waitFor();
    return dashboard;
  }

  // An administrator who is signed in, and sees figures.
  static async signedIn(stage, options) {
    const dashboard = await Dashboard.opened(stage, options);
    await dashboard.signIn(stage.admin, stage.password);
    await dashboard.isShown();
    return dashboard;
  }

  get signInButton() {
    return this.page.getByRole("button", { name: "Sign in", exact: true });
  }

  get signOutButton() {
    return this.page.getByRole("button", { name: "Sign out", exact: true });
  }

  get alert() {
    return this.page.getByRole("alert");
  }

  get live() {
    return this.page.getByLabel("Live", { exact: true });
  }

  async signIn(email, password) {
    await this.page.getByLabel("E-mail", { exact: true }).fill(email);
    await this.page.getByLabel("Password", { exact: true }).fill(password);
    await this.signInButton.click();
  }

  async isShown() {
    await this.figure("p95").waitFor();
    await this.section("Overview").waitFor();
  }

  section(name) {
    return this.page.getByRole("region", { name, exact: true });
  }

  figure(name) {
    return this.page.locator(`[data-figure="${name}"]`);
  }

  range(label) {
    return this.page.getByRole("radio", { name: label, exact: true });
  }

  // The next answer with figures, and what is done to get it.
  async answerTo(act) {
    const [response] = await Promise.all([
      this.page.waitForResponse((response) => new URL(response.url()).pathname === FIGURES),
      act(),
    ]);
    const { data, unavailable } = await response.json();
    return { window: new URL(response.url()).searchParams.get("window"), data, unavailable };
  }

  async refresh() {
    return this.answerTo(() => this.page.getByRole("button", { name: "Refresh", exact: true }).click());
  }

  // Stops what comes by itself, so that an answer and what is shown can be compared.
  async standStill() {
    await this.live.uncheck();
  }

  // The overview shows an answer, to the last digit.
  async shows({ data }) {
    for (const [name, of] of Object.entries(OVERVIEW)) {
      const expected = of(data) ?? "";
      await until(`${name} is ${expected}`, async () => {
        assert.equal(await this.figure(name).getAttribute("data-value"), String(expected));
      });
    }
  }

  // The table of a section, as rows of texts.
  async table(section) {
    const show = this.section(section).getByRole("button", { name: "Show as table", exact: true });
    if (await show.isVisible()) await show.click();
    const table = this.section(section).getByRole("table").first();
    await table.waitFor();
    return table.getByRole("row").evaluateAll((rows) =>
      rows.map((row) => [...row.cells].map((cell) => cell.textContent.trim())),
    );
  }
}

export { FIGURES, PAGE, SESSION };
