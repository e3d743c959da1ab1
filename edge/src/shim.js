// The module that Cloudflare loads: it starts the wasm once per isolate, and anew after a panic, which leaves it unusable.

import * as edge from "./edge.js";
import module from "./edge_bg.wasm";

edge.initSync({ module });

export default {
  async fetch(request, env, context) {
    return edge.fetch(request, env, context);
  },
};
