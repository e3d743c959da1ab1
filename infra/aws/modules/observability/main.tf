# What tells people that something is wrong when the platform can't: alarms out of the rules of alerts (`infra/alarms.json`),
# alarms of what only Amazon sees, one topic for all, and the dashboard.

locals {
  # The documents are written for a deployment that is called neurmatic; this one's names are its own.
  document  = jsondecode(file(var.alarms))
  mine      = { for alarm in local.document.metricAlarms : replace(alarm.AlarmName, "neurmatic-", "") => alarm }
  composite = { for alarm in local.document.compositeAlarms : replace(alarm.AlarmName, "neurmatic-", "") => alarm }
  # Halves of a composite alarm tell nobody by themselves.
  halves = toset(flatten([for name, _ in local.composite : [for half, _ in local.mine : half if startswith(half, "${name}-")]]))
  topics = [aws_sns_topic.alarms.arn]
}

resource "aws_sns_topic" "alarms" {
  name              = "${var.name}-alarms"
  kms_master_key_id = var.kms_key_arn
}

resource "aws_sns_topic_policy" "alarms" {
  arn = aws_sns_topic.alarms.arn

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "AlarmsOfThisAccount"
      Effect    = "Allow"
      Action    = "sns:Publish"
      Resource  = aws_sns_topic.alarms.arn
      Principal = { Service = "cloudwatch.amazonaws.com" }
      Condition = { StringEquals = { "aws:SourceAccount" = var.account_id } }
    }]
  })
}

# Each is asked by mail whether they want it.
resource "aws_sns_topic_subscription" "mail" {
  for_each = var.emails

  topic_arn = aws_sns_topic.alarms.arn
  protocol  = "email"
  endpoint  = each.key
}

resource "aws_cloudwatch_metric_alarm" "rule" {
  for_each = local.mine

  alarm_name          = "${var.name}-${each.key}"
  alarm_description   = each.value.AlarmDescription
  comparison_operator = each.value.ComparisonOperator
  evaluation_periods  = each.value.EvaluationPeriods
  datapoints_to_alarm = try(each.value.DatapointsToAlarm, null)
  threshold           = each.value.Threshold
  treat_missing_data  = each.value.TreatMissingData
  alarm_actions       = contains(local.halves, each.key) ? [] : local.topics
  ok_actions          = contains(local.halves, each.key) ? [] : local.topics

  dynamic "metric_query" {
    for_each = each.value.Metrics

    content {
      id          = metric_query.value.Id
      label       = try(metric_query.value.Label, null)
      expression  = try(metric_query.value.Expression, null)
      return_data = metric_query.value.ReturnData

      dynamic "metric" {
        for_each = try([metric_query.value.MetricStat], [])

        content {
          namespace   = metric.value.Metric.Namespace == "Neurmatic" ? var.metrics_namespace : metric.value.Metric.Namespace
          metric_name = metric.value.Metric.MetricName
          dimensions  = { for dimension in metric.value.Metric.Dimensions : dimension.Name => dimension.Value }
          period      = metric.value.Period
          stat        = metric.value.Stat
        }
      }
    }
  }
}

resource "aws_cloudwatch_composite_alarm" "rule" {
  for_each = local.composite

  alarm_name        = "${var.name}-${each.key}"
  alarm_description = each.value.AlarmDescription
  alarm_rule        = replace(each.value.AlarmRule, "\"neurmatic-", "\"${var.name}-")
  alarm_actions     = local.topics
  ok_actions        = local.topics

  depends_on = [aws_cloudwatch_metric_alarm.rule]
}

resource "aws_cloudwatch_dashboard" "this" {
  dashboard_name = var.name
  dashboard_body = replace(
    replace(
      templatefile(var.dashboard, { region = var.region, account = var.account_id, queue_prefix = var.queue_prefix }),
      "\"Neurmatic\"", jsonencode(var.metrics_namespace),
    ),
    ":alarm:neurmatic-", ":alarm:${var.name}-",
  )
}
