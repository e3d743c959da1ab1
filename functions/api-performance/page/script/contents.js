// The list of sections: where each is, and which one is being read.

import { byId, el, setAttribute } from "./dom.js";

// The part of the screen in which a section counts as read: a strip below the bar.
const READ_IN = "-15% 0px -75% 0px";

// Lists the sections, `{id, title}`, whose elements are on the page.
export function list(sections) {
  const links = new Map(sections.map(({ id, title }) => [id, el("a", { href: `#${id}` }, title)]));
  byId("contents").replaceChildren(...[...links.values()].map((link) => el("li", {}, link)));
  const reader = new IntersectionObserver((changes) => mark(links, changes), { rootMargin: READ_IN });
  for (const { id } of sections) reader.observe(byId(id));
}

function mark(links, changes) {
  const read = changes.find(({ isIntersecting }) => isIntersecting);
  if (read === undefined) return;
  for (const [id, link] of links) setAttribute(link, "aria-current", id === read.target.id ? "true" : null);
}
