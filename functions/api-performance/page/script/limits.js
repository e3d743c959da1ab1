// What the answers' `RateLimit` headers say of the limits that count this page's own calls.

const known = new Map();

// `"read";q=100;w=60, "user";q=600;w=60` as [name, {q, w}] pairs.
function items(header) {
  return (header ?? "")
    .split(",")
    .map((item) => item.trim().split(";"))
    .filter(([name]) => name)
    .map(([name, ...parameters]) => [
      name.replaceAll('"', ""),
      Object.fromEntries(
        parameters.map((parameter) => parameter.split("=")).map(([key, value]) => [key, Number(value)]),
      ),
    ]);
}

// Notes what an answer says.
export function note(headers) {
  for (const [name, { q, w }] of items(headers.get("ratelimit-policy"))) {
    known.set(name, { ...known.get(name), name, quota: q, windowSecs: w });
  }
  for (const [name, { r, t }] of items(headers.get("ratelimit"))) {
    known.set(name, { ...known.get(name), name, left: r, moreInSecs: t });
  }
}

// Every limit that was told of.
export const own = () => [...known.values()];
