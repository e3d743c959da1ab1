# The Worker as it stands at Cloudflare, as far as workerd can stand in: the zone's cache is behind `fetch`, whose options
# reach the scripted origin in a header, and a rate limiter refuses one address.

using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "edge", worker = .edge),
    (name = "cache", external = (http = (style = proxy))),
    (name = "origin", external = (http = (cfBlobHeader = "x-cf"))),
  ],
  sockets = [(name = "edge", http = (), service = "edge")],
  extensions = [(modules = [(name = "limiter", internal = true, esModule = embed "limiter.js")])],
);

const edge :Workerd.Worker = (
  modules = [
    (name = "shim.js", esModule = embed "../../target/worker/shim.js"),
    (name = "edge.js", esModule = embed "../../target/worker/edge.js"),
    (name = "glue.js", esModule = embed "../../target/worker/glue.js"),
    (name = "inline0.js", esModule = embed "../../target/worker/inline0.js"),
    (name = "edge_bg.wasm", wasm = embed "../../target/worker/edge_bg.wasm"),
  ],
  compatibilityDate = "2026-07-01",
  globalOutbound = "origin",
  bindings = [
    (name = "CACHE_BACKEND", text = "zone"),
    (name = "ORIGIN_URL", text = "http://origin.example"),
    (name = "BUCKET_ORIGIN", text = "http://bucket.example"),
    (name = "ORIGIN_SECRET", fromEnvironment = "ORIGIN_SECRET"),
    (name = "RATE_LIMITER", wrapped = (moduleName = "limiter")),
  ],
);
