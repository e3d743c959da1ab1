// The decisions of shared/cache-policy in JavaScript, for the benchmark's other Worker: never less than ours decides.

const SWR_SECS = 60;
const SIE_SECS = 86_400;
const WEEK_SECS = 7 * 86_400;
const PATH_BYTES_MAX = 1_024;
const QUERY_BYTES_MAX = 4_096;
const VALUE_BYTES_MAX = 512;

const policy = (name, fresh, parameters, texts = []) => ({
  name,
  isFile: false,
  parameters: new Set(parameters),
  texts: new Set(texts),
  edgeControl: `public, max-age=${fresh}, stale-while-revalidate=${SWR_SECS}, stale-if-error=${SIE_SECS}`,
});

const file = (name, fresh, control) => ({
  name,
  isFile: true,
  parameters: null,
  control,
  edgeControl: `public, max-age=${fresh}, stale-while-revalidate=${SIE_SECS}, stale-if-error=${WEEK_SECS}`,
});

const articles = policy("article-list", 300, ["author", "category", "cursor", "difficulty", "featured", "limit", "model", "page", "sort", "tag", "trending"], ["q"]);
const ranking = policy("article-ranking", 300, ["limit"]);
const articleTaxonomy = policy("article-taxonomy", 3600, ["limit", "sort"]);
const feed = policy("article-feed", 900, ["category"]);
const topics = policy("topic-list", 300, ["author", "category", "cursor", "limit", "page", "sort", "status", "tag", "type"], ["q"]);
const forumTaxonomy = policy("forum-taxonomy", 3600, ["limit"]);
const jobs = policy("job-list", 300, ["company", "cursor", "experience", "limit", "location", "model", "modelStrategy", "page", "salaryMin", "sort", "status", "tech", "type", "visa", "workLocation"], ["q"]);
const companies = policy("company-list", 300, ["cursor", "industry", "limit", "page", "size", "sort", "verified"], ["q"]);
const docs = policy("docs", 300, []);
const asset = file("asset", 2_592_000, "public, max-age=31536000, immutable");
const media = file("media", WEEK_SECS, `public, max-age=${WEEK_SECS}`);

const ROWS = [
  ["articles", articles],
  ["articles/trending", ranking],
  ["articles/popular", ranking],
  ["articles/categories", articleTaxonomy],
  ["articles/tags", articleTaxonomy],
  ["articles/feed.xml", feed],
  ["articles/sitemap.xml", feed],
  ["articles/{}", policy("article", 300, [])],
  ["articles/{}/related", policy("article-related", 300, [])],
  ["forum/topics", topics],
  ["forum/topics/unanswered", topics],
  ["forum/topics/{}", policy("topic", 300, [])],
  ["forum/topics/{}/replies", policy("topic-replies", 300, ["cursor", "limit", "page", "sort"])],
  ["forum/categories", forumTaxonomy],
  ["forum/tags", forumTaxonomy],
  ["jobs", jobs],
  ["jobs/matches", null],
  ["jobs/alerts", null],
  ["jobs/{}", policy("job", 300, [])],
  ["companies", companies],
  ["companies/{}", policy("company", 300, [])],
  ["companies/{}/jobs", policy("company-jobs", 300, ["cursor", "limit", "page", "sort", "status"])],
  ["openapi.json", docs],
  ["docs", docs],
].map(([path, of]) => [path.split("/"), of]);

const API = "/api/v1/";
const PLAIN_PATH = /^[A-Za-z0-9\-._~/]*$/;
const PLAIN_SEGMENT = /^[A-Za-z0-9\-_]+$/;
const STANDS_BARE = /[A-Za-z0-9\-._~/!$&'()*+,=:@]/;
const UNRESERVED = /[A-Za-z0-9\-._~]/;
const SPELLED_VALUE = /[A-Za-z0-9\-._~,]/;
const TRACKING = new Set(["_ga", "_gl", "dclid", "fbclid", "gbraid", "gclid", "igshid", "mc_cid", "mc_eid", "msclkid", "ttclid", "twclid", "wbraid", "yclid"]);
const SESSION_COOKIES = new Set(["session", "token", "refresh_token", "access_token"]);
const UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const BYTES = new TextEncoder();

export class Refusal extends Error {
  constructor(status, code, parameter, detail) {
    super(detail);
    Object.assign(this, { status, code, parameter });
  }
}

const refuse = (status, code, detail, parameter) => {
  throw new Refusal(status, code, parameter, detail);
};

const AMBIGUOUS = "the path must not hold empty or dotted segments, nor /, \\, ;, ?, # or % in any encoding";
const BAD_ENCODING = "the URL must be percent-encoded UTF-8";
const BAD_CHARACTER = "the query must not hold control characters, nor a bare ;, # or \\";

const hex = (byte) => `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;

function digits(text, at) {
  const pair = text.slice(at + 1, at + 3);
  if (!/^[0-9A-Fa-f]{2}$/.test(pair)) {
    refuse(400, "bad_encoding", BAD_ENCODING);
  }
  return Number.parseInt(pair, 16);
}

function checkUtf8(bytes) {
  try {
    return UTF8.decode(Uint8Array.from(bytes));
  } catch {
    return refuse(400, "bad_encoding", BAD_ENCODING);
  }
}

function respelled(path) {
  let spelled = "";
  const decoded = [];
  for (let at = 0; at < path.length; at += 1) {
    const encoded = path[at] === "%";
    const byte = encoded ? digits(path, at) : path.charCodeAt(at);
    at += encoded ? 2 : 0;
    const character = String.fromCharCode(byte);
    decoded.push(byte);
    const cuts = "\\;?#%".includes(character) || (encoded && character === "/");
    if (cuts || byte < 32 || byte === 127 || (!encoded && !STANDS_BARE.test(character))) {
      refuse(400, "ambiguous_path", AMBIGUOUS);
    }
    const isBare = byte < 128 && (UNRESERVED.test(character) || character === "/" || (STANDS_BARE.test(character) && !encoded));
    spelled += isBare ? character : hex(byte);
  }
  checkUtf8(decoded);
  return spelled;
}

function canonicalPath(path) {
  if (path.length > PATH_BYTES_MAX) {
    refuse(414, "uri_too_long", `the path must be at most ${PATH_BYTES_MAX} bytes long`);
  }
  const spelled = PLAIN_PATH.test(path) ? path : respelled(path);
  const segments = spelled.split("/");
  if (segments[0] !== "" || segments.length < 2) {
    refuse(400, "ambiguous_path", AMBIGUOUS);
  }
  for (let n = 1; n < segments.length; n += 1) {
    const isEmptyBefore = n > 1 && segments[n - 1] === "";
    if (isEmptyBefore || segments[n] === "." || segments[n] === "..") {
      refuse(400, "ambiguous_path", AMBIGUOUS);
    }
  }
  return spelled;
}

function decoded(text) {
  if (PLAIN_PATH.test(text)) {
    return text;
  }
  const bytes = [];
  for (let at = 0; at < text.length; at += 1) {
    let byte = text.charCodeAt(at);
    if (text[at] === "%") {
      byte = digits(text, at);
      at += 2;
    } else if (text[at] === "+") {
      byte = 32;
    } else if (";#\\".includes(text[at]) || byte < 33 || byte > 126) {
      refuse(400, "bad_character", BAD_CHARACTER);
    }
    if (byte < 32 || byte === 127) {
      refuse(400, "bad_character", BAD_CHARACTER);
    }
    bytes.push(byte);
  }
  return checkUtf8(bytes);
}

function within(name, text) {
  try {
    return decoded(text);
  } catch (refusal) {
    return refuse(refusal.status, refusal.code, refusal.message, name);
  }
}

const isTracking = (name) => name.startsWith("utm_") || TRACKING.has(name);
const split = (pair) => {
  const at = pair.indexOf("=");
  return at < 0 ? [pair, ""] : [pair.slice(0, at), pair.slice(at + 1)];
};

function spell(text) {
  let spelled = "";
  for (const byte of BYTES.encode(text)) {
    const character = String.fromCharCode(byte);
    spelled += byte < 128 && SPELLED_VALUE.test(character) ? character : hex(byte);
  }
  return spelled;
}

function canonicalQuery(query, of) {
  if (query === "" || of.parameters === null) {
    return "";
  }
  const pairs = new Map();
  for (const pair of query.split("&")) {
    if (pair === "") {
      continue;
    }
    const [rawName, rawValue] = split(pair);
    const name = decoded(rawName);
    if (isTracking(name)) {
      continue;
    }
    const isText = of.texts.has(name);
    if (!isText && !of.parameters.has(name)) {
      refuse(400, "unknown_parameter", `there is no parameter ${name} here`, name);
    }
    if (pairs.has(name)) {
      refuse(400, "repeated_parameter", `the parameter ${name} must be given once`, name);
    }
    let value = within(name, rawValue);
    if (value.length > VALUE_BYTES_MAX) {
      refuse(400, "too_long", `${name} must be at most ${VALUE_BYTES_MAX} bytes long`, name);
    }
    if (isText) {
      value = value.split(/\s+/).filter((word) => word !== "").join(" ").toLowerCase();
    }
    pairs.set(name, value);
  }
  return [...pairs.keys()].sort().map((name) => `${spell(name)}=${spell(pairs.get(name))}`).join("&");
}

function withoutTracking(query) {
  decoded(query);
  const isKept = (pair) => !isTracking(decoded(split(pair)[0]));
  const pairs = query.split("&");
  return pairs.every(isKept) ? query : pairs.filter(isKept).join("&");
}

function ofPath(path) {
  if (path.startsWith(API)) {
    const below = path.slice(API.length).split("/");
    const fits = ([row]) =>
      row.length === below.length && row.every((word, n) => (word === "{}" ? PLAIN_SEGMENT.test(below[n]) : word === below[n]));
    return ROWS.find(fits)?.[1] ?? null;
  }
  const isFile = (folder) => path.startsWith(folder) && path.length > folder.length && !path.endsWith("/");
  return isFile("/assets/") ? asset : isFile("/media/") ? media : null;
}

// Throws a Refusal.
export function decide(method, path, query, credentials) {
  const canonical = canonicalPath(path);
  if (query.length > QUERY_BYTES_MAX) {
    refuse(414, "uri_too_long", `the query must be at most ${QUERY_BYTES_MAX} bytes long`);
  }
  const reads = method === "GET" || method === "HEAD";
  const of = reads ? ofPath(canonical) : null;
  let kept = query;
  if (of !== null) {
    kept = canonicalQuery(query, of);
  } else if (reads) {
    kept = withoutTracking(query);
  } else {
    decoded(query);
  }
  const bypass = !reads ? "method" : of === null || credentials ? "bypass" : null;
  return { target: kept === "" ? canonical : `${canonical}?${kept}`, policy: of, bypass, fills: bypass === null && method === "GET" };
}

export function isCredential(name, value) {
  if (name === "cookie") {
    return value.split(/[;,]/).some((cookie) => {
      const named = cookie.split("=", 1)[0].trim();
      return named.startsWith("__Host-") || named.startsWith("__Secure-") || SESSION_COOKIES.has(named.toLowerCase());
    });
  }
  return name === "authorization" || name === "proxy-authorization" || name === "x-api-key";
}

const STRIPPED = new Set(["forwarded", "x-client-ip", "x-forwarded", "x-host", "x-http-method", "x-http-method-override", "x-method-override", "x-origin-secret", "x-real-ip", "x-rewrite-url", "true-client-ip", "x-trusted-client"]);

export const isStripped = (name) => STRIPPED.has(name) || name.startsWith("x-forwarded-") || name.startsWith("x-original-");

export const STORED = ["cache-control", "cache-tag", "cloudflare-cdn-cache-control", "content-disposition", "content-encoding", "content-language", "content-security-policy", "content-type", "etag", "last-modified", "vary"];

export function mayStore(response) {
  const says = (name, forbids) =>
    (response.headers.get(name) ?? "").split(",").some((word) => {
      const said = word.split("=", 1)[0].trim().toLowerCase();
      return said !== "" && forbids(said);
    });
  return (
    response.status === 200 &&
    !response.headers.has("set-cookie") &&
    !says("cache-control", (word) => word === "private" || word === "no-store" || word === "no-cache") &&
    !says("vary", (word) => word !== "accept-encoding")
  );
}
