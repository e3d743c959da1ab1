// The sections, and what each is shown of an answer. One that can't be shown says why, and the others go
// on.

import * as alerts from "../sections/alerts.js";
import * as cache from "../sections/cache.js";
import * as coldStarts from "../sections/cold-starts.js";
import * as cost from "../sections/cost.js";
import * as database from "../sections/database.js";
import * as errors from "../sections/errors.js";
import * as invalidate from "../sections/invalidate.js";
import * as latency from "../sections/latency.js";
import * as limits from "../sections/limits.js";
import * as memory from "../sections/memory.js";
import * as overview from "../sections/overview.js";
import * as queues from "../sections/queues.js";
import * as slowQueries from "../sections/slow-queries.js";
import * as traffic from "../sections/traffic.js";
import { list } from "./contents.js";
import { byId, el, keyed, setText } from "./dom.js";
import { words } from "./format.js";

// In the order of a morning: what is wrong, how it goes, then what is behind it.
//
// A section has an `id`, a `title`, the `parts` of the answer without which it can't be shown, perhaps
// others that it shows `also`, perhaps a word on what such an answer `has` to hold, and `create(body,
// context)`, which fills its body and gives the function that shows an answer in it.
const SECTIONS = [
  overview,
  alerts,
  latency,
  traffic,
  errors,
  coldStarts,
  cache,
  database,
  slowQueries,
  queues,
  memory,
  limits,
  cost,
  invalidate,
];

// Builds the sections into the page. What it gives shows an answer of /performance/dashboard in them.
export function build(context) {
  const frames = SECTIONS.map((section) => frame(section, context));
  byId("sections").replaceChildren(...frames.map(({ element }) => element));
  list(SECTIONS);
  return (answer) => frames.forEach(({ show }) => show(answer));
}

function frame({ id, title, parts, also = [], has = () => true, create }, context) {
  const notes = el("div", { class: "notes" });
  const body = el("div", { class: "body" });
  const heading = el("h2", { id: `${id}-title` }, title);
  const element = el(
    "section",
    { id, class: "section", "aria-labelledby": `${id}-title`, tabindex: "-1" },
    heading,
    notes,
    body,
  );
  const show = create(body, context);
  return {
    element,
    show(figures) {
      const lacks = missing(figures, [...parts, ...also]);
      body.hidden = !parts.every((part) => figures[part]) || !has(figures);
      try {
        if (!body.hidden) show(figures);
      } catch (error) {
        console.error(error);
        body.hidden = true;
        lacks.push("Unavailable: this page doesn't understand the answer. A reload may help.");
      }
      keyed(notes, lacks, (text) => text, note, setText);
    },
  };
}

// What of these parts can't be had: the whole of one, or something in it. Each reason once.
function missing(figures, parts) {
  const whole = figures.unavailable.filter(({ part }) => parts.includes(part));
  const inside = parts.flatMap((part) => figures[part]?.unavailable ?? []);
  const said = ({ part, reason }) => `Unavailable: ${words(part).toLowerCase()} — ${reason}`;
  return [...new Set([...whole, ...inside].map(said))];
}

const note = () => el("p", { class: "note", role: "note" });
