# The worker: the program `tasks`, deployed once for each queue, woken with a batch of its messages.

module "worker" {
  source = "../function"

  name                 = "${var.function_prefix}-${var.queue}"
  description          = "Works on the queue ${var.queue}"
  region               = var.region
  account_id           = var.account_id
  kms_key_arn          = var.kms_key_arn
  package              = var.package
  architecture         = var.architecture
  memory_mib           = var.memory_mib
  timeout_secs         = var.timeout_secs
  reserved_concurrency = var.reserved_concurrency
  environment          = var.environment
  secret_arn           = var.secret_arn
  secrets_version      = var.secrets_version
  network              = var.network
  log_retention_days   = var.log_retention_days
  alarm_topic_arns     = var.alarm_topic_arns

  rights = merge(var.rights, {
    Work = {
      actions = [
        "sqs:ChangeMessageVisibility",
        "sqs:DeleteMessage",
        "sqs:GetQueueAttributes",
        "sqs:ReceiveMessage",
      ]
      resources = [aws_sqs_queue.this.arn]
    }
    DeadLetters = {
      actions   = ["sqs:SendMessage"]
      resources = [aws_sqs_queue.dead.arn]
    }
  })
}

resource "aws_lambda_event_source_mapping" "this" {
  event_source_arn        = aws_sqs_queue.this.arn
  function_name           = module.worker.alias_arn
  batch_size              = 10
  function_response_types = ["ReportBatchItemFailures"]
  # A batch isn't waited for: what is there is begun.
  maximum_batching_window_in_seconds = 0

  dynamic "scaling_config" {
    for_each = var.maximum_concurrency == null ? [] : [var.maximum_concurrency]

    content {
      maximum_concurrency = scaling_config.value
    }
  }

  dynamic "provisioned_poller_config" {
    for_each = var.provisioned_pollers == null ? [] : [var.provisioned_pollers]

    content {
      minimum_pollers = provisioned_poller_config.value.minimum
      maximum_pollers = provisioned_poller_config.value.maximum
    }
  }

  tags = { Name = local.queue }

  lifecycle {
    precondition {
      condition     = (var.maximum_concurrency == null) != (var.provisioned_pollers == null)
      error_message = "The queue ${var.queue} takes either maximum_concurrency or provisioned_pollers: AWS bounds it by one of them."
    }

    precondition {
      condition     = var.reserved_concurrency < 0 || coalesce(var.maximum_concurrency, 0) <= var.reserved_concurrency
      error_message = "The queue ${var.queue} has a maximum_concurrency above its worker's reserved_concurrency: the rest would be thrown back, and counted as receives."
    }
  }
}
