// The dashboard as somebody uses it: what is on it is found by role and name, as a screen reader finds it.
import assert from "node:assert/strict";

import { until } from "./stage.mjs";

export const PAGE = "/api/v1/performance/";
export const SESSION = "/api/v1/auth/session";
export const FIGURES = "/api/v1/performance/dashboard";

// The ranges by their labels, with the windows that the interface knows.
export const RANGES = { "5 minutes": "5m", "15 minutes": "15m", "1 hour": "1h", "1 day": "1d", "7 days": "7d" };

// What of an answer stands in the overview.
const OVERVIEW = {
  p50: ({ metrics }) => metrics.all?.p50Ms,
  p95: ({ metrics }) => metrics.all?.p95Ms,
  p99: ({ metrics }) => metrics.all?.p99Ms,
  "requests-per-second": ({ metrics }) => metrics.all?.perSec,
  "error-share": ({ metrics }) => metrics.all?.errorShare,
  "cache-hits": ({ cacheStats }) => cacheStats.all.hitShare,
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

  // Whose login it is.
  whoIs(email) {
    return this.page.getByText(email, { exact: true });
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

  // Figures are there.
  async isShown() {
    await this.figure("p95").waitFor();
  }

  section(name) {
    return this.page.getByRole("region", { name, exact: true });
  }

  figure(name) {
    return this.page.locator(`[data-figure="${name}"]`);
  }

  // A figure of the overview to its last digit; nothing where it isn't known.
  value(name) {
    return this.figure(name).getAttribute("data-value");
  }

  // What a section says of what can't be had.
  unavailable(section) {
    return this.section(section).getByRole("note").filter({ hasText: "Unavailable" });
  }

  range(label) {
    return this.page.getByRole("radio", { name: label, exact: true });
  }

  // The answer with figures that comes of an act. One that was under way is given up by the page.
  async answerTo(act) {
    const isForFigures = (request) => new URL(request.url()).pathname === FIGURES;
    const [request] = await Promise.all([this.page.waitForRequest(isForFigures), act()]);
    const { data } = await (await request.response()).json();
    return { window: new URL(request.url()).searchParams.get("window"), data };
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
      const expected = of(data) ?? null;
      await until(`${name} is ${expected}`, async () => {
        const shown = await this.value(name);
        assert.equal(shown === null ? null : Number(shown), expected);
      });
    }
  }

  // What a table says, a row after another: texts by the titles of their columns.
  async table(section, name) {
    const more = this.section(section).getByRole("button", { name: /^Show all/ });
    for (const button of await more.all()) await button.click();
    const table = this.section(section).getByRole("table", { name, exact: true });
    await table.waitFor();
    return table.evaluate(({ tHead, tBodies }) => {
      const texts = ({ cells }) => [...cells].map((cell) => cell.textContent.trim());
      const titles = texts(tHead.rows[0]);
      return [...tBodies[0].rows].map((row) => Object.fromEntries(texts(row).map((text, at) => [titles[at], text])));
    });
  }

  // Has a section's chart shown as a table.
  async chartAsTable(section) {
    await this.section(section).getByRole("button", { name: "Show as table", exact: true }).click();
    await this.section(section).getByRole("button", { name: "Show as chart", exact: true }).waitFor();
  }
}
