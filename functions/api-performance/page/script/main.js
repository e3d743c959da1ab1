// The page: either the form to sign in, or the dashboard, read again and again.

import { call } from "./api.js";
import { build } from "./dashboard.js";
import { byId, setAttribute, setText } from "./dom.js";
import { clock, seconds } from "./format.js";
import { Live } from "./live.js";
import * as session from "./session.js";

// Up to a quarter of an hour figures are live. Longer windows come from CloudWatch, which asks money for
// each answer.
const LIVE_EVERY_MS = 5_000;
const PAST_EVERY_MS = 60_000;
const LIVE_WINDOWS = ["5m", "15m"];

const form = byId("sign-in-form");
const controls = byId("controls");
const live = new Live({ load, changed, everyMs: LIVE_EVERY_MS });

let show = null;
let readAt = null;

async function load(signal) {
  const { data } = await call("GET", `/dashboard?window=${controls.elements.window.value}`, { signal });
  return data;
}

function changed({ state, figures, error, waitMs }) {
  setAttribute(byId("sections"), "aria-busy", state === "reading" && readAt === null ? "true" : null);
  if (error instanceof session.SignedOut || error?.status === 403) {
    leave(error.message);
  } else if (state === "fresh") {
    readAt = figures.generatedAt;
    byId("dashboard").classList.remove("unread");
    show(figures);
    tellTitle(figures.alerts?.open.length ?? 0);
    tellFreshness(`Figures of ${clock(readAt)}`, "fresh");
  } else if (state === "failed") {
    const next = waitMs === null ? "" : ` Next try in ${seconds(waitMs / 1_000)}.`;
    const old = readAt === null ? "No figures yet" : `Figures of ${clock(readAt)}, not refreshed`;
    tellFreshness(`${old}: ${error.message}${next}`, "stale");
  }
}

// The address is cut off where it is long.
function tellWho(email) {
  setText(byId("who"), email);
  setAttribute(byId("who"), "title", email);
}

// A tab in the background tells of alerts too.
function tellTitle(alerts) {
  document.title = `${alerts > 0 ? `(${alerts}) ` : ""}Performance · Neurmatic`;
}

// What is seen changes every few seconds; what is said aloud only when the state does.
function tellFreshness(text, state) {
  const element = byId("freshness");
  setText(element, text);
  if (element.dataset.state !== state && (state === "stale" || element.dataset.state === "stale")) {
    announce(state === "stale" ? text : "The figures are fresh again.");
  }
  element.dataset.state = state;
}

const announce = (text) => setText(byId("announcement"), text);

function see(view) {
  for (const id of ["waiting", "sign-in", "dashboard"]) byId(id).hidden = id !== view;
  byId("bar").hidden = view !== "dashboard";
}

// Shows the dashboard, empty until the first answer is there, and whose login it is: a cookie may have been planted.
function enter(user) {
  readAt = null;
  tellWho(user.email);
  see("dashboard");
  byId("dashboard").classList.add("unread");
  tellFreshness("Reading …", "fresh");
  show = build({ refresh: () => live.now() });
  live.now();
}

// Goes back to the form, and says why.
function leave(why = "") {
  live.stop();
  tellTitle(0);
  tellWho("");
  byId("sections").replaceChildren();
  see("sign-in");
  setText(byId("sign-in-problem"), why);
  byId("email").focus();
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const button = form.querySelector("button");
  button.disabled = true;
  setText(byId("sign-in-problem"), "");
  try {
    const user = await session.signIn(form.elements.email.value, form.elements.password.value);
    form.reset();
    await admit(user);
    if (!byId("dashboard").hidden) byId("main").focus();
  } catch (error) {
    setText(byId("sign-in-problem"), error.message);
  } finally {
    button.disabled = false;
  }
});

// Nobody but administrators gets figures; others are told at once, and not left signed in.
async function admit(user) {
  if (user.role === "admin") {
    enter(user);
  } else {
    await session.signOut();
    leave("This account is no administrator's.");
  }
}

byId("sign-out").addEventListener("click", async () => {
  leave();
  try {
    await session.signOut();
    announce("Signed out.");
  } catch (error) {
    setText(byId("sign-in-problem"), `The login could not be ended: ${error.message}`);
  }
});

byId("refresh").addEventListener("click", () => live.now());
byId("live").addEventListener("change", ({ target }) => {
  live.isOn = target.checked;
});
controls.addEventListener("submit", (event) => event.preventDefault());
controls.addEventListener("change", ({ target }) => {
  if (target.name !== "window") return;
  live.everyMs = LIVE_WINDOWS.includes(target.value) ? LIVE_EVERY_MS : PAST_EVERY_MS;
  live.now();
});

// A reload signs in again by the cookie.
try {
  await admit(await session.renew());
} catch (error) {
  leave(error instanceof session.SignedOut && !error.isPlanted ? "" : error.message);
}
