// How many requests there are: over time, and by operation in each of the last minutes.

import { chart } from "../script/chart.js";
import { el } from "../script/dom.js";
import { count, perMinute, perSecond } from "../script/format.js";
import { badge, setBadge } from "../script/pieces.js";
import { isWithout, pointsOf } from "../script/answers.js";
import { drawSpark, spark } from "../script/spark.js";
import { table } from "../script/table.js";

export const id = "traffic";
export const title = "Traffic";
export const parts = ["metrics"];
export const also = ["requestRates"];

export function create(body) {
  const over = chart({
    title: "Requests per second",
    format: perSecond,
    lines: [{ label: "Requests", colour: "line-1" }],
  });
  const rates = table({
    label: "Requests by operation in the last quarter of an hour",
    key: ({ operation }) => operation,
    empty: "No requests in the last quarter of an hour.",
    columns: [
      { title: "Operation", text: ({ operation }) => operation },
      { title: "Mean", value: ({ perMinute }) => perMinute, text: (rate) => perMinute(rate.perMinute) },
      { title: "Last whole minute", value: lastOf, text: (rate) => count(lastOf(rate)) },
      {
        title: "15 minutes",
        create: spark,
        update: (element, { requests }) => drawSpark(element, requests.slice(0, -1)),
      },
      {
        title: "Spike",
        create: () => badge(),
        update: (element, { isSpike }) => setBadge(element, isSpike ? "Spike" : "", "warn"),
      },
    ],
  });
  const rest = el("div", {}, el("h3", {}, "The last quarter of an hour"), rates.element);
  body.append(over.element, rest);

  return ({ metrics, requestRates }) => {
    over.element.hidden = metrics.all === null;
    if (metrics.all) over.show(pointsOf(metrics, ({ perSec }) => [perSec]));
    rest.hidden = !requestRates || isWithout(requestRates, "live");
    if (!rest.hidden) rates.show(requestRates.operations);
  };
}

// The last minute is running; the one before it is whole.
const lastOf = ({ requests }) => requests.at(-2) ?? 0;
