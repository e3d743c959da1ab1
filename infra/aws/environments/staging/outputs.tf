output "release" {
  description = "What a release needs to know: `terraform output -json release`."
  value       = module.neurmatic.release
}

output "hosts" {
  description = "CNAMEs that Cloudflare is to have."
  value       = module.neurmatic.hosts
}

output "queues" {
  description = "Addresses of the queues, for others who send tasks."
  value       = module.neurmatic.queues
}

output "outside_addresses" {
  description = "The addresses that calls to the outside come from."
  value       = module.neurmatic.outside_addresses
}

output "alarms" {
  description = "Every alarm that tells."
  value       = module.neurmatic.alarms
}

output "database" {
  description = "The database, for snapshots and restores."
  value       = module.neurmatic.database
}

output "policies" {
  description = "What each function may do, as JSON: for whoever reviews it."
  value       = module.neurmatic.policies
}

output "release_policy_arn" {
  description = "The policy that a release needs: attach it to who releases."
  value       = module.neurmatic.release_policy_arn
}
