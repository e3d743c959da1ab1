// What is wrong now, what was, and what to do about it.

import { el, keyed, setText } from "../script/dom.js";
import { decimal, moment, since, words } from "../script/format.js";
import { badge, setBadge } from "../script/pieces.js";
import { showRunbook } from "../script/runbook.js";
import { table } from "../script/table.js";

export const id = "alerts";
export const title = "Alerts";
export const parts = ["alerts"];

const LEVELS = { critical: "bad", warning: "warn" };

export function create(body) {
  const none = el("p", { class: "empty" }, "No alert is open.");
  const open = el("ul", { class: "cards", "aria-label": "Open alerts" });
  const recent = table({
    label: "Recent alerts",
    empty: "No alert was open in the last 90 days.",
    key: ({ id }) => id,
    columns: [
      { title: "Rule", text: ({ rule }) => words(rule) },
      { title: "About", text: ({ subject }) => about(subject) },
      { title: "Severity", text: ({ severity }) => words(severity) },
      { title: "Worst", value: ({ worst }) => worst, text: ({ worst }) => decimal(worst) },
      {
        title: "Threshold",
        value: ({ threshold }) => threshold,
        text: ({ threshold }) => decimal(threshold),
      },
      { title: "Opened", value: ({ openedAt }) => openedAt ?? "", text: ({ openedAt }) => moment(openedAt) },
      {
        title: "Over",
        value: ({ resolvedAt }) => resolvedAt ?? "",
        text: ({ resolvedAt }) => moment(resolvedAt),
      },
    ],
  });
  body.append(none, open, el("h3", {}, "Recent"), recent.element);

  return ({ alerts }) => {
    none.hidden = alerts.open.length > 0;
    keyed(open, alerts.open, ({ id }) => id, card, fill);
    recent.show(alerts.recent);
  };
}

const about = (subject) => (subject === "all" ? "everything" : subject);

function card(alert) {
  const help = alert.runbook
    ? el(
        "button",
        { type: "button", click: () => showRunbook(alert.runbook) },
        `What to do about ${words(alert.rule).toLowerCase()}`,
      )
    : null;
  return el(
    "li",
    { class: "card" },
    el("p", { class: "title" }, badge(), el("strong")),
    el("p"),
    el("p", { class: "hint" }),
    help,
  );
}

function fill(element, alert) {
  const [title, compared, times] = element.children;
  setBadge(title.firstElementChild, words(alert.severity), LEVELS[alert.severity] ?? "plain");
  setText(title.lastElementChild, `${words(alert.rule)}: ${about(alert.subject)}`);
  const what = alert.compares ? `${alert.compares}: ` : "";
  setText(
    compared,
    `${what}now ${decimal(alert.value)}, at most ${decimal(alert.worst)}, opens at ${decimal(alert.threshold)}`,
  );
  setText(
    times,
    `Since ${moment(alert.openedAt)} (${since(alert.openedAt)}), last seen ${moment(alert.lastSeenAt)}`,
  );
}
