// The benchmark's other Worker: what ours does on plain workerd, in JavaScript alone.

import { Refusal, STORED, decide, isCredential, isStripped, mayStore } from "./decide.js";

const ANSWER_WITHIN_MS = 12_000;
const REQUEST_ID = /^[A-Za-z0-9\-_.]{8,128}$/;
const LOADS_NOTHING = "default-src 'none'; frame-ancestors 'none'";
const FOR_CACHES = ["cache-tag", "cf-cache-status", "cloudflare-cdn-cache-control", "x-edge-cache"];
const HARDENING = [
  ["referrer-policy", "strict-origin-when-cross-origin"],
  ["strict-transport-security", "max-age=31536000; includeSubDomains; preload"],
  ["x-content-type-options", "nosniff"],
  ["x-frame-options", "DENY"],
];
const PUBLIC = [
  ["access-control-allow-origin", "*"],
  ["access-control-expose-headers", "Age, Cache-Status, ETag, Location, RateLimit, RateLimit-Policy, Retry-After, Server-Timing, X-Request-Id"],
  ["cross-origin-resource-policy", "cross-origin"],
];

const signal = () => AbortSignal.timeout(ANSWER_WITHIN_MS);

function see(request, env) {
  const seen = { began: Date.now(), id: crypto.randomUUID(), credentials: false, unwanted: [], address: "127.0.0.1" };
  let connecting = null;
  let trusted = null;
  for (const [name, value] of request.headers) {
    seen.credentials ||= isCredential(name, value);
    if (isStripped(name)) {
      seen.unwanted.push(name);
    }
    if (name === "accept-encoding") seen.encodings = value;
    else if (name === "if-none-match") seen.held = value;
    else if (name === "range") seen.range = value;
    else if (name === "if-range") seen.ifRange = value;
    else if (name === "x-request-id" && REQUEST_ID.test(value)) seen.id = value;
    else if (name === "cf-connecting-ip") connecting = value;
    else if (name === "x-trusted-client") trusted = value;
  }
  if (trusted !== null && trusted === env.TRUSTED_CLIENT_SECRET) {
    seen.address = connecting ?? seen.address;
  }
  return seen;
}

function best(accepted = "") {
  const takes = (wanted) =>
    accepted.split(",").some((item) => {
      const [name, weight = ""] = item.split(";", 2);
      return name.trim().toLowerCase() === wanted && !/^\s*q=\s*0(\.0*)?\s*$/.test(weight);
    });
  return takes("br") ? "br" : takes("gzip") ? "gzip" : "identity";
}

function finish(response, seen, status, isPublic, timing = "") {
  const answer = new Response(response.body, response);
  const { headers } = answer;
  for (const name of FOR_CACHES) headers.delete(name);
  for (const [name, value] of HARDENING) headers.set(name, value);
  if (isPublic) for (const [name, value] of PUBLIC) headers.set(name, value);
  headers.set("x-request-id", seen.id);
  headers.append("cache-status", status);
  headers.append("server-timing", `edge;dur=${Date.now() - seen.began}`);
  if (timing !== "") headers.append("server-timing", timing);
  return answer;
}

function problem(seen, status, code, detail, fault, retryAfter) {
  const body = { type: `urn:neurmatic:problem:${code}`, title: "Problem", status, detail, code, requestId: seen.id };
  if (fault !== undefined) body.errors = [fault];
  const headers = { "content-type": "application/problem+json", "cache-control": "private, no-cache, no-store", "content-security-policy": LOADS_NOTHING };
  if (retryAfter !== undefined) headers["retry-after"] = String(retryAfter);
  return finish(new Response(JSON.stringify(body), { status, headers }), seen, "neurmatic-edge; fwd=bypass", true);
}

function refused(seen, refusal) {
  const { status, code, parameter, message } = refusal;
  if (parameter === undefined) return problem(seen, status, code, message);
  const pointer = `/query/${parameter}`;
  return problem(seen, 400, "invalid_parameter", `${pointer}: ${message}`, { pointer, code, detail: message });
}

function away(seen, error) {
  console.error(`the origin is away: ${error}, request ${seen.id}`);
  return problem(seen, 503, "origin_unavailable", "something that is needed to answer this is down; try again in a moment", undefined, 2);
}

async function pass(request, env, seen, url, why) {
  const headers = new Headers(request.headers);
  for (const name of seen.unwanted) headers.delete(name);
  headers.set("cf-connecting-ip", seen.address);
  headers.set("x-origin-secret", env.ORIGIN_SECRET);
  headers.set("x-request-id", seen.id);
  const { method } = request;
  const body = method === "GET" || method === "HEAD" ? null : await bodyOf(request);
  try {
    const response = await fetch(url, { method, headers, body, signal: signal(), redirect: "manual" });
    return finish(response, seen, `neurmatic-edge; fwd=${why}`, false);
  } catch (error) {
    return away(seen, error);
  }
}

async function bodyOf(request) {
  const length = request.headers.get("content-length");
  const isShort = length !== null && Number(length) <= 64 * 1024;
  return isShort && request.body !== null ? request.arrayBuffer() : request.body;
}

const toBucket = (seen) => ({ "x-request-id": seen.id });
const toFunctions = (env, seen) => ({ ...toBucket(seen), "cf-connecting-ip": seen.address, "x-origin-secret": env.ORIGIN_SECRET });

async function part(request, seen, url) {
  const headers = toBucket(seen);
  if (seen.range !== undefined) headers.range = seen.range;
  if (seen.ifRange !== undefined) headers["if-range"] = seen.ifRange;
  if (seen.held !== undefined) headers["if-none-match"] = seen.held;
  try {
    const response = await fetch(url, { method: request.method, headers, signal: signal(), redirect: "manual" });
    const answer = finish(response, seen, "neurmatic-edge; fwd=bypass", true);
    answer.headers.set("content-security-policy", LOADS_NOTHING);
    return answer;
  } catch (error) {
    return away(seen, error);
  }
}

const named = (url, encoding, word) =>
  new Request(url, { headers: word === "" ? { "accept-encoding": encoding } : { "accept-encoding": encoding, "x-edge-cache": word } });

const look = (url, encoding, word) => caches.default.match(named(url, encoding, word)).catch(() => null);

function deliver(request, seen, response, status, timing) {
  const bare = (tag) => tag.trim().replace(/^(W\/)+/, "");
  const etag = bare(response.headers.get("etag") ?? "");
  if (seen.held !== undefined && etag !== "" && seen.held.split(",").some((tag) => tag.trim() === "*" || bare(tag) === etag)) {
    return finish(new Response(null, { status: 304, headers: response.headers }), seen, status, true, timing);
  }
  if (request.method === "HEAD") {
    return finish(new Response(null, { status: response.status, headers: response.headers }), seen, status, true, timing);
  }
  return finish(response, seen, status, true, timing);
}

// { clean } may be shared, { own } is for one visitor, { failed } or { error } is no answer.
async function load(context, policy, url, encoding, headers, isWaited) {
  const end = (word) => caches.default.delete(named(url, encoding, word)).catch(() => {});
  let response;
  try {
    response = await fetch(url, { method: "GET", headers, signal: signal(), redirect: "manual" });
  } catch (error) {
    await end("failed");
    return { error };
  }
  if ([500, 502, 503, 504].includes(response.status)) {
    await end("failed");
    return { failed: response };
  }
  if (!mayStore(response)) {
    await end("nothing");
    return { own: response };
  }
  const kept = new Headers();
  for (const name of STORED) {
    const value = response.headers.get(name);
    if (value !== null) kept.set(name, value);
  }
  if (policy.isFile) {
    kept.set("cache-control", policy.control);
    kept.set("content-security-policy", LOADS_NOTHING);
  }
  const tags = response.headers.get("cache-tag");
  kept.set("cache-tag", tags === null ? policy.name : `${tags},${policy.name}`);
  kept.set("cloudflare-cdn-cache-control", policy.edgeControl);
  const clean = new Response(response.body, { status: response.status, headers: kept });
  const put = caches.default.put(named(url, encoding, ""), clean.clone()).catch((error) => console.error(`the cache took nothing: ${error}`));
  if (isWaited) context.waitUntil(put);
  else await put;
  return { clean, status: response.headers.get("cache-status"), timing: response.headers.get("server-timing") ?? "" };
}

async function shared(request, env, context, seen, { policy, fills }, url) {
  const encoding = best(seen.encodings);
  const headers = { ...(policy.isFile ? toBucket(seen) : toFunctions(env, seen)), accept: "*/*", "accept-encoding": encoding };
  const entry = await look(url, encoding, fills ? "" : "peek");
  if (entry) {
    const [word, ttl] = (entry.headers.get("x-edge-cache") ?? "").split(" ");
    if (word === "refresh") context.waitUntil(load(context, policy, url, encoding, headers, false));
    return deliver(request, seen, entry, `neurmatic-edge; hit; ttl=${ttl}`);
  }
  if (!fills) {
    try {
      const response = await fetch(url, { method: request.method, headers, signal: signal(), redirect: "manual" });
      return finish(response, seen, "neurmatic-edge; fwd=uri-miss", false);
    } catch (error) {
      return away(seen, error);
    }
  }
  const loaded = await load(context, policy, url, encoding, headers, true);
  if (loaded.clean) {
    const ours = `neurmatic-edge; fwd=uri-miss${entry === null ? "" : "; stored"}`;
    return deliver(request, seen, loaded.clean, loaded.status === null ? ours : `${loaded.status}, ${ours}`, loaded.timing);
  }
  if (loaded.own) return finish(loaded.own, seen, "neurmatic-edge; fwd=uri-miss", false);
  const stale = await look(url, encoding, "on-error");
  if (stale) {
    const status = loaded.failed ? `; fwd-status=${loaded.failed.status}` : "";
    return deliver(request, seen, stale, `neurmatic-edge; fwd=stale${status}; detail=stale-if-error`);
  }
  return loaded.failed ? finish(loaded.failed, seen, "neurmatic-edge; fwd=uri-miss", false) : away(seen, loaded.error);
}

export default {
  async fetch(request, env, context) {
    const seen = see(request, env);
    const { url } = request;
    const from = url.indexOf("/", url.indexOf("://") + 3);
    const target = from < 0 ? "/" : url.slice(from);
    const at = target.indexOf("?");
    let decision;
    try {
      decision = decide(request.method, at < 0 ? target : target.slice(0, at), at < 0 ? "" : target.slice(at + 1), seen.credentials);
    } catch (error) {
      if (error instanceof Refusal) return refused(seen, error);
      throw error;
    }
    const isFile = decision.policy?.isFile ?? false;
    const base = isFile ? env.BUCKET_ORIGIN : env.ORIGIN_URL;
    if (!base) return problem(seen, 404, "not_found", "there is no such file");
    const asked = `${base}${decision.target}`;
    if (decision.bypass === null && !(isFile && seen.range !== undefined)) return shared(request, env, context, seen, decision, asked);
    return isFile ? part(request, seen, asked) : pass(request, env, seen, asked, decision.bypass);
  },
};
