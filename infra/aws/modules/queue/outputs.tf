output "name" {
  description = "The queue's name."
  value       = aws_sqs_queue.this.name
}

output "dead_letters" {
  description = "The name of its dead-letter queue."
  value       = aws_sqs_queue.dead.name
}

output "url" {
  description = "The queue's address."
  value       = aws_sqs_queue.this.url
}

output "worker" {
  description = "The function that works on it."
  value       = module.worker
}
