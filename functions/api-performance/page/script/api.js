// Calls of the interface by whoever is signed in.

import { read, send } from "./http.js";
import { note } from "./limits.js";
import * as session from "./session.js";

const PERFORMANCE = "/api/v1/performance";

// Calls a route below /performance, and gives the whole of its answer. A token that is refused is renewed
// once.
export async function call(method, path, { body, signal } = {}) {
  try {
    return await once(method, path, body, signal);
  } catch (error) {
    if (!session.isRefused(error)) throw error;
    await session.renew();
    return once(method, path, body, signal);
  }
}

async function once(method, path, body, signal) {
  const token = await session.token();
  const response = await send(method, `${PERFORMANCE}${path}`, { token, body, signal });
  note(response.headers);
  return read(response);
}
