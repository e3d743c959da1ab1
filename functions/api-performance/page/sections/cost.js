// What a million requests like those of the window cost, as far as the platform knows its prices.

import { el, setText } from "../script/dom.js";
import { dollars } from "../script/format.js";
import { figures } from "../script/pieces.js";
import { table } from "../script/table.js";

export const id = "cost";
export const title = "Cost";
export const parts = ["metrics"];
export const has = ({ metrics }) => metrics.all !== null;

export function create(body) {
  const none = el("p", { class: "empty" }, "Nothing here is billed by the request: that is so on Lambda only.");
  const shown = figures("Cost");
  const basis = table({
    label: "Cost by part",
    key: ({ part }) => part,
    columns: [
      { title: "Part", text: ({ part }) => part },
      { title: "Per million requests", value: ({ dollars }) => dollars, text: (part) => dollars(part.dollars) },
      { title: "How it comes about", isLong: true, text: ({ basis }) => basis },
    ],
  });
  const without = el("p", { class: "hint" });
  body.append(none, shown.element, basis.element, without);

  return ({ metrics: { cost } }) => {
    none.hidden = cost !== null;
    for (const element of [shown.element, basis.element, without]) element.hidden = cost === null;
    if (cost === null) return;
    shown.show([{ name: "cost-per-million", label: "Per million requests", text: dollars(cost.perMillionDollars), value: cost.perMillionDollars, hint: "at this window's pace" }]);
    basis.show(cost.parts);
    setText(without, `Without ${cost.without.join(", ")}.`);
  };
}
