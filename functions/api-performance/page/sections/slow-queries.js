// The statements that cost most, and the indexes that would make some cheaper.

import { isWithout } from "../script/answers.js";
import { el, keyed } from "../script/dom.js";
import { count, counted, ms } from "../script/format.js";
import { copyable } from "../script/pieces.js";
import { table } from "../script/table.js";

export const id = "slow-queries";
export const title = "Slow queries";
export const parts = ["slowQueries"];
export const also = ["missingIndexes"];

export function create(body) {
  const own = table({
    label: "Slow statements of this process",
    key: ({ name }) => name,
    empty: "No statement of this process was slow.",
    columns: [
      { title: "Statement", text: ({ name }) => name },
      number("Calls", "calls", count),
      number("Slow", "slow", count),
      number("Mean", "meanMs", ms),
      number("p95", "p95Ms", ms),
      number("p99", "p99Ms", ms),
    ],
  });
  const server = table({
    label: "Statements of the server that cost most",
    key: ({ name, text }) => `${name} ${text}`,
    empty: "No statement takes 5 ms on the average.",
    columns: [
      { title: "Statement", create: statement },
      number("Calls", "calls", count),
      number("In all", "totalMs", ms),
      number("Mean", "meanMs", ms),
      number("Longest", "maxMs", ms),
      number("Rows", "rows", count),
    ],
  });
  const none = el("p", { class: "empty" }, "No index seems to be missing.");
  const advice = el("ul", { class: "cards", "aria-label": "Index advice" });
  const byServer = el("div", { class: "body" }, el("h3", {}, "As the server counts them"), server.element);
  const byAdvice = el("div", { class: "body" }, el("h3", {}, "Index advice"), none, advice);
  body.append(
    el("h3", {}, "As this process saw them"),
    el(
      "p",
      { class: "hint" },
      "Those that were slower than the threshold at least once. Their plans are in the log of the function.",
    ),
    own.element,
    byServer,
    byAdvice,
  );

  return ({ slowQueries, missingIndexes }) => {
    own.show(slowQueries.application);
    byServer.hidden = isWithout(slowQueries, "server");
    server.show(slowQueries.server);
    byAdvice.hidden = !missingIndexes || isWithout(missingIndexes, "indexes");
    const indexes = missingIndexes?.indexes ?? [];
    none.hidden = indexes.length > 0;
    keyed(
      advice,
      indexes,
      ({ table, columns }) => `${table} ${columns}`,
      suggestion,
      () => {},
    );
  };
}

const number = (title, field, format) => ({
  title,
  value: (row) => row[field],
  text: (row) => format(row[field]),
});

function statement({ name, text }) {
  return el(
    "details",
    { class: "statement" },
    el("summary", {}, name ?? text.slice(0, 48)),
    el("pre", {}, el("code", {}, text)),
  );
}

function suggestion({ table, columns, rows, scans, scannedRows, statement, fix, trial }) {
  return el(
    "li",
    { class: "card" },
    el("p", { class: "title" }, el("strong", {}, `${table} (${columns.join(", ")})`)),
    el(
      "p",
      { class: "hint" },
      `${counted(rows, "row")}, read from end to end ${counted(scans, "time")} (${counted(scannedRows, "row")}). ` +
        `${statement.name ?? "A statement"} takes ${ms(statement.meanMs)} on the average.`,
    ),
    el(
      "details",
      {},
      el("summary", {}, "How to mend it"),
      ...fix.map(copyable),
      ...(trial.length > 0
        ? [el("p", { class: "hint" }, "To try it first, in one session:"), ...trial.map(copyable)]
        : []),
    ),
  );
}
