// The module that Cloudflare loads: it starts the wasm once per isolate, and anew after a panic, which leaves it unusable.

import * as edge from "./edge.js";
import module from "./edge_bg.wasm";

// Rust's tasks are run as microtasks, twice or more a request. The host's own function costs some 15 µs a call, a promise
// that is settled already hardly anything.
const settled = Promise.resolve();
globalThis.queueMicrotask = (task) => {
  settled.then(task);
};

edge.initSync({ module });

export default {
  async fetch(request, env, context) {
    return edge.fetch(request, env, context);
  },
};
