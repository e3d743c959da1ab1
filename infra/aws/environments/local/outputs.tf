output "release" {
  description = "What a release needs to know: `terraform output -json release`."
  value       = module.neurmatic.release
}

output "entry" {
  description = "The API at the emulator, and its id."
  value       = module.neurmatic.entry
}

output "queues" {
  description = "Addresses of the queues."
  value       = module.neurmatic.queues
}
