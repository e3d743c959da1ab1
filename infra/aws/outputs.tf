output "release" {
  description = "What a release needs to know: `terraform output -json release`."
  value = {
    region       = var.region
    architecture = var.architecture
    alias        = "live"
    functions = merge(
      { for name, function in module.function : function.name => local.completed[name].package },
      { for name, queue in module.queue : queue.worker.name => "tasks" },
    )
    alarms = sort(concat(
      [for function in module.function : function.alarm],
      [for queue in module.queue : queue.worker.alarm],
      # What readers would notice first.
      [for rule in ["errors", "many_errors", "very_slow_responses", "fast_burn", "entry-fails", "throttled"] : "${var.name}-${rule}"],
    ))
    health_url = "${local.address}/api/v1/performance/health"
  }
}

output "hosts" {
  description = "Names that DNS is to have at Cloudflare: CNAMEs to these, not through the proxy for the validation of certificates alone."
  value = {
    for name, target in {
      (try(var.entry_domain.name, "")) = module.entry.domain_target
      (try(var.files_domain.name, "")) = module.storage.domain_target
    } : name => target if name != ""
  }
}

output "entry" {
  description = "Amazon's own address of the entry, which answers only in the local environment, and its id."
  value       = { address = local.is_local ? local.address : module.entry.address, api_id = module.entry.api_id }
}

locals {
  # The emulator answers for its API gateways under paths of its own.
  address = local.is_local ? "${var.stand_ins.aws_url}/_aws/execute-api/${module.entry.api_id}/$default" : var.public_url
}

output "queues" {
  description = "Addresses of the queues."
  value       = { for name, queue in module.queue : name => queue.url }
}

output "outside_addresses" {
  description = "The addresses that calls to the outside come from, for whoever keeps a list of those who may call."
  value       = module.network.outside_addresses
}

output "alarms" {
  description = "Every alarm that tells."
  value       = module.observability.alarms
}

output "database" {
  description = "The database, for snapshots and restores, and how it is kept."
  value       = merge({ id = module.data.database_id, host = module.data.database_host, proxy = module.data.proxy_host }, module.data.kept)
}

output "routes" {
  description = "Each route, with who serves it."
  value       = module.entry.routes
}

output "policies" {
  description = "What each function may do, as JSON: for tests, and for whoever reviews it."
  value = merge(
    { for name, function in module.function : name => function.policy },
    { for name, queue in module.queue : "tasks-${name}" => queue.worker.policy },
  )
}

output "release_policy_arn" {
  description = "The policy that a release needs."
  value       = aws_iam_policy.release.arn
}
