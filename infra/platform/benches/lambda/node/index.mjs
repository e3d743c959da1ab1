// A function on Node.js as it would be written with Redis' own client: it answers a list from the cache, and does nothing else.
// No limits, no token, no log, no parsing of what it passes on: whatever ours does beside that, this one doesn't.
import http from "node:http";
import { createClient } from "@redis/client";

const api = `http://${process.env.AWS_LAMBDA_RUNTIME_API}/2018-06-01/runtime/invocation/`;
const agent = new http.Agent({ keepAlive: true });
const redis = createClient({ url: process.env.REDIS_URL });
let connected;

const handler = async (event) => {
  if (event.rawPath !== "/api/v1/articles") {
    return { statusCode: 404, headers: {}, body: "", isBase64Encoded: false };
  }
  connected ??= redis.connect();
  await connected;
  const body = await redis.get(process.env.BASELINE_KEY);
  const headers = { "content-type": "application/json", "cache-control": "public, max-age=0, s-maxage=60" };
  return { statusCode: body === null ? 404 : 200, headers, body: body ?? "", isBase64Encoded: false };
};

const ask = (method, path, body) =>
  new Promise((resolve, reject) => {
    const request = http.request(api + path, { method, agent }, (response) => {
      const chunks = [];
      response.on("data", (chunk) => chunks.push(chunk));
      response.on("end", () => resolve({ headers: response.headers, body: Buffer.concat(chunks).toString() }));
      response.on("error", reject);
    });
    request.on("error", reject);
    request.end(body);
  });

for (;;) {
  const next = await ask("GET", "next");
  const id = next.headers["lambda-runtime-aws-request-id"];
  try {
    await ask("POST", `${id}/response`, JSON.stringify(await handler(JSON.parse(next.body))));
  } catch (error) {
    const told = JSON.stringify({ errorType: error.name, errorMessage: String(error.message) });
    await ask("POST", `${id}/error`, told);
  }
}
