// Small pieces that several sections show.

import { el, keyed, setAttribute, setText } from "./dom.js";

const COPIED_FOR_MS = 2_000;

// How bad something is, in a word that is seen, not only in a colour.
export function badge(text = "", level = "plain") {
  return el("span", { class: `badge ${level}` }, text);
}

// Changes a badge.
export function setBadge(element, text, level) {
  setText(element, text);
  setAttribute(element, "class", `badge ${level}`);
  element.hidden = text === "";
}

// A list of figures: `show([{name, label, text, value, hint, level, word}])`.
export function figures(label) {
  const element = el("dl", { class: "figures", "aria-label": label });
  const key = ({ label }) => label;
  return { element, show: (all) => keyed(element, all, key, figure, fill) };
}

function figure({ label }) {
  return el("div", {}, el("dt", {}, label), el("dd", {}), el("dd", { class: "hint" }, el("span"), badge()));
}

function fill(element, { name, text = "–", value, hint = "", level = "plain", word = "" }) {
  const [, shown, below] = element.children;
  setText(shown, text);
  setAttribute(shown, "data-figure", name);
  setAttribute(shown, "data-value", value);
  setText(below.firstElementChild, hint);
  setBadge(below.lastElementChild, word, level);
}

// A text to be copied, such as a statement.
export function copyable(text) {
  const said = el("span", { class: "unseen", role: "status" });
  const copy = el("button", { type: "button", class: "quiet" }, "Copy");
  copy.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(text);
      setText(said, "Copied.");
      setText(copy, "Copied");
    } catch {
      setText(said, "It can't be copied here: select it.");
      setText(copy, "Select it");
    }
    setTimeout(() => setText(copy, "Copy"), COPIED_FOR_MS);
  });
  return el("div", { class: "copyable" }, el("pre", { tabindex: "0" }, el("code", {}, text)), copy, said);
}

// A button that is at work one time at once, and tells what went wrong. It keeps its focus meanwhile.
export function action(text, work, { level, told }) {
  const button = el("button", { type: "button", class: level }, text);
  button.addEventListener("click", async () => {
    if (button.hasAttribute("aria-disabled")) return;
    setAttribute(button, "aria-disabled", "true");
    try {
      await work();
    } catch (error) {
      told(error.message, true);
    } finally {
      setAttribute(button, "aria-disabled", null);
    }
  });
  return button;
}

// Where a section tells what became of something: politely, or as an alert.
export function outcome() {
  const fine = el("p", { class: "outcome", role: "status" });
  const wrong = el("p", { class: "problem", role: "alert" });
  return {
    element: el("div", {}, fine, wrong),
    tell(text, isProblem = false) {
      setText(fine, isProblem ? "" : text);
      setText(wrong, isProblem ? text : "");
    },
  };
}
