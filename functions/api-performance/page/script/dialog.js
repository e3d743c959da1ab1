// The one dialog of the page: asks before something is done that can't be taken back, and shows texts.

import { byId, el } from "./dom.js";

const dialog = byId("dialog");

// Asks, and gives what was filled in, or nothing when it was called off. `fields` are `{name, label,
// hint}`.
export function ask({ title, text, action, fields = [], isDangerous = false }) {
  const inputs = fields.map(({ name, label, hint }) =>
    el(
      "label",
      { class: "field" },
      el("span", {}, label),
      el("input", { name, autocomplete: "off" }),
      hint ? el("small", {}, hint) : null,
    ),
  );
  const form = el(
    "form",
    { method: "dialog" },
    el("h2", { id: "dialog-title" }, title),
    el("p", {}, text),
    ...inputs,
    el(
      "p",
      { class: "actions" },
      el(
        "button",
        { value: "no", type: "button", click: () => dialog.close("no"), autofocus: isDangerous },
        "Cancel",
      ),
      el("button", { value: "yes", class: isDangerous ? "danger" : "main" }, action),
    ),
  );
  return open(form).then((answer) => (answer === "yes" ? Object.fromEntries(new FormData(form)) : null));
}

// Shows elements until they are closed.
export function show(title, ...elements) {
  const close = el("button", { type: "button", class: "main", click: () => dialog.close("no") }, "Close");
  const text = el("div", { class: "runbook", tabindex: "0" }, ...elements);
  return open(
    el("div", {}, el("h2", { id: "dialog-title" }, title), text, el("p", { class: "actions" }, close)),
  );
}

function open(content) {
  dialog.replaceChildren(content);
  dialog.returnValue = "no";
  dialog.showModal();
  return new Promise((resolve) =>
    dialog.addEventListener("close", () => resolve(dialog.returnValue), { once: true }),
  );
}
