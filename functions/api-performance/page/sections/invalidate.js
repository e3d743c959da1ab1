// Drops what the caches hold under a tag, or in the namespaces that begin so.

import { call } from "../script/api.js";
import { ask } from "../script/dialog.js";
import { el, setText } from "../script/dom.js";
import { outcome } from "../script/pieces.js";

export const id = "invalidate";
export const title = "Invalidate";
export const parts = [];

const KINDS = {
  tag: {
    label: "Tag",
    hint: "such as articles, or article: with an id",
    path: (value) => `/cache/tags/${encodeURIComponent(value)}`,
  },
  pattern: {
    label: "Pattern",
    hint: "an area such as articles, or one operation such as articles:list",
    path: (value) => `/cache/${encodeURIComponent(value)}`,
  },
};

export function create(body, { refresh }) {
  const told = outcome();
  const kind = el(
    "select",
    { id: "invalidate-kind" },
    el("option", { value: "tag" }, "One tag"),
    el("option", { value: "pattern" }, "Operations by name"),
  );
  const label = el("label", { for: "invalidate-value" });
  const value = el("input", {
    id: "invalidate-value",
    required: true,
    autocomplete: "off",
    autocapitalize: "none",
    spellcheck: "false",
    "aria-describedby": "invalidate-hint",
  });
  const hint = el("small", { id: "invalidate-hint" });
  const button = el("button", { class: "main" }, "Invalidate");
  const form = el(
    "form",
    { class: "row" },
    el("p", { class: "field" }, el("label", { for: "invalidate-kind" }, "What"), kind),
    el("p", { class: "field" }, label, value, hint),
    button,
  );
  const showKind = () => {
    setText(label, KINDS[kind.value].label);
    setText(hint, KINDS[kind.value].hint);
  };
  kind.addEventListener("change", showKind);
  showKind();
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    button.disabled = true;
    try {
      const said = await invalidate(kind.value, value.value.trim());
      if (said !== null) {
        told.tell(said);
        refresh();
      }
    } catch (error) {
      told.tell(error.message, true);
    } finally {
      button.disabled = false;
    }
  });
  body.append(
    el("p", { class: "hint" }, "In the application cache and at the CDN. It is noted who did it."),
    form,
    told.element,
  );
  return () => {};
}

async function invalidate(kind, value) {
  if (kind === "pattern") {
    const sure = await ask({
      title: `Invalidate ${value}?`,
      text:
        "Every answer of the operations whose name begins so is made anew by who asks next. " +
        "The database gets that work at once.",
      action: "Invalidate",
      isDangerous: true,
    });
    if (!sure) return null;
  }
  const { data } = await call("DELETE", KINDS[kind].path(value));
  return summary(data);
}

// What is dropped, and where.
function summary({ namespaces, tags, cdnTags, isDone }) {
  const said = [
    ["Operations", namespaces],
    ["Tags", tags],
    ["At the CDN", cdnTags],
  ].filter(([, names]) => names.length > 0);
  const when = isDone ? "Dropped." : "Redis is away: it is dropped as soon as that is back.";
  return `${when} ${said.map(([where, names]) => `${where}: ${names.join(", ")}.`).join(" ")}`;
}
