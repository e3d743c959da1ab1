// Rate limits: what the answers to this page say of those that count it.

import { el } from "../script/dom.js";
import { count, seconds } from "../script/format.js";
import { own } from "../script/limits.js";
import { table } from "../script/table.js";

export const id = "rate-limits";
export const title = "Rate limits";
export const parts = [];

export function create(body) {
  const limits = table({
    label: "Limits that count this page",
    key: ({ name }) => name,
    empty: "No answer has told of a limit yet.",
    columns: [
      { title: "Limit", text: ({ name }) => name },
      { title: "Allows", value: ({ quota }) => quota, text: ({ quota, windowSecs }) => `${count(quota)} in ${seconds(windowSecs)}` },
      { title: "Left", value: ({ left }) => left, text: ({ left }) => count(left) },
    ],
  });
  body.append(el("p", { class: "hint" }, "The limits that count this page's own calls. What each route allows is at ", el("a", { href: "/api/v1/docs" }, "the interface's page"), "."), limits.element);
  return () => limits.show(own());
}
