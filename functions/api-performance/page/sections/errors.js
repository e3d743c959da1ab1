// Which requests failed: answered with 5xx. What a caller did wrong (4xx) isn't among them.

import { chart } from "../script/chart.js";
import { count, percent } from "../script/format.js";
import { pointsOf } from "../script/answers.js";
import { table } from "../script/table.js";

export const id = "errors";
export const title = "Errors";
export const parts = ["metrics"];
export const has = ({ metrics }) => metrics.all !== null;

export function create(body) {
  const over = chart({
    title: "Share of failed requests",
    format: percent,
    lines: [{ label: "Failed", colour: "line-2" }],
  });
  const failed = table({
    label: "Failed requests",
    key: ({ name }) => name,
    empty: "No request failed in this time.",
    sortBy: "Failed",
    columns: [
      { title: "Where", text: ({ name }) => name },
      { title: "Failed", value: ({ errors }) => errors, text: ({ errors }) => count(errors) },
      { title: "Of requests", value: ({ requests }) => requests, text: ({ requests }) => count(requests) },
      {
        title: "Share",
        value: ({ errorShare }) => errorShare,
        text: ({ errorShare }) => percent(errorShare),
      },
    ],
  });
  body.append(over.element, failed.element);

  return ({ metrics }) => {
    over.show(pointsOf(metrics, ({ errorShare }) => [errorShare]));
    // The past knows errors by function only.
    const isByOperation = metrics.operations.some(({ errors }) => errors !== null);
    const rows = isByOperation
      ? metrics.operations.map((of) => ({ ...of, name: of.operation }))
      : metrics.areas.map((of) => ({ ...of, name: of.area }));
    failed.show(rows.filter(({ errors }) => errors > 0));
  };
}
