// What each function's memory does, by its worst instance.

import { el, keyed, setText } from "../script/dom.js";
import { bytes, count, percent, seconds, words } from "../script/format.js";
import { badge, setBadge } from "../script/pieces.js";
import { table } from "../script/table.js";

export const id = "memory";
export const title = "Memory";
export const parts = ["resources"];

// From bad to good.
const VERDICTS = ["leaking", "fragmented", "filling", "steady", "warming_up"];
const LEVELS = { leaking: "bad", fragmented: "warn", steady: "good" };

export function create(body) {
  const partial = el(
    "p",
    { class: "note", role: "note" },
    "Only the instance that answers is shown: Redis is away.",
  );
  const functions = table({
    label: "Memory by function",
    key: ({ name }) => name,
    columns: [
      { title: "Function", text: ({ name }) => name },
      {
        title: "Verdict",
        create: () => badge(),
        update: (element, { worst }) =>
          setBadge(element, words(worst.verdict), LEVELS[worst.verdict] ?? "plain"),
      },
      { title: "Why", isLong: true, text: ({ worst }) => worst.reason },
      {
        title: "Instances",
        value: ({ instances }) => instances.length,
        text: ({ instances }) => count(instances.length),
      },
      { title: "Largest", value: largestOf, text: (of) => bytes(largestOf(of)) },
      { title: "Of its limit", value: fullestOf, text: (of) => percent(fullestOf(of)) },
      {
        title: "Growth per request",
        value: ({ worst }) => worst.growthPerRequest,
        text: ({ worst }) => bytes(worst.growthPerRequest),
      },
      {
        title: "Growth per minute",
        value: ({ worst }) => worst.growthPerMinute,
        text: ({ worst }) => bytes(worst.growthPerMinute),
      },
      { title: "Processor", value: cpuOf, text: (of) => percent(cpuOf(of)) },
      {
        title: "Up for",
        value: ({ worst }) => worst.uptimeSecs,
        text: ({ worst }) => seconds(worst.uptimeSecs),
      },
    ],
  });
  const leaks = el("ul", { class: "cards", "aria-label": "Leaks" });
  body.append(partial, functions.element, leaks);

  return ({ resources: { isComplete, instances } }) => {
    partial.hidden = isComplete;
    functions.show(byFunction(instances));
    keyed(
      leaks,
      instances.filter(({ verdict, sites }) => verdict === "leaking" && sites.length > 0),
      ({ instance }) => instance,
      leak,
      showLeak,
    );
  };
}

function byFunction(instances) {
  const functions = Map.groupBy(instances, (instance) => instance.function);
  const worstFirst = (one, other) => VERDICTS.indexOf(one.verdict) - VERDICTS.indexOf(other.verdict);
  const rows = [...functions].map(([name, of]) => ({
    name,
    instances: of,
    worst: of.toSorted(worstFirst)[0],
  }));
  return rows.toSorted(
    (one, other) => worstFirst(one.worst, other.worst) || largestOf(other) - largestOf(one),
  );
}

const largestOf = ({ instances }) => Math.max(...instances.map(({ rssBytes }) => rssBytes));

// Processor time of each second that it was there.
const cpuOf = ({ worst }) => (worst.uptimeSecs > 0 ? worst.cpuMs / 1_000 / worst.uptimeSecs : null);

function fullestOf({ instances }) {
  const bounded = instances.filter(({ limitBytes }) => limitBytes);
  return bounded.length === 0
    ? null
    : Math.max(...bounded.map(({ rssBytes, limitBytes }) => rssBytes / limitBytes));
}

function leak() {
  return el(
    "li",
    { class: "card" },
    el("p", { class: "title" }, badge(), el("strong")),
    el("details", {}, el("summary", {}, "Where it was allocated"), el("ol")),
  );
}

function showLeak(element, instance) {
  const [title, details] = element.children;
  setBadge(title.firstElementChild, "Leaking", "bad");
  setText(title.lastElementChild, `${instance.function}, instance ${instance.instance}`);
  keyed(
    details.lastElementChild,
    instance.sites,
    (_, place) => place,
    () => el("li", {}, el("p"), el("pre", { tabindex: "0" })),
    (site, { bytes: held, objects, frames }) => {
      setText(site.firstElementChild, `${bytes(held)} in ${count(objects)} pieces`);
      setText(site.lastElementChild, frames.join("\n"));
    },
  );
}
