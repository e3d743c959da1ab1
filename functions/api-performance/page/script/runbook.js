// Runbooks: what an alert means and what to do, as written in the repository.

import { el } from "./dom.js";
import { show } from "./dialog.js";

// Shows the runbook of a path in the repository, such as `docs/runbooks/errors.md`.
export async function showRunbook(path) {
  const name = path.split("/").at(-1);
  const response = await fetch(new URL(`../runbooks/${name}`, import.meta.url));
  const text = response.ok ? await response.text() : `# Runbook\n\nRead ${path} in the repository.`;
  const [heading, ...blocks] = text.trim().split(/\n{2,}/);
  await show(heading.replace(/^#+ /, ""), ...blocks.map(block));
}

// The few forms that runbooks are written in: headings, lists, paragraphs.
function block(text) {
  const lines = text.split("\n");
  if (text.startsWith("#")) return el("h3", {}, text.replace(/^#+ /, ""));
  if (/^(-|\d+\.) /.test(text)) {
    return el(
      text.startsWith("-") ? "ul" : "ol",
      {},
      ...items(lines).map((item) => el("li", {}, ...inline(item))),
    );
  }
  return el("p", {}, ...inline(lines.join(" ")));
}

// A list's items; a line that begins none goes on with the one before.
function items(lines) {
  return lines.reduce((all, line) => {
    if (/^(-|\d+\.) /.test(line)) all.push(line.replace(/^(-|\d+\.) /, ""));
    else all.push(`${all.pop()} ${line.trim()}`);
    return all;
  }, []);
}

// Code as code; of a link its words.
function inline(text) {
  const words = text.replace(/\[([^\]]+)\]\([^)]+\)/g, "$1");
  return words.split("`").map((piece, place) => (place % 2 ? el("code", {}, piece) : piece));
}
