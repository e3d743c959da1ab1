# The benchmark's other Worker, set as ../workerd.capnp sets ours.

using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  # As in ../workerd.capnp.
  v8Flags = ["--min-semi-space-size=1", "--max-semi-space-size=1"],
  services = [
    (name = "edge", worker = .edge),
    (name = "cache", external = (http = (style = proxy))),
    (name = "internet", network = (allow = ["local"])),
  ],
  sockets = [(name = "edge", http = (), service = "edge")],
);

const edge :Workerd.Worker = (
  modules = [
    (name = "worker.js", esModule = embed "worker.js"),
    (name = "decide.js", esModule = embed "decide.js"),
  ],
  compatibilityDate = "2026-07-01",
  cacheApiOutbound = "cache",
  bindings = [
    (name = "ORIGIN_URL", fromEnvironment = "ORIGIN_URL"),
    (name = "ORIGIN_SECRET", fromEnvironment = "ORIGIN_SECRET"),
    (name = "BUCKET_ORIGIN", fromEnvironment = "BUCKET_ORIGIN"),
    (name = "TRUSTED_CLIENT_SECRET", fromEnvironment = "TRUSTED_CLIENT_SECRET"),
  ],
);
