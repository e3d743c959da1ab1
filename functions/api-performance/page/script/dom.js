// Elements out of plain values. Text stays text: nothing that the interface answers can become markup.

const KEY = Symbol("key");

// An element. A function among the attributes listens to the event of that name; `true` is a bare
// attribute; what is false or nothing is left out.
export function el(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "function") {
      element.addEventListener(key, value);
    } else if (value !== false && value !== null && value !== undefined) {
      element.setAttribute(key, value === true ? "" : value);
    }
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

// The element of the page with this id.
export const byId = (id) => document.getElementById(id);

// Sets a text only where it differs, so that a selection of it lives on.
export function setText(element, text) {
  if (element.textContent !== text) {
    element.textContent = text;
  }
}

// Sets an attribute, or takes it away where there is no value.
export function setAttribute(element, name, value) {
  if (value === null || value === undefined || value === false) {
    element.removeAttribute(name);
  } else if (element.getAttribute(name) !== String(value)) {
    element.setAttribute(name, value);
  }
}

// Has the children of `parent` show `items`, an element for each. The element of a key stays the same one,
// with its focus and whatever is open in it.
export function keyed(parent, items, keyOf, create, update) {
  const keys = distinct(items.map(keyOf));
  const wanted = new Set(keys);
  const there = new Map();
  for (const child of [...parent.children]) {
    if (wanted.has(child[KEY])) {
      there.set(child[KEY], child);
    } else {
      child.remove();
    }
  }
  let at = parent.firstElementChild;
  items.forEach((item, place) => {
    const key = keys[place];
    const element = there.get(key) ?? create(item);
    element[KEY] = key;
    update(element, item);
    if (element === at) {
      at = at.nextElementSibling;
    } else {
      parent.insertBefore(element, at);
    }
  });
}

// Keys with a number where one comes again.
function distinct(keys) {
  const seen = new Map();
  return keys.map((key) => {
    const before = seen.get(key) ?? 0;
    seen.set(key, before + 1);
    return before === 0 ? key : `${key} (${before + 1})`;
  });
}
