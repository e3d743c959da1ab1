// Who gets in, for how long, and what is left of it.
import assert from "node:assert/strict";

import { Dashboard, FIGURES, SESSION } from "../dashboard.mjs";
import { until } from "../stage.mjs";

const cookieOf = async ({ visitor }) => {
  const cookies = await visitor.context.cookies();
  return cookies.find((cookie) => cookie.name === "__Secure-neurmatic-refresh");
};

export async function a_wrong_password_is_told(stage) {
  const dashboard = await Dashboard.opened(stage);
  await dashboard.signIn(stage.admin, "Wrong-password-1");
  await dashboard.alert.filter({ hasText: /password/i }).waitFor();
  assert.equal(await cookieOf(dashboard), undefined);
  await dashboard.signIn(stage.admin, stage.password);
  await dashboard.isShown();
}

export async function who_is_no_administrator_is_told(stage) {
  const dashboard = await Dashboard.opened(stage);
  await dashboard.signIn(stage.reader, stage.password);
  await dashboard.alert.filter({ hasText: /administrator/i }).waitFor();
  assert.equal(await dashboard.figure("p95").count(), 0);
}

export async function a_session_outlives_a_reload(stage) {
  const dashboard = await Dashboard.signedIn(stage);
  const before = await cookieOf(dashboard);
  for (let n = 0; n < 2; n += 1) {
    await dashboard.page.reload();
    await dashboard.isShown();
    await dashboard.whoIs(stage.admin).waitFor();
  }
  const after = await cookieOf(dashboard);
  assert.notEqual(after.value, before.value, "a refresh token is good once");
  const { httpOnly, secure, sameSite, path } = after;
  assert.deepEqual([httpOnly, secure, sameSite, path], [true, true, "Strict", SESSION]);
}

export async function signing_out_ends_the_session(stage) {
  const dashboard = await Dashboard.signedIn(stage);
  const stolen = await cookieOf(dashboard);
  await dashboard.signOutButton.click();
  await dashboard.signInButton.waitFor();
  assert.equal(await dashboard.figure("p95").count(), 0, "nothing is left on the page");
  assert.equal(await dashboard.whoIs(stage.admin).count(), 0, "nor whose login it was");
  await until("the cookie is gone", async () => assert.equal(await cookieOf(dashboard), undefined));
  await dashboard.visitor.context.addCookies([stolen]);
  await dashboard.page.reload();
  await dashboard.signInButton.waitFor();
  await until("the dead one is forgotten", async () => assert.equal(await cookieOf(dashboard), undefined));
}

export async function a_planted_cookie_takes_the_place_of_none(stage) {
  const dashboard = await Dashboard.signedIn(stage);
  const { context } = dashboard.visitor;
  const path = "/api/v1/auth";
  await context.addCookies([{ ...(await cookieOf(dashboard)), value: "planted", path }]);
  await dashboard.page.reload();
  await dashboard.alert.filter({ hasText: /another host/i }).waitFor();
  await context.clearCookies({ path });
  await dashboard.page.reload();
  await dashboard.isShown();
}

export async function the_tokens_are_within_reach_of_no_script(stage) {
  const dashboard = await Dashboard.opened(stage);
  const [response, request] = await Promise.all([
    dashboard.page.waitForResponse((response) => new URL(response.url()).pathname === SESSION),
    dashboard.page.waitForRequest((request) => new URL(request.url()).pathname === FIGURES),
    dashboard.signIn(stage.admin, stage.password),
  ]);
  await dashboard.isShown();
  const { accessToken, refreshToken } = (await response.json()).data;
  assert.equal(refreshToken, undefined);
  assert.equal(await request.headerValue("authorization"), `Bearer ${accessToken}`);
  const { value } = await cookieOf(dashboard);
  for (const token of [accessToken, value]) {
    // What is kept is checked of every visitor; this is the rest that a script on the page could read.
    const seen = await dashboard.page.evaluate((token) => {
      const reachable = (thing, depth) => {
        if (typeof thing === "string") return thing.includes(token);
        if (typeof thing !== "object" || thing === null || thing instanceof Node || depth === 0) return false;
        return Object.values(thing).some((value) => reachable(value, depth - 1));
      };
      const itself = (name) => /^(window|globalThis|self|frames|parent|top|__playwright\w*)$/.test(name);
      const own = Object.getOwnPropertyNames(window).filter((name) => !itself(name));
      return {
        document: document.documentElement.outerHTML.includes(token),
        address: location.href.includes(token) || JSON.stringify(history.state)?.includes(token) === true,
        globals: own.filter((name) => {
          try {
            return reachable(window[name], 3);
          } catch {
            return false;
          }
        }),
      };
    }, token);
    assert.deepEqual(seen, { document: false, address: false, globals: [] });
  }
}
