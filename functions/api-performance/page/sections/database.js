// What the database is and does, and, on demand, what is wrong with it and how to mend that.

import { call } from "../script/api.js";
import { el, keyed, setText } from "../script/dom.js";
import { bytes, count, decimal, moment, percent, seconds, words } from "../script/format.js";
import { action, badge, copyable, figures, outcome, setBadge } from "../script/pieces.js";
import { table } from "../script/table.js";

export const id = "database";
export const title = "Database";
export const parts = ["databaseStats"];

const LEVELS = { critical: "bad", warning: "warn", notice: "plain" };

// Two thousand million transactions are the end; this many are a reason to look.
const OLD_TRANSACTIONS = 500_000_000;

export function create(body) {
  const shown = figures("Database");
  const connections = el("p", { class: "hint" });
  const tables = table({
    label: "Largest tables",
    key: ({ name }) => name,
    columns: [
      { title: "Table", text: ({ name }) => name },
      { title: "Size", value: ({ sizeBytes }) => sizeBytes, text: ({ sizeBytes }) => bytes(sizeBytes) },
      { title: "Rows", value: ({ rows }) => rows, text: ({ rows }) => count(rows) },
      { title: "Whole reads", value: ({ scans }) => scans, text: ({ scans }) => count(scans) },
      {
        title: "Rows read by them",
        value: ({ scannedRows }) => scannedRows,
        text: ({ scannedRows }) => count(scannedRows),
      },
    ],
  });
  const byTable = el("div", { class: "body" }, el("h3", {}, "Largest tables"), tables.element);
  body.append(shown.element, connections, byTable, ...checks());

  return ({ databaseStats: { database, connections: states, tables: largest } }) => {
    shown.element.hidden = database === null;
    if (database) shown.show(facts(database, states));
    setText(
      connections,
      states
        ? `Connections: ${states.map(({ state, connections }) => `${count(connections)} ${state}`).join(", ")}`
        : "",
    );
    byTable.hidden = largest === null;
    tables.show(largest ?? []);
  };
}

function facts(database, states) {
  const used = states?.reduce((sum, { connections }) => sum + connections, 0);
  const share = used / database.connectionsMax;
  const since = database.countedSince ? `since ${moment(database.countedSince)}` : "since it was made";
  return [
    { label: "Size", text: bytes(database.sizeBytes), hint: "on disk" },
    {
      label: "Connections",
      text: count(used),
      hint: `of ${count(database.connectionsMax)}`,
      ...(share >= 0.8 && { word: "Nearly all", level: "warn" }),
    },
    {
      label: "Found in memory",
      text: percent(database.hitRatio),
      hint: `of all blocks, ${since}`,
      ...(database.hitRatio < 0.95 && { word: "Low", level: "warn" }),
    },
    { label: "Longest statement", text: seconds(database.longestQuerySecs), hint: "of those that run" },
    {
      label: "Longest transaction",
      text: seconds(database.longestTransactionSecs),
      hint: "of those that are open",
    },
    { label: "Deadlocks", text: count(database.deadlocks), hint: since },
    {
      label: "Rolled back",
      text: count(database.rolledBack),
      hint: `of ${count(database.committed + database.rolledBack)} transactions`,
    },
    { label: "Spilled to disk", text: bytes(database.spilledBytes), hint: `by sorts and hashes, ${since}` },
    {
      label: "Oldest rows",
      text: count(database.transactionIdAge),
      hint: "transactions ago",
      ...(database.transactionIdAge > OLD_TRANSACTIONS && { word: "Old", level: "warn" }),
    },
    {
      label: "Replica behind by",
      text: bytes(database.replicationLagBytes),
      hint: database.replicationLagBytes === null ? "no replica" : "the slowest one",
    },
  ];
}

function checks() {
  const told = outcome();
  const findings = el("ul", { class: "cards", "aria-label": "Findings" });
  const run = action(
    "Run checks",
    async () => {
      told.tell("Looking …");
      const { data } = await call("GET", "/database-checks");
      keyed(
        findings,
        data.findings,
        ({ check, object }) => `${check} ${object}`,
        finding,
        () => {},
      );
      told.tell(summary(data));
    },
    { told: told.tell },
  );
  const text =
    "Looks for missing, unused and broken indexes, bloat, locks, spent sequences and more. " +
    "It asks the database a good deal.";
  return [el("h3", {}, "Checks"), el("p", { class: "hint" }, text), run, told.element, findings];
}

function summary({ findings, passed, unavailable }) {
  const missing = unavailable.map(({ part, reason }) => `${words(part)}: ${reason}`).join("; ");
  const found = findings.length === 0 ? "Nothing was found" : `${count(findings.length)} found`;
  return `${found}, ${count(passed.length)} checks passed.${missing ? ` Not looked at: ${missing}.` : ""}`;
}

function finding({ check, severity, object, evidence, explanation, fix, noFix }) {
  const title = el("p", { class: "title" }, badge(), el("strong", {}, `${words(check)}: ${object}`));
  setBadge(title.firstElementChild, words(severity), LEVELS[severity] ?? "plain");
  const figures = Object.entries(evidence).map(([name, value]) =>
    name.endsWith("Bytes")
      ? `${words(name.slice(0, -5))} ${bytes(value)}`
      : `${words(name)} ${decimal(value)}`,
  );
  return el(
    "li",
    { class: "card" },
    title,
    el("p", {}, explanation),
    el("p", { class: "hint" }, figures.join(" · ")),
    fix.length > 0
      ? el(
          "details",
          {},
          el("summary", {}, "How to mend it"),
          el("p", { class: "hint" }, "One statement at a time, outside of a transaction."),
          ...fix.map(copyable),
        )
      : null,
    noFix ? el("p", {}, noFix) : null,
  );
}
