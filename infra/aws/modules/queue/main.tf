# A queue of background tasks, its dead letters, and the function that works on it.

locals {
  suffix = var.keeps_order ? ".fifo" : ""
  queue  = "${var.name}${local.suffix}"
  dead   = "${var.name}-dead${local.suffix}"
  arns   = "arn:aws:sqs:${var.region}:${var.account_id}"
}

resource "aws_sqs_queue" "this" {
  name = local.queue

  # Amazon's rule for queues that Lambda reads: what was thrown back by throttling comes again before it is given to another.
  visibility_timeout_seconds = 6 * var.timeout_secs
  # The outbox has the row until the task is done, and sends it again; the queue only has to outlive an incident.
  message_retention_seconds = 4 * 86400
  max_message_size          = 262144
  sqs_managed_sse_enabled   = true

  fifo_queue = var.keeps_order
  # The platform says each message's id itself.
  content_based_deduplication = var.keeps_order ? false : null
  deduplication_scope         = var.keeps_order ? "messageGroup" : null
  fifo_throughput_limit       = var.keeps_order ? "perMessageGroupId" : null

  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.dead.arn
    maxReceiveCount     = var.max_receives
  })

  tags = { Name = local.queue }
}

resource "aws_sqs_queue" "dead" {
  name = local.dead

  # As long as failed_tasks keeps them.
  message_retention_seconds = 14 * 86400
  max_message_size          = 262144
  sqs_managed_sse_enabled   = true
  fifo_queue                = var.keeps_order

  tags = { Name = local.dead }
}

# Only this queue may put its dead letters there.
resource "aws_sqs_queue_redrive_allow_policy" "dead" {
  queue_url = aws_sqs_queue.dead.id

  redrive_allow_policy = jsonencode({
    redrivePermission = "byQueue"
    sourceQueueArns   = ["${local.arns}:${local.queue}"]
  })
}

# The platform's functions send by their own roles. Others may only if they are named here, and only send.
resource "aws_sqs_queue_policy" "this" {
  queue_url = aws_sqs_queue.this.id

  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = concat([local.nothing_in_the_clear.this], local.producers)
  })
}

resource "aws_sqs_queue_policy" "dead" {
  queue_url = aws_sqs_queue.dead.id

  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [local.nothing_in_the_clear.dead]
  })
}

locals {
  producers = [for name, role in var.producers : {
    Sid       = "Producer${replace(title(name), "/[^0-9A-Za-z]/", "")}"
    Effect    = "Allow"
    Action    = "sqs:SendMessage"
    Resource  = "${local.arns}:${local.queue}"
    Principal = { AWS = role }
  }]

  nothing_in_the_clear = { for which, name in { this = local.queue, dead = local.dead } : which => {
    Sid       = "NothingInTheClear"
    Effect    = "Deny"
    Action    = "sqs:*"
    Resource  = "${local.arns}:${name}"
    Principal = "*"
    Condition = { Bool = { "aws:SecureTransport" = "false" } }
  } }
}
