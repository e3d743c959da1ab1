// The figures to look at first, and whether anything is wrong.

import { el, setAttribute, setText } from "../script/dom.js";
import { count, moment, ms, percent, perSecond } from "../script/format.js";
import { figures } from "../script/pieces.js";

export const id = "overview";
export const title = "Overview";
export const parts = ["metrics"];
export const also = ["cacheStats", "alerts", "queues", "resources"];

// What `docs/alerts.md` calls slow, and many errors.
const SLOW_MS = 200;
const VERY_SLOW_MS = 1_000;
const ERRORS = 0.05;
const MANY_ERRORS = 0.2;

const VERDICTS = { leaking: ["Leaking", "bad"], fragmented: ["Fragmented", "warn"], filling: ["Filling", "plain"], steady: ["Steady", "good"] };

export function create(body) {
  const verdict = el("a", { class: "verdict", href: "#alerts" });
  const span = el("p", { class: "span" });
  const shown = figures("Overview");
  body.append(verdict, shown.element, span);

  return ({ metrics, cacheStats, alerts, queues, resources }) => {
    const { all, from, to, source } = metrics;
    showAlerts(verdict, alerts?.open ?? null);
    shown.show([
      time("p50", all?.p50Ms),
      time("p95", all?.p95Ms),
      time("p99", all?.p99Ms),
      { name: "requests-per-second", label: "Requests per second", text: perSecond(all?.perSec), value: all?.perSec, hint: all ? `${count(all.requests)} requests` : "" },
      errors(all),
      { name: "cache-hits", label: "Cache hits", text: percent(cacheStats?.all.hitShare), value: cacheStats?.all.hitShare, hint: "of 15 minutes" },
      waiting(queues),
      memory(resources),
    ]);
    setText(span, `${moment(from)} to ${moment(to)}, ${source === "live" ? "live, of all instances" : "from CloudWatch"}`);
  };
}

function showAlerts(element, open) {
  const critical = open?.filter(({ severity }) => severity === "critical").length;
  const text =
    open === null
      ? "Alerts can't be read now."
      : open.length === 0
        ? "No alert is open."
        : `${count(open.length)} open ${open.length === 1 ? "alert" : "alerts"}${critical ? `, ${count(critical)} critical` : ""}: see what to do`;
  setText(element, text);
  setAttribute(element, "class", `verdict ${open === null ? "plain" : critical ? "bad" : open.length ? "warn" : "good"}`);
}

function time(name, value) {
  const [word, level] = value > VERY_SLOW_MS ? ["Very slow", "bad"] : value > SLOW_MS ? ["Slow", "warn"] : ["", "plain"];
  return { name, label: name, text: ms(value), value, hint: `of requests take at most this`, word, level, ...PERCENTS[name] };
}

const PERCENTS = {
  p50: { hint: "half are faster" },
  p95: { hint: "95 % are faster" },
  p99: { hint: "99 % are faster" },
};

function errors(all) {
  const share = all?.errorShare;
  const [word, level] = share >= MANY_ERRORS ? ["Very many", "bad"] : share >= ERRORS ? ["Many", "warn"] : ["", "plain"];
  const hint = all?.errors === null || all === null ? "" : `${count(all.errors)} answered with 5xx`;
  return { name: "error-share", label: "Error share", text: percent(share), value: share, hint, word, level };
}

function waiting(queues) {
  const tasks = queues?.reduce((sum, queue) => sum + queue.waiting, 0);
  const dead = queues?.reduce((sum, queue) => sum + queue.dead, 0);
  const [word, level] = dead > 0 ? [`${count(dead)} dead`, "warn"] : ["", "plain"];
  return { name: "tasks-waiting", label: "Tasks waiting", text: count(tasks), value: tasks, hint: "due, in all queues", word, level };
}

function memory(resources) {
  const [text, level] = VERDICTS[resources?.verdict] ?? ["–", "plain"];
  const instances = resources?.instances.length;
  const hint = instances ? `worst of ${count(instances)} ${instances === 1 ? "instance" : "instances"}` : "";
  return { name: "memory", label: "Memory", text: resources?.verdict === "warming_up" ? "Warming up" : text, value: resources?.verdict, hint, level, word: level === "bad" ? "See memory" : "" };
}
