# What only Amazon sees of its services. A line each; thresholds are where somebody has to do something within the day.

locals {
  of_queues = merge([for queue, names in var.queues : {
    "waits-${queue}" = {
      description = "warning: the oldest message of the queue ${queue} waits for ten minutes. docs/runbooks/tasks-waiting.md"
      namespace   = "AWS/SQS", metric = "ApproximateAgeOfOldestMessage", statistic = "Maximum"
      dimensions  = { QueueName = names.queue }, period = 300, periods = 1, threshold = 600, at_least = true
    }
    "dead-${queue}" = {
      description = "warning: a hundred dead letters of the queue ${queue}. docs/runbooks/tasks-dead.md"
      namespace   = "AWS/SQS", metric = "ApproximateNumberOfMessagesVisible", statistic = "Maximum"
      dimensions  = { QueueName = names.dead_letters }, period = 300, periods = 1, threshold = 100, at_least = true
    }
  }]...)

  of_data = var.data == null ? {} : {
    database-busy = {
      description = "warning: the database's processors are at 80 % for a quarter of an hour. docs/runbooks/slow-queries.md"
      namespace   = "AWS/RDS", metric = "CPUUtilization", statistic = "Average"
      dimensions  = { DBInstanceIdentifier = var.data.database_id }, period = 300, periods = 3, threshold = 80, at_least = true
    }
    database-full = {
      description = "critical: the database has less than 5 GiB left, and has grown as far as it may. docs/runbooks/database-finding.md"
      namespace   = "AWS/RDS", metric = "FreeStorageSpace", statistic = "Minimum"
      dimensions  = { DBInstanceIdentifier = var.data.database_id }, period = 300, periods = 1, threshold = 5 * 1024 * 1024 * 1024, at_least = false
    }
    database-memory = {
      description = "warning: the database has less than 256 MiB of memory free. docs/runbooks/slow-queries.md"
      namespace   = "AWS/RDS", metric = "FreeableMemory", statistic = "Minimum"
      dimensions  = { DBInstanceIdentifier = var.data.database_id }, period = 300, periods = 3, threshold = 256 * 1024 * 1024, at_least = false
    }
    proxy-waits = {
      description = "warning: functions wait for half a second for a connection of the database. docs/runbooks/slow-queries.md"
      namespace   = "AWS/RDS", metric = "DatabaseConnectionsBorrowLatency", statistic = "Average"
      # In microseconds.
      dimensions = { ProxyName = var.data.proxy_name }, period = 300, periods = 1, threshold = 500000, at_least = true
    }
  }

  of_cache = merge([for node in var.data == null ? [] : var.data.cache_nodes : {
    "cache-busy-${node}" = {
      description = "warning: the one thread of the cache's node ${node} is at 80 %. docs/runbooks/slow-responses.md"
      namespace   = "AWS/ElastiCache", metric = "EngineCPUUtilization", statistic = "Average"
      dimensions  = { CacheClusterId = node, CacheNodeId = "0001" }, period = 300, periods = 3, threshold = 80, at_least = true
    }
    "cache-full-${node}" = {
      description = "warning: the memory of the cache's node ${node} is full, and what is used goes. docs/runbooks/slow-responses.md"
      namespace   = "AWS/ElastiCache", metric = "DatabaseMemoryUsagePercentage", statistic = "Maximum"
      dimensions  = { CacheClusterId = node, CacheNodeId = "0001" }, period = 300, periods = 3, threshold = 95, at_least = true
    }
  }]...)

  of_functions = {
    throttled = {
      description = "critical: calls of functions are thrown back for want of environments. docs/runbooks/errors.md"
      namespace   = "AWS/Lambda", metric = "Throttles", statistic = "Sum"
      # Of the whole account in this region: two environments there ring together.
      dimensions = {}, period = 300, periods = 1, threshold = 50, at_least = true
    }
    relay-stopped = {
      description = "critical: the relay was started less than three times in five minutes. docs/runbooks/tasks-waiting.md"
      namespace   = "AWS/Lambda", metric = "Invocations", statistic = "Sum"
      dimensions  = { FunctionName = var.relay }, period = 300, periods = 1, threshold = 3, at_least = false
    }
    entry-fails = {
      description = "critical: the entry answers fifty requests of five minutes with 5xx. docs/runbooks/errors.md"
      namespace   = "AWS/ApiGateway", metric = "5xx", statistic = "Sum"
      dimensions  = { ApiId = var.api_id }, period = 300, periods = 1, threshold = 50, at_least = true
    }
  }
}

resource "aws_cloudwatch_metric_alarm" "resource" {
  for_each = merge(local.of_queues, local.of_data, local.of_cache, local.of_functions)

  alarm_name          = "${var.name}-${each.key}"
  alarm_description   = each.value.description
  namespace           = each.value.namespace
  metric_name         = each.value.metric
  dimensions          = each.value.dimensions
  statistic           = each.value.statistic
  period              = each.value.period
  evaluation_periods  = each.value.periods
  threshold           = each.value.threshold
  comparison_operator = each.value.at_least ? "GreaterThanOrEqualToThreshold" : "LessThanThreshold"
  # A relay that was not started at all has no figure.
  treat_missing_data = each.key == "relay-stopped" ? "breaching" : "notBreaching"
  actions_enabled    = each.key == "relay-stopped" ? var.is_running : true
  alarm_actions      = local.topics
  ok_actions         = local.topics
}
