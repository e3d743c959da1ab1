// Who is signed in. The access token is kept in this module's memory and nowhere else; the refresh token is
// a cookie that no script can read. A reload signs in again by that cookie.

import { Problem, read, send } from "./http.js";

const SESSION = "/api/v1/auth/session";
const REFRESH = `${SESSION}/refresh`;

// A token this close to its end is not used any more.
const EARLY_MS = 60_000;

let access = null;
let renewing = null;

// Nobody is signed in any more. Somebody has to do something about it where a cookie was planted.
export class SignedOut extends Error {
  constructor(message, isPlanted) {
    super(message);
    this.isPlanted = isPlanted;
  }
}

function keep({ data }) {
  access = { token: data.accessToken, endsAt: Date.now() + data.expiresIn * 1_000 };
  return data.user;
}

// Signs in, and says who that is.
export async function signIn(email, password) {
  return keep(await read(await send("POST", SESSION, { body: { email, password } })));
}

// Forgets the token, and has the platform end the login.
export async function signOut() {
  access = null;
  await read(await send("DELETE", SESSION));
}

// A token that holds for a while yet.
export async function token() {
  if (access === null || Date.now() > access.endsAt - EARLY_MS) await renew();
  return access.token;
}

// Gets a new token by the cookie, and says whose. A refresh token is good once, and a second use of it
// would end the login: calls at the same time share one renewal, and tabs take turns.
export function renew() {
  renewing ??= inTurn(async () => {
    const response = await send("POST", REFRESH);
    if (response.status === 401) {
      access = null;
      throw await signedOut(response);
    }
    return keep(await read(response));
  }).finally(() => {
    renewing = null;
  });
  return renewing;
}

// What a refused cookie means.
async function signedOut(response) {
  const problem = await read(response).catch((error) => error);
  const isPlanted = problem.code === "cookie_planted";
  return new SignedOut(isPlanted ? problem.message : "The login has ended. Sign in again.", isPlanted);
}

function inTurn(work) {
  return navigator.locks ? navigator.locks.request("neurmatic-session", work) : work();
}

// Whether a problem means that the token is refused.
export const isRefused = (error) => error instanceof Problem && error.status === 401;
