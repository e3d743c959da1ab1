output "name" {
  description = "The function's name."
  value       = aws_lambda_function.this.function_name
}

output "alias_arn" {
  description = "What calls it: the alias live."
  value       = aws_lambda_alias.live.arn
}

output "alias_invoke_arn" {
  description = "The same as API Gateway spells it."
  value       = aws_lambda_alias.live.invoke_arn
}

output "version" {
  description = "The newest version, which a release moves the alias to."
  value       = aws_lambda_function.this.version
}

output "role_arn" {
  description = "Its role."
  value       = aws_iam_role.this.arn
}

output "alarm" {
  description = "The alarm that a release stops at."
  value       = aws_cloudwatch_metric_alarm.failing.alarm_name
}

output "policy" {
  description = "What it may do, as JSON: for tests, and for whoever reviews it."
  value       = local.policy
}
