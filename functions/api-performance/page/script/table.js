// Tables that stay themselves while their figures change: sorted by a column, cut after some rows, scrolled
// where they are too wide.

import { el, keyed, setAttribute, setText } from "./dom.js";

const ROWS_FIRST = 8;

// A column shows `text(row)`, in several lines if it `isLong`, or what `create(row)` makes and
// `update(element, row)` fills. By `value(row)` it can be sorted.
//
// `table({label, columns, key, empty, sortBy})` gives `{element, show(rows)}`.
export function table({ label, columns, key, empty = "Nothing to show.", sortBy = null }) {
  let rows = [];
  let isWhole = false;
  let sorted = { column: sortBy, falls: true };

  const heads = columns.map((column) => head(column, () => sortOn(column)));
  const body = el("tbody");
  const shown = el(
    "table",
    {},
    el("caption", { class: "unseen" }, label),
    el("thead", {}, el("tr", {}, ...heads)),
    body,
  );
  const scroll = el("div", { class: "scroll", role: "region", "aria-label": label }, shown);
  const nothing = el("p", { class: "empty", hidden: true }, empty);
  const more = el("button", { type: "button", class: "quiet", hidden: true, click: showMoreOrLess });
  const element = el("div", { class: "table" }, scroll, nothing, more);
  new ResizeObserver(() =>
    setAttribute(scroll, "tabindex", scroll.scrollWidth > scroll.clientWidth ? 0 : null),
  ).observe(scroll);

  function showMoreOrLess() {
    isWhole = !isWhole;
    draw();
  }

  function sortOn(column) {
    const again = sorted.column === column.title;
    sorted = { column: column.title, falls: again ? !sorted.falls : column.value !== undefined };
    draw();
  }

  function inOrder() {
    const column = columns.find(({ title }) => title === sorted.column);
    if (!column) return rows;
    const valueOf = column.value ?? column.text;
    const sign = sorted.falls ? -1 : 1;
    return rows.toSorted((one, other) => sign * compare(valueOf(one), valueOf(other)));
  }

  function draw() {
    columns.forEach((column, place) => {
      const order = sorted.column === column.title ? (sorted.falls ? "descending" : "ascending") : null;
      setAttribute(heads[place], "aria-sort", order);
    });
    const visible = isWhole ? rows.length : ROWS_FIRST;
    keyed(
      body,
      inOrder().slice(0, visible),
      key,
      (row) => line(columns, row),
      (tr, row) => columns.forEach((column, place) => fill(tr.children[place], column, row)),
    );
    scroll.hidden = rows.length === 0;
    nothing.hidden = rows.length > 0;
    more.hidden = rows.length <= ROWS_FIRST;
    setText(more, isWhole ? `Show ${ROWS_FIRST}` : `Show all ${rows.length}`);
  }

  return {
    element,
    show(all) {
      rows = all;
      draw();
    },
  };
}

function head(column, sort) {
  const isSortable = column.title !== "" && column.create === undefined;
  const title = isSortable
    ? el("button", { type: "button", class: "sort", click: sort }, column.title)
    : column.title;
  return el(
    "th",
    { scope: "col", class: classOf(column) },
    title || el("span", { class: "unseen" }, "Actions"),
  );
}

const classOf = ({ value, isLong }) => (value ? "number" : isLong ? "text" : null);

function line(columns, row) {
  const cells = columns.map((column, place) => {
    const cell = place === 0 ? el("th", { scope: "row" }) : el("td", { class: classOf(column) });
    if (column.create) cell.append(column.create(row));
    return cell;
  });
  return el("tr", {}, ...cells);
}

function fill(cell, column, row) {
  if (column.create) column.update?.(cell.firstElementChild, row);
  else setText(cell, column.text(row));
}

// Texts by their letters, numbers by size; what has no number counts as the least.
function compare(one, other) {
  if (typeof one === "string") return one.localeCompare(other);
  return (one ?? -Infinity) - (other ?? -Infinity);
}
