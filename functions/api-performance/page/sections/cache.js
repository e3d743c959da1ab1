// What the application cache does, layer by layer, and for which operations.

import { isWithout } from "../script/answers.js";
import { el, keyed, setText } from "../script/dom.js";
import { bytes, count, percent } from "../script/format.js";
import { figures } from "../script/pieces.js";
import { table } from "../script/table.js";

export const id = "cache";
export const title = "Cache";
export const parts = ["cacheStats"];

export function create(body) {
  const bar = el("div", { class: "split", role: "img" });
  const legend = el("ul", { class: "split-legend", "aria-label": "Look-ups by layer" });
  const shown = figures("Cache");
  const namespaces = table({
    label: "Cache by operation",
    key: ({ namespace }) => namespace,
    empty: "Nothing was looked up in the last quarter of an hour.",
    columns: [
      { title: "Operation", text: ({ namespace }) => namespace },
      { title: "Look-ups", value: lookUps, text: (of) => count(lookUps(of)) },
      { title: "Hits", value: ({ hitShare }) => hitShare, text: ({ hitShare }) => percent(hitShare) },
      {
        title: "In the process",
        value: ({ processHits }) => processHits,
        text: ({ processHits }) => count(processHits),
      },
      { title: "In Redis", value: ({ redisHits }) => redisHits, text: ({ redisHits }) => count(redisHits) },
      { title: "Misses", value: ({ misses }) => misses, text: ({ misses }) => count(misses) },
      {
        title: "Stale",
        value: ({ staleServed }) => staleServed,
        text: ({ staleServed }) => count(staleServed),
      },
      { title: "Waits", value: ({ leaseWaits }) => leaseWaits, text: ({ leaseWaits }) => count(leaseWaits) },
      { title: "Errors", value: ({ errors }) => errors, text: ({ errors }) => count(errors) },
    ],
  });
  const counted = el("div", { class: "body" }, bar, legend);
  const byOperation = el("div", { class: "body" }, el("h3", {}, "By operation"), namespaces.element);
  body.append(
    el(
      "p",
      { class: "hint" },
      "All of it is of the last quarter of an hour. What the edge answers by itself doesn't come this far.",
    ),
    counted,
    shown.element,
    byOperation,
  );

  return ({ cacheStats }) => {
    counted.hidden = isWithout(cacheStats, "live");
    showLayers(bar, legend, cacheStats.all);
    shown.show([...held(cacheStats), ...(counted.hidden ? [] : done(cacheStats))]);
    byOperation.hidden = counted.hidden;
    namespaces.show(cacheStats.namespaces);
  };
}

const lookUps = ({ redisHits, processHits, misses }) => redisHits + processHits + misses;

function showLayers(bar, legend, all) {
  const whole = lookUps(all);
  const layers = [
    { name: "Copy in the process", layer: "process", lookUps: all.processHits },
    { name: "Redis", layer: "redis", lookUps: all.redisHits },
    { name: "Miss", layer: "miss", lookUps: all.misses },
  ].map((of) => ({ ...of, share: whole > 0 ? of.lookUps / whole : null }));
  const key = ({ layer }) => layer;
  keyed(
    bar,
    layers,
    key,
    ({ layer }) => el("span", { class: layer }),
    (part, { share }) => {
      part.style.flexGrow = String(share ?? 0);
    },
  );
  bar.hidden = whole === 0;
  bar.setAttribute("aria-label", layers.map(({ name, share }) => `${name}: ${percent(share)}`).join(", "));
  keyed(
    legend,
    layers,
    key,
    ({ layer }) => el("li", {}, el("i", { class: layer }), el("span")),
    (item, { name, share, lookUps }) => {
      setText(item.lastElementChild, `${name} ${percent(share)} (${count(lookUps)})`);
    },
  );
}

function held({ redis, process }) {
  return [
    {
      label: "Redis holds",
      text: bytes(redis?.usedBytes),
      hint: redis
        ? `${redis.maxBytes > 0 ? `of ${bytes(redis.maxBytes)}, ` : ""}${count(redis.keys)} keys`
        : "can't be read",
    },
    {
      label: "Thrown out of Redis",
      text: count(redis?.evictedKeys),
      hint: "keys, for want of room",
      ...(redis?.evictedKeys > 0 && { word: "Full", level: "warn" }),
    },
    { label: "This process holds", text: bytes(process.bytes), hint: `${count(process.entries)} copies` },
  ];
}

function done({ all, softInvalidations, hardInvalidations }) {
  return [
    {
      label: "Loads",
      text: count(all.loads),
      hint: `${count(all.earlyRefreshes)} before they expired, ${count(all.refusedFills)} not kept`,
    },
    { label: "Waits for a load", text: count(all.leaseWaits), hint: "of another process" },
    {
      label: "Served stale",
      text: count(all.staleServed),
      hint: `${count(all.failsafeServed)} for want of the database`,
    },
    {
      label: "Invalidations",
      text: count(softInvalidations + hardInvalidations),
      hint: `${count(softInvalidations)} soft, ${count(hardInvalidations)} hard`,
    },
    { label: "Errors", text: count(all.errors), hint: "look-ups that Redis didn't answer" },
  ];
}
