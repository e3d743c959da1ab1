output "names" {
  description = "The entries."
  value       = keys(aws_scheduler_schedule.this)
}
