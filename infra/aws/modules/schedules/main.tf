# What the clock starts: the relay each minute, and each schedule of the committed list at its times.
#
# The relay ticks the same schedules by itself; a due time is fired once, whoever comes first (decision 0070). So what is due
# is done even while the relay isn't there, and nothing is done twice.

locals {
  list = jsondecode(file(var.list)).scheduler
  entries = merge(
    { for entry in local.list : replace(entry.task, ":", "-") => {
      description = "Fires ${entry.task}"
      expression  = entry.expression
      target      = var.clock_arn
      # Amazon puts the due time in.
      input = jsonencode(merge(
        { fire = entry.task, workSecs = 0 },
        var.says_due_times ? { due = "<aws.scheduler.scheduled-time>" } : {},
      ))
    } },
    { relay = {
      description = "Starts the relay, which works for most of a minute"
      expression  = "rate(1 minute)"
      target      = var.relay_arn
      input       = jsonencode({})
    } },
  )
}

resource "aws_scheduler_schedule_group" "this" {
  name = var.name
}

resource "aws_scheduler_schedule" "this" {
  for_each = local.entries

  name                         = each.key
  group_name                   = aws_scheduler_schedule_group.this.name
  description                  = each.value.description
  schedule_expression          = each.value.expression
  schedule_expression_timezone = "UTC"
  kms_key_arn                  = var.kms_key_arn
  state                        = var.is_enabled ? "ENABLED" : "DISABLED"

  flexible_time_window {
    mode = "OFF"
  }

  target {
    arn      = each.value.target
    role_arn = aws_iam_role.this.arn
    # Kept as Amazon wants it: the due time's placeholder is not to be escaped.
    input = replace(replace(each.value.input, "\\u003c", "<"), "\\u003e", ">")

    # The next one comes within a minute, or the relay makes up for it.
    retry_policy {
      maximum_event_age_in_seconds = 60
      maximum_retry_attempts       = 2
    }
  }

  depends_on = [aws_iam_role_policy.this]
}

resource "aws_iam_role" "this" {
  name = "${var.name}-schedules"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "scheduler.amazonaws.com" }
      Condition = { StringEquals = { "aws:SourceAccount" = var.account_id } }
    }]
  })
}

resource "aws_iam_role_policy" "this" {
  name = "start"
  role = aws_iam_role.this.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "Start"
        Effect   = "Allow"
        Action   = "lambda:InvokeFunction"
        Resource = [var.clock_arn, var.relay_arn]
      },
      {
        Sid       = "Key"
        Effect    = "Allow"
        Action    = "kms:Decrypt"
        Resource  = var.kms_key_arn
        Condition = { StringEquals = { "kms:ViaService" = "scheduler.${var.region}.amazonaws.com" } }
      },
    ]
  })
}
