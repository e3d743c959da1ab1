// What the Worker asks of its host, each in one call: a crossing between wasm and JavaScript costs more than what is done
// on the other side. Nothing is decided here. Headers cross as lines of `name:value`, their names in small letters.

// The functions answer within 10 s, or not at all.
const ANSWER_WITHIN_MS = 12_000;

// Bodies up to this length are read before they are passed on; longer ones stream.
const READ_FIRST_BYTES = 64 * 1024;

// A visitor has sent such a body within 10 s, or is told to send it again.
const BODY_WITHIN_MS = 10_000;

let hardening = [];
let everybody = [];
let storable = [];
let internal = [];

const pairs = (lines) =>
  lines === ""
    ? []
    : lines.split("\n").map((line) => {
        const at = line.indexOf(":");
        return [line.slice(0, at), line.slice(at + 1)];
      });

// The tables, told once: headers of every answer, of public ones, those an entry may carry, those for caches only.
export function start(everyAnswer, publicAnswers, stored, forCaches) {
  hardening = pairs(everyAnswer);
  everybody = pairs(publicAnswers);
  storable = stored.split("\n");
  internal = forCaches.split("\n");
}

// A setting, if it is one.
export function setting(env, name) {
  return typeof env[name] === "string" ? env[name] : undefined;
}

// Whether there is a binding that bounds how often one address may ask.
export function isLimited(env) {
  return typeof env.RATE_LIMITER?.limit === "function";
}

// Whether the address may ask once more.
export async function mayAsk(env, key) {
  const { success } = await env.RATE_LIMITER.limit({ key });
  return success;
}

const utf8 = new TextEncoder();

// Writes a text into the Worker's memory, which is ten times as quick as the way of the generated bindings. How many bytes
// it has; 0 when there is no room.
function write(text, room) {
  const { read, written } = utf8.encodeInto(text, room);
  return read === text.length ? written : 0;
}

// A fresh request id, the time, method, URL and headers.
export function facts(request, room) {
  let text = `${crypto.randomUUID()}\n${Date.now()}\n${request.method}\n${request.url}`;
  for (const [name, value] of request.headers) {
    text += `\n${name}:${value}`;
  }
  return write(text, room);
}

// The visitor's own request, less some headers, with some of ours; its answer as the visitor gets it, or nothing when its
// body didn't arrive. `told` has, with NUL between: the URL, the names of the headers that are left out, ours, and those of
// the answer.
export async function pass(request, told, beganMs) {
  const [url, unwanted, lines, answered] = told.split("\0");
  const headers = new Headers(request.headers);
  if (unwanted !== "") {
    for (const name of unwanted.split("\n")) {
      headers.delete(name);
    }
  }
  for (const [name, value] of pairs(lines)) {
    headers.set(name, value);
  }
  const { method } = request;
  const body = method === "GET" || method === "HEAD" ? null : await bodyOf(request);
  if (body === undefined) {
    return undefined;
  }
  const signal = AbortSignal.timeout(ANSWER_WITHIN_MS);
  const response = await fetch(url, { method, headers, body, signal, redirect: "manual" });
  return finish(response, `${answered}\nserver-timing:edge;dur=${Date.now() - beganMs}`, false);
}

// A body that an origin didn't take stays in the visitor's connection, which the host then closes under the next request.
// A short one is read first, so that this can't happen; and the origin doesn't wait for a slow visitor. Nothing when the
// visitor breaks it off, or is too slow.
async function bodyOf(request) {
  const length = request.headers.get("content-length");
  const isShort = length !== null && Number(length) <= READ_FIRST_BYTES;
  if (!isShort || request.body === null) {
    return request.body;
  }
  let late;
  const isLate = new Promise((resolve) => {
    late = setTimeout(resolve, BODY_WITHIN_MS);
  });
  try {
    return await Promise.race([request.arrayBuffer(), isLate]);
  } catch {
    return undefined;
  } finally {
    clearTimeout(late);
  }
}

// A request of our own, with nothing of the visitor's but what the lines say. `cf` is for the zone's cache, as JSON.
export async function ask(method, url, lines, cf) {
  const signal = AbortSignal.timeout(ANSWER_WITHIN_MS);
  const options = { method, headers: pairs(lines), signal, redirect: "manual" };
  if (cf !== undefined) {
    options.cf = JSON.parse(cf);
  }
  return fetch(url, options);
}

const named = (url, encoding, word) => {
  const headers = word === "" ? { "accept-encoding": encoding } : { "accept-encoding": encoding, "x-edge-cache": word };
  return new Request(url, { headers });
};

// What the Cache API holds; `word` says more to our service behind it.
export async function look(url, encoding, word) {
  return caches.default.match(named(url, encoding, word));
}

// Gives a copy of a response to the Cache API.
export async function keep(url, encoding, response) {
  return caches.default.put(named(url, encoding, ""), response.clone());
}

// Tells the service behind the Cache API that nothing to keep came of a load.
export async function end(url, encoding, word) {
  return caches.default.delete(named(url, encoding, word));
}

// What a cached response is: the service's own word.
export function told(response) {
  return response.headers.get("x-edge-cache") ?? "";
}

// The entity tag of a response.
export function etag(response) {
  return response.headers.get("etag") ?? "";
}

// A line each: status, whether it sets a cookie, and the headers that decide what becomes of a response.
export function came(response, room) {
  const { headers, status } = response;
  const of = (name) => headers.get(name) ?? "";
  const text = `${status}\n${headers.has("set-cookie") ? 1 : 0}\n${of("cache-control")}\n${of("vary")}\n${of("cache-tag")}\n${of("cache-status")}\n${of("server-timing")}\n${of("cf-cache-status")}\n${of("age")}`;
  return write(text, room);
}

// The same response with nothing but what an entry may carry, and what the lines say.
export function clean(response, lines) {
  const headers = new Headers();
  for (const name of storable) {
    const value = response.headers.get(name);
    if (value !== null) {
      headers.set(name, value);
    }
  }
  for (const [name, value] of pairs(lines)) {
    headers.set(name, value);
  }
  return new Response(response.body, { status: response.status, headers });
}

// The same response without a body, of another status if it says one.
export function bare(response, status) {
  return new Response(null, { status: status ?? response.status, headers: response.headers });
}

// An answer of our own.
export function answer(status, body, lines) {
  return new Response(body, { status, headers: pairs(lines) });
}

// A response as the visitor gets it.
export function finish(response, lines, isPublic) {
  const answer = new Response(response.body, response);
  const { headers } = answer;
  for (const name of internal) {
    headers.delete(name);
  }
  for (const [name, value] of hardening) {
    headers.set(name, value);
  }
  if (isPublic) {
    for (const [name, value] of everybody) {
      headers.set(name, value);
    }
  }
  for (const [name, value] of pairs(lines)) {
    if (name === "cache-status" || name === "server-timing") {
      headers.append(name, value);
    } else {
      headers.set(name, value);
    }
  }
  return answer;
}
