# The Worker on plain workerd: what `cargo dev` starts, and the tests. Addresses and settings come from the command line
# and the environment:
#   workerd serve edge/workerd.capnp --socket-addr edge=127.0.0.1:<port> --external-addr cache=127.0.0.1:<port>

using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  # A young generation of 1 MB, so that what a request leaves behind is collected a little at a time: with V8's own choice
  # workerd lets go of some seconds' objects at once, which stops everybody for 100 ms. docs/measurements.md has the figures.
  v8Flags = ["--min-semi-space-size=1", "--max-semi-space-size=1"],
  services = [
    (name = "edge", worker = .edge),
    # The Cache API's service: infra/platform/src/edge_cache.rs.
    (name = "cache", external = (http = (style = proxy))),
    # The origin and the bucket are on this machine.
    (name = "internet", network = (allow = ["local"])),
  ],
  sockets = [(name = "edge", http = (), service = "edge")],
);

const edge :Workerd.Worker = (
  modules = [
    (name = "shim.js", esModule = embed "../target/worker/shim.js"),
    (name = "edge.js", esModule = embed "../target/worker/edge.js"),
    (name = "glue.js", esModule = embed "../target/worker/glue.js"),
    (name = "inline0.js", esModule = embed "../target/worker/inline0.js"),
    (name = "edge_bg.wasm", wasm = embed "../target/worker/edge_bg.wasm"),
  ],
  compatibilityDate = "2026-07-01",
  cacheApiOutbound = "cache",
  bindings = [
    (name = "CACHE_BACKEND", text = "cache-api"),
    (name = "ORIGIN_URL", fromEnvironment = "ORIGIN_URL"),
    (name = "ORIGIN_SECRET", fromEnvironment = "ORIGIN_SECRET"),
    (name = "BUCKET_ORIGIN", fromEnvironment = "BUCKET_ORIGIN"),
    (name = "TRUSTED_CLIENT_SECRET", fromEnvironment = "TRUSTED_CLIENT_SECRET"),
  ],
);
