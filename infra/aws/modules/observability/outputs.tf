output "topic_arn" {
  description = "What tells people."
  value       = aws_sns_topic.alarms.arn
}

output "alarms" {
  description = "The alarms that tell."
  value = sort(concat(
    [for name, alarm in aws_cloudwatch_metric_alarm.rule : alarm.alarm_name if !contains(local.halves, name)],
    [for alarm in aws_cloudwatch_composite_alarm.rule : alarm.alarm_name],
    [for alarm in aws_cloudwatch_metric_alarm.resource : alarm.alarm_name],
  ))
}
