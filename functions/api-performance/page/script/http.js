// One request to the interface, and what is wrong when it isn't answered well.

// The platform answers within ten seconds, or not at all.
const WITHIN_MS = 12_000;

// What the platform refused, or why it couldn't be asked (status 0).
export class Problem extends Error {
  constructor(status, code, detail, retryAfterSecs = null) {
    super(detail);
    this.status = status;
    this.code = code;
    this.retryAfterSecs = retryAfterSecs;
  }
}

// Sends a request. Its answer, whatever the status; a `Problem` only when there is none.
export async function send(method, path, { token, body, signal } = {}) {
  const headers = { accept: "application/json" };
  if (token) headers.authorization = `Bearer ${token}`;
  if (body !== undefined) headers["content-type"] = "application/json";
  const late = AbortSignal.timeout(WITHIN_MS);
  try {
    return await fetch(path, {
      method,
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
      cache: "no-store",
      credentials: "same-origin",
      redirect: "error",
      signal: signal ? AbortSignal.any([signal, late]) : late,
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw late.aborted
      ? new Problem(0, "late", "The platform didn't answer in time.")
      : new Problem(0, "away", "The platform can't be reached.");
  }
}

// What an answer says; nothing of an empty one.
export async function read(response) {
  const text = await response.text();
  let said = null;
  try {
    said = text === "" ? null : JSON.parse(text);
  } catch {
    throw new Problem(response.status, "unreadable", "The platform's answer can't be read.");
  }
  if (response.ok) return said;
  const retryAfter = Number(response.headers.get("retry-after"));
  const faults = said?.errors?.map((fault) => fault.detail).join("; ");
  throw new Problem(
    response.status,
    said?.code ?? "unknown",
    faults || said?.detail || `The platform answered ${response.status}.`,
    Number.isFinite(retryAfter) && retryAfter > 0 ? retryAfter : null,
  );
}
