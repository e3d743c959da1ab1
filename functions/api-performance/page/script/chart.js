// Lines over time, drawn by uPlot, with the same figures as a table. Where the library doesn't run there is the
// table alone.

import { byId, el, keyed, setAttribute, setText } from "./dom.js";
import { day, minute, moment } from "./format.js";
import { table } from "./table.js";

const { uPlot } = globalThis;

const HEIGHT = 200;
const WIDTH_MIN = 200;
const DAY_SECS = 86_400;

// Steps of an axis that counts.
const WHOLE = [1, 2, 5]
  .flatMap((step) => [1, 10, 100, 1_000, 10_000].map((of) => step * of))
  .sort((a, b) => a - b);

const dark = matchMedia("(prefers-color-scheme: dark)");

let charts = 0;

// `lines` are `{label, colour, dash}`; a colour is one of the style sheet's properties. `format` writes a
// value; `isWhole` says that there is nothing between one and two.
//
// `chart({title, lines, format, isWhole})` gives `{element, show(points)}`, points being `{at, values}`: seconds
// since 1970, and a number or null for each line.
export function chart({ title, lines, format, isWhole = false }) {
  const id = `chart-${(charts += 1)}`;
  let points = [];
  let plot = null;

  const place = el("div", { class: "plot", role: "img" });
  const legend = el("ul", { class: "legend", "aria-hidden": "true" });
  const nothing = el("p", { class: "empty", hidden: true }, "No requests in this time.");
  const rows = table({
    label: `${title}, as a table`,
    key: ({ at }) => at,
    columns: [
      { title: "Time", text: ({ at }) => moment(at * 1_000), value: ({ at }) => at },
      ...lines.map(({ label }, line) => ({
        title: label,
        value: ({ values }) => values[line],
        text: ({ values }) => format(values[line]),
      })),
    ],
  });
  rows.element.id = `${id}-table`;
  rows.element.hidden = uPlot !== undefined;
  const toggle = el("button", { type: "button", class: "quiet", click: showAsOther }, "Show as table");
  toggle.setAttribute("aria-controls", rows.element.id);
  toggle.hidden = uPlot === undefined;
  const caption = el("figcaption", {}, el("span", {}, title), toggle);
  const element = el("figure", { class: "chart" }, caption, place, legend, nothing, rows.element);

  function showAsOther() {
    rows.element.hidden = !rows.element.hidden;
    setText(toggle, rows.element.hidden ? "Show as table" : "Show as chart");
    draw();
  }

  function draw() {
    const isTable = !rows.element.hidden;
    const isEmpty = points.every(({ values }) => values.every((value) => value === null));
    place.hidden = isTable || isEmpty;
    legend.hidden = place.hidden;
    nothing.hidden = isTable || !isEmpty;
    if (isTable) rows.show(points.toReversed());
    if (place.hidden) return;
    setAttribute(place, "aria-label", summary(title, lines, points, format));
    const data = [
      points.map(({ at }) => at),
      ...lines.map((_, line) => points.map(({ values }) => values[line])),
    ];
    if (plot === null)
      plot = new uPlot(options({ lines, format, isWhole }, place.clientWidth, tell), data, place);
    else plot.setData(data);
    tell();
  }

  // The values where the pointer is, or the last ones.
  function tell() {
    const point = points[plot?.cursor.idx ?? points.length - 1];
    const said = [
      { label: "", text: point ? moment(point.at * 1_000) : "" },
      ...lines.map(({ label, colour, dash }, line) => ({
        label,
        colour,
        dash,
        text: format(point?.values[line]),
      })),
    ];
    keyed(
      legend,
      said,
      ({ label }) => label,
      key,
      ({ lastElementChild }, { text }) => setText(lastElementChild, text),
    );
  }

  // The canvas has to be told of other colours; a chart that is gone, no more.
  function recolour() {
    if (!element.isConnected) return dark.removeEventListener("change", recolour);
    plot?.destroy();
    plot = null;
    draw();
  }

  dark.addEventListener("change", recolour);
  new ResizeObserver(([{ contentRect }]) => {
    if (plot && contentRect.width > 0 && Math.round(contentRect.width) !== plot.width) {
      plot.setSize({ width: Math.round(contentRect.width), height: HEIGHT });
    }
  }).observe(place);

  return {
    element,
    show(all) {
      points = all;
      draw();
    },
  };
}

function key({ label, colour, dash }) {
  const mark = colour ? el("i", { class: `${colour}${dash ? " dashed" : ""}` }) : null;
  return el("li", {}, mark, label, el("b"));
}

// What the picture shows, in a sentence.
function summary(title, lines, points, format) {
  const said = lines.map(({ label }, line) => {
    const values = points.map(({ values }) => values[line]).filter((value) => value !== null);
    if (values.length === 0) return `${label}: nothing`;
    return `${label}: ${format(Math.min(...values))} to ${format(Math.max(...values))}, last ${format(values.at(-1))}`;
  });
  return `${title}. ${said.join("; ")}.`;
}

// What the library is told. The scale begins at nothing, so that a small change doesn't look like a large one.
function options({ lines, format, isWhole }, width, tell) {
  const axis = {
    stroke: colour("soft-text"),
    font: `12px ${getComputedStyle(document.body).fontFamily}`,
    grid: { stroke: colour("line"), width: 1 },
    ticks: { show: false },
  };
  const values = (_, splits) => splits.map(format);
  return {
    width: Math.max(width, WIDTH_MIN),
    height: HEIGHT,
    padding: [12, 12, 0, 0],
    cursor: { drag: { x: false, y: false }, points: { size: 7 } },
    legend: { show: false },
    hooks: { setCursor: [tell] },
    scales: { y: { range: (_, least, most) => [0, most > 0 ? most * 1.12 : 1] } },
    axes: [
      { ...axis, space: 70, size: 28, values: (plot, splits) => splits.map((at) => onAxis(plot, at)) },
      { ...axis, space: 36, size: 64, values, ...(isWhole && { incrs: WHOLE }) },
    ],
    series: [{}, ...lines.map(lineOf)],
  };
}

const lineOf = ({ label, colour: name, dash }) => ({
  label,
  stroke: colour(name),
  width: 2,
  dash,
  points: { size: 5, fill: colour(name) },
});

// One of the style sheet's colours, as a canvas takes it.
function colour(name) {
  const palette = byId("palette");
  palette.style.color = `var(--${name})`;
  return getComputedStyle(palette).color;
}

function onAxis(plot, at) {
  const { min, max } = plot.scales.x;
  return max - min > 2 * DAY_SECS ? day(at * 1_000) : minute(at * 1_000);
}
