// What the requests of the last quarter of an hour would cost, a million and a month of them, by AWS's list
// prices.

import { isWithout } from "../script/answers.js";
import { el, setText } from "../script/dom.js";
import { count, dollars } from "../script/format.js";
import { figures } from "../script/pieces.js";
import { table } from "../script/table.js";

export const id = "cost";
export const title = "Cost";
export const parts = ["cost"];
export const has = ({ cost }) => !isWithout(cost, "live");

export function create(body) {
  const shown = figures("Cost");
  const parts = table({
    label: "Cost by part",
    key: ({ part }) => part,
    empty: "No requests in the last quarter of an hour.",
    columns: [
      { title: "Part", text: ({ part }) => part },
      { title: "A million", value: (of) => of.dollars, text: (of) => dollars(of.dollars) },
      { title: "How it comes about", isLong: true, text: ({ basis }) => basis },
    ],
  });
  const without = el("p", { class: "hint" });
  body.append(
    el("p", { class: "hint" }, "By list prices, as if all of it ran on Lambda."),
    shown.element,
    parts.element,
    without,
  );

  return ({ cost }) => {
    shown.show([
      {
        name: "cost-per-million",
        label: "A million requests",
        text: dollars(cost.perMillionDollars),
        value: cost.perMillionDollars,
        hint: `as the last ${count(cost.requests)}`,
      },
      {
        name: "cost-per-month",
        label: "A month",
        text: dollars(cost.perMonthDollars ?? cost.metricsMonthDollars),
        value: cost.perMonthDollars ?? cost.metricsMonthDollars,
        hint: `at this pace; ${dollars(cost.metricsMonthDollars)} are metrics`,
      },
    ]);
    parts.show(cost.parts);
    setText(without, `Without ${cost.without.join(", ")}.`);
  };
}
