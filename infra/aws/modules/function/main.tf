# One function: its program, what it may do, its log, and the alias by which everything calls it.
#
# Terraform makes it with the program that is packaged at that moment. From then on programs are a release's, which publishes
# versions and moves the alias `live` by parts; changed settings are a new version too, which nobody calls before a release.

resource "aws_lambda_function" "this" {
  #checkov:skip=CKV_AWS_116: what comes over a queue has its dead letters there, and a scheduled call comes again a minute later
  #checkov:skip=CKV_AWS_272: programs come from one machine's Terraform by their hash; a signing profile is an account's own to choose
  function_name = var.name
  description   = var.description
  role          = aws_iam_role.this.arn

  filename      = var.package
  package_type  = "Zip"
  runtime       = "provided.al2023"
  handler       = "bootstrap"
  architectures = [var.architecture]
  publish       = true

  memory_size                    = var.memory_mib
  timeout                        = var.timeout_secs
  reserved_concurrent_executions = var.reserved_concurrency
  kms_key_arn                    = var.kms_key_arn

  environment {
    variables = merge(var.environment, {
      SECRETS_ARN = var.secret_arn
      # Secrets are read at the start: with other values comes another version, so that a release starts every environment anew.
      SECRETS_VERSION = tostring(var.secrets_version)
    })
  }

  vpc_config {
    subnet_ids         = var.network.subnet_ids
    security_group_ids = var.network.security_group_ids
  }

  logging_config {
    log_format = "Text"
    log_group  = aws_cloudwatch_log_group.this.name
  }

  # What came before tells us the trace; segments of our own would cost 5 $ a million.
  tracing_config {
    mode = "PassThrough"
  }

  tags = { Name = var.name }

  lifecycle {
    ignore_changes = [filename]
  }

  depends_on = [aws_iam_role_policy.this]
}

resource "aws_lambda_alias" "live" {
  name             = "live"
  description      = "What is called; releases move it"
  function_name    = aws_lambda_function.this.function_name
  function_version = aws_lambda_function.this.version

  lifecycle {
    # A release writes into the description what it came from.
    ignore_changes = [description, function_version, routing_config]
  }
}

# Who calls it by the clock calls again soon: an old call is worth nothing.
resource "aws_lambda_function_event_invoke_config" "this" {
  count = var.is_called_by_clock ? 1 : 0

  function_name                = aws_lambda_function.this.function_name
  qualifier                    = aws_lambda_alias.live.name
  maximum_event_age_in_seconds = 60
  maximum_retry_attempts       = 0
}

resource "aws_cloudwatch_log_group" "this" {
  name              = "/aws/lambda/${var.name}"
  retention_in_days = var.log_retention_days
  kms_key_id        = var.kms_key_arn
}

# The brake of a release, and a call for help at any other time: calls that ended without an answer. Answers of 5xx are
# told by the platform's own alarms.
resource "aws_cloudwatch_metric_alarm" "failing" {
  alarm_name          = "${var.name}-failing"
  alarm_description   = "critical: ${var.name} crashes, or takes longer than it may. docs/runbooks/errors.md"
  namespace           = "AWS/Lambda"
  metric_name         = "Errors"
  dimensions          = { FunctionName = var.name, Resource = "${var.name}:live" }
  statistic           = "Sum"
  period              = 60
  evaluation_periods  = 1
  comparison_operator = "GreaterThanOrEqualToThreshold"
  threshold           = var.failures_a_minute
  treat_missing_data  = "notBreaching"
  alarm_actions       = var.alarm_topic_arns
  ok_actions          = var.alarm_topic_arns
}
