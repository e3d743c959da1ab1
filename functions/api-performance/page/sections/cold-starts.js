// Requests that were the first of a new environment, and waited for it.

import { chart } from "../script/chart.js";
import { count, percent } from "../script/format.js";
import { pointsOf } from "../script/answers.js";
import { table } from "../script/table.js";

export const id = "cold-starts";
export const title = "Cold starts";
export const parts = ["metrics"];
export const has = ({ metrics }) => metrics.all !== null;

export function create(body) {
  const over = chart({
    title: "Cold starts",
    format: count,
    isWhole: true,
    lines: [{ label: "Cold starts", colour: "line-1" }],
  });
  const areas = table({
    label: "Cold starts by area",
    key: ({ area }) => area,
    empty: "No environment was new in this time.",
    sortBy: "Cold starts",
    columns: [
      { title: "Area", text: ({ area }) => area },
      {
        title: "Cold starts",
        value: ({ coldStarts }) => coldStarts,
        text: ({ coldStarts }) => count(coldStarts),
      },
      { title: "Share of requests", value: shareOf, text: (area) => percent(shareOf(area)) },
    ],
  });
  body.append(over.element, areas.element);

  return ({ metrics }) => {
    over.show(pointsOf(metrics, ({ coldStarts }) => [coldStarts]));
    areas.show(metrics.areas.filter(({ coldStarts }) => coldStarts > 0));
  };
}

const shareOf = ({ coldStarts, requests }) => (requests > 0 ? coldStarts / requests : null);
