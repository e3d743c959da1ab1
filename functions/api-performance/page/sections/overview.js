// The figures to look at first, and whether anything is wrong.

import { el, setAttribute, setText } from "../script/dom.js";
import { count, counted, moment, ms, percent, perSecond, words } from "../script/format.js";
import { figures } from "../script/pieces.js";

export const id = "overview";
export const title = "Overview";
export const parts = [];
export const also = ["metrics", "cacheStats", "alerts", "queues", "resources"];

// From where on something is worth a word: the thresholds of the alerts about it.
const SLOW = [
  { from: 1_000, word: "Very slow", level: "bad" },
  { from: 200, word: "Slow", level: "warn" },
];
const FAILING = [
  { from: 0.2, word: "Very many", level: "bad" },
  { from: 0.05, word: "Many", level: "warn" },
];
const DEAD = [{ from: 1, word: "Some are dead", level: "warn" }];

const VERDICT_LEVELS = { leaking: "bad", fragmented: "warn" };

export function create(body) {
  const verdict = el("a", { class: "verdict", href: "#alerts" });
  const span = el("p", { class: "span" });
  const shown = figures("Overview");
  body.append(verdict, shown.element, span);

  return ({ metrics, cacheStats, alerts, queues, resources }) => {
    showAlerts(verdict, alerts);
    shown.show([
      ...requests(metrics?.all),
      cache(cacheStats),
      queues ? waiting(queues) : { label: "Tasks waiting" },
      resources ? memory(resources) : { label: "Memory" },
    ]);
    setText(span, metrics ? spanInWords(metrics) : "");
  };
}

function spanInWords({ from, to, source }) {
  return `${moment(from)} to ${moment(to)}, ${source === "live" ? "live, of all instances" : "from CloudWatch"}`;
}

function showAlerts(element, alerts) {
  const { text, level } = alertsInWords(alerts);
  setText(element, text);
  setAttribute(element, "class", `verdict ${level}`);
}

function alertsInWords(alerts) {
  if (!alerts) return { text: "Alerts can't be read now.", level: "plain" };
  const { open } = alerts;
  if (open.length === 0) return { text: "No alert is open.", level: "good" };
  const critical = open.filter(({ severity }) => severity === "critical").length;
  const text = `${counted(open.length, "open alert")}${critical > 0 ? `, ${critical} critical` : ""}: see what to do`;
  return { text, level: critical > 0 ? "bad" : "warn" };
}

// The word for a value, by the first of the steps that it reaches.
const judged = (value, steps) => steps.find(({ from }) => value >= from) ?? {};

function requests(all) {
  const time = (label, value, hint) => ({
    name: label,
    label,
    text: ms(value),
    value,
    hint,
    ...judged(value, SLOW),
  });
  return [
    time("p50", all?.p50Ms, "half are faster"),
    time("p95", all?.p95Ms, "95 % are faster"),
    time("p99", all?.p99Ms, "99 % are faster"),
    {
      name: "requests-per-second",
      label: "Requests per second",
      text: perSecond(all?.perSec),
      value: all?.perSec,
      hint: counted(all?.requests, "request"),
    },
    {
      name: "error-share",
      label: "Error share",
      text: percent(all?.errorShare),
      value: all?.errorShare,
      hint: `${count(all?.errors)} answered with 5xx`,
      ...judged(all?.errorShare, FAILING),
    },
  ];
}

function cache(cacheStats) {
  const share = cacheStats?.all.hitShare;
  return {
    name: "cache-hits",
    label: "Cache hits",
    text: percent(share),
    value: share,
    hint: "of 15 minutes",
  };
}

function waiting(queues) {
  const sum = (field) => queues.reduce((all, queue) => all + queue[field], 0);
  const [tasks, dead] = [sum("waiting"), sum("dead")];
  return {
    name: "tasks-waiting",
    label: "Tasks waiting",
    text: count(tasks),
    value: tasks,
    hint: "due, in all queues",
    ...judged(dead, DEAD),
  };
}

function memory({ verdict, instances }) {
  const level = VERDICT_LEVELS[verdict];
  return {
    name: "memory",
    label: "Memory",
    text: words(verdict),
    value: verdict,
    hint: `the worst of ${counted(instances.length, "instance")}`,
    ...(level && { level, word: "See below" }),
  };
}
