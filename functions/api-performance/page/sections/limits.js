// Rate limits: which refused somebody, and how much of its own this page has left.

import { isWithout } from "../script/answers.js";
import { el } from "../script/dom.js";
import { count, seconds } from "../script/format.js";
import { own } from "../script/limits.js";
import { table } from "../script/table.js";

export const id = "rate-limits";
export const title = "Rate limits";
export const parts = ["rateLimits"];
export const has = ({ rateLimits }) => !isWithout(rateLimits, "live");

export function create(body) {
  const refusals = table({
    label: "Limits that refused somebody",
    key: ({ limit }) => limit,
    empty: "Nobody was refused in the last quarter of an hour.",
    columns: [
      { title: "Limit", text: ({ limit }) => limit },
      { title: "Allows", value: ({ quota }) => quota, text: allows },
      { title: "Too many", value: ({ denied }) => denied, text: ({ denied }) => count(denied) },
      { title: "Not counted", value: ({ closed }) => closed, text: ({ closed }) => count(closed) },
    ],
  });
  const left = table({
    label: "Limits of this page",
    key: ({ name }) => name,
    empty: "No answer has told of a limit yet.",
    columns: [
      { title: "Limit", text: ({ name }) => name },
      { title: "Allows", value: ({ quota }) => quota, text: allows },
      { title: "Left", value: ({ left }) => left, text: ({ left }) => count(left) },
    ],
  });
  body.append(
    el("h3", {}, "Refused in the last quarter of an hour"),
    refusals.element,
    el("h3", {}, "This page's own"),
    left.element,
  );
  return ({ rateLimits }) => {
    refusals.show(rateLimits.limits);
    left.show(own());
  };
}

const allows = ({ quota, windowSecs }) =>
  quota === null ? "–" : `${count(quota)} in ${seconds(windowSecs)}`;
