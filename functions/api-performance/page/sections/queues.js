// The queues of background tasks, and the handles on them. What is done here is in the trail.

import { call } from "../script/api.js";
import { ask } from "../script/dialog.js";
import { el, setText } from "../script/dom.js";
import { count, counted, moment, ms, seconds } from "../script/format.js";
import { action, badge, outcome, setBadge } from "../script/pieces.js";
import { table } from "../script/table.js";

export const id = "queues";
export const title = "Queues";
export const parts = ["queues"];

export function create(body, { refresh }) {
  const told = outcome();
  const queues = table({
    label: "Queues, how they are doing",
    key: ({ name }) => name,
    columns: [
      { title: "Queue", text: ({ name }) => name },
      { title: "State", create: () => badge(), update: showState },
      { title: "", create: (queue) => handles(queue, { told: told.tell, refresh }), update: showHandles },
      number("Waiting", "waiting", count),
      number("Oldest", "oldestSecs", seconds),
      number("In flight", "inFlight", count),
      number("Sent", "sent", count),
      number("Delayed", "delayed", count),
      number("Dead", "dead", count),
      number("Done", "completed", count),
      number("Retried", "retried", count),
      number("Given up", "failed", count),
      number("Mean", "meanMs", ms),
      number("p95", "p95Ms", ms),
    ],
  });
  body.append(
    el(
      "p",
      { class: "hint" },
      "Waiting, in flight, sent, delayed and dead are of now; done, retried, given up and times are of the last hour.",
    ),
    told.element,
    queues.element,
  );
  return ({ queues: all }) => queues.show(all);
}

const number = (title, field, format) => ({
  title,
  value: (row) => row[field],
  text: (row) => format(row[field]),
});

function showState(element, { pausedAt, dead, waiting }) {
  if (pausedAt) setBadge(element, "Paused", "warn");
  else if (dead >= 100) setBadge(element, "Many dead", "warn");
  else if (waiting >= 500) setBadge(element, "Behind", "warn");
  else setBadge(element, "Running", "good");
  element.title = pausedAt ? `Since ${moment(pausedAt)}` : "";
}

function handles({ name }, { told, refresh }) {
  const element = el("div", { class: "handles" });
  const handle = (text, work, level) => {
    const act = async () => {
      const said = await work(name, element.dataset.state === "paused");
      if (said === null) return;
      told(said);
      refresh();
    };
    const button = action(text, act, { told, level });
    button.setAttribute("aria-label", `${text} ${name}`);
    return button;
  };
  element.append(
    handle("Pause", pauseOrResume),
    handle("Redrive", redrive),
    handle("Purge", purge, "danger-quiet"),
  );
  return element;
}

function showHandles(element, { name, pausedAt, dead, waiting, delayed }) {
  const [pause, again, forget] = element.children;
  const word = pausedAt ? "Resume" : "Pause";
  element.dataset.state = pausedAt ? "paused" : "running";
  setText(pause, word);
  pause.setAttribute("aria-label", `${word} ${name}`);
  again.hidden = dead === 0;
  forget.hidden = waiting + delayed === 0;
}

const path = (name, what) => `/queues/${encodeURIComponent(name)}/${what}`;

// Each says what it did, or nothing when it was called off.

async function pauseOrResume(name, isPaused) {
  await call("POST", path(name, isPaused ? "resume" : "pause"));
  return isPaused ? `${name} goes on.` : `${name} is paused: what waits stays.`;
}

async function redrive(name) {
  const wanted = await ask({
    title: `Redrive ${name}?`,
    text:
      "Tasks that were given up are done again, a thousand at most, with all their attempts. " +
      "Mend what they failed at first.",
    action: "Redrive",
    fields: [
      { name: "task", label: "Only of this task", hint: "such as email:send; empty for all" },
      { name: "error", label: "Only with this in the error" },
    ],
  });
  if (wanted === null) return null;
  const body = Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== ""));
  const { data } = await call("POST", path(name, "redrive"), { body });
  return `${counted(data.tasks, "task")} of ${name} will be done again.`;
}

async function purge(name) {
  const sure = await ask({
    title: `Purge ${name}?`,
    text:
      "What waits in this queue is forgotten, a thousand tasks at most, and is never done. " +
      "This can't be taken back.",
    action: "Purge",
    isDangerous: true,
  });
  if (sure === null) return null;
  const { data } = await call("POST", path(name, "purge"));
  return `${counted(data.tasks, "task")} of ${name} were forgotten.`;
}
