// How long requests take: over time, by operation and by area.

import { chart } from "../script/chart.js";
import { el } from "../script/dom.js";
import { count, ms } from "../script/format.js";
import { pointsOf } from "../script/answers.js";
import { table } from "../script/table.js";

export const id = "latency";
export const title = "Latency";
export const parts = ["metrics"];
export const has = ({ metrics }) => metrics.all !== null;

export function create(body) {
  const over = chart({
    title: "Time of requests",
    format: ms,
    lines: [
      { label: "p50", colour: "line-1" },
      { label: "p95", colour: "line-2" },
      { label: "p99", colour: "line-3", dash: [6, 4] },
    ],
  });
  const operations = times("Operation", "By operation", ({ operation }) => operation);
  const areas = times("Area", "By area", ({ area }) => area);
  body.append(
    over.element,
    el("h3", {}, "By operation"),
    operations.element,
    el("h3", {}, "By area"),
    areas.element,
  );

  return ({ metrics }) => {
    over.show(pointsOf(metrics, ({ p50Ms, p95Ms, p99Ms }) => [p50Ms, p95Ms, p99Ms]));
    operations.show(metrics.operations);
    areas.show(metrics.areas);
  };
}

function times(what, label, nameOf) {
  const time = (title, field) => ({ title, value: (row) => row[field], text: (row) => ms(row[field]) });
  return table({
    label,
    key: nameOf,
    empty: "No requests in this time.",
    sortBy: "p95",
    columns: [
      { title: what, text: nameOf },
      { title: "Requests", value: ({ requests }) => requests, text: ({ requests }) => count(requests) },
      time("Mean", "avgMs"),
      time("p50", "p50Ms"),
      time("p95", "p95Ms"),
      time("p99", "p99Ms"),
    ],
  });
}
