# The queues of background tasks, as `shared/tasks/src/policy.rs` knows them, each with its worker.
#
# timeout_secs   of a batch: two rounds of the queue's longest task (`shared/tasks/src/policies.rs`), since five of ten run at once,
#                and ten seconds; six times as long a message is hidden.
# max_receives   the most attempts of its tasks and five, 1,000 at most: SQS allows no more.
# maximum        batches at once; the database bears five tasks of each. Paced queues are paced in the outbox.
# from_outside   whether others may send to it: only where a task's policy says `sent_by_others`.

locals {
  queues = {
    priority = {
      timeout_secs = 50
      max_receives = 1000
      maximum      = 20
    }
    realtime = {
      timeout_secs = 20
      max_receives = 6
      maximum      = 10
    }
    default = {
      timeout_secs = 150
      max_receives = 25
      maximum      = 20
      from_outside = true
    }
    email = {
      timeout_secs = 40
      max_receives = 10
      maximum      = 5
      paced        = true
    }
    rate-limited = {
      timeout_secs = 40
      max_receives = 10
      maximum      = 2
      paced        = true
    }
    bulk = {
      timeout_secs = 60
      max_receives = 17
      maximum      = 5
    }
  }

  queue_defaults = { from_outside = false, paced = false, keeps_order = false }
  complete_queues = { for name, queue in local.queues : name => merge(local.queue_defaults, queue, {
    pollers = lookup(var.provisioned_pollers, name, null)
    # As many environments as batches are asked for at once: none is thrown back.
    reserved = lookup(var.concurrency, "tasks-${name}", queue.maximum)
    maximum  = lookup(var.concurrency, "tasks-${name}", -1) < 0 ? queue.maximum : min(queue.maximum, var.concurrency["tasks-${name}"])
  }) }

  queue_prefix = "${var.name}-"
  queue_names = { for name, queue in local.complete_queues : name => {
    queue        = "${local.queue_prefix}${name}${queue.keeps_order ? ".fifo" : ""}"
    dead_letters = "${local.queue_prefix}${name}-dead${queue.keeps_order ? ".fifo" : ""}"
  } }
  queue_arns = {
    all     = [for name, names in local.queue_names : "arn:aws:sqs:${var.region}:${var.account_id}:${names.queue}"]
    health  = "arn:aws:sqs:${var.region}:${var.account_id}:${local.queue_names["priority"].queue}"
    unpaced = [for name, names in local.queue_names : "arn:aws:sqs:${var.region}:${var.account_id}:${names.queue}" if !local.complete_queues[name].paced]
  }
}

module "queue" {
  source   = "./modules/queue"
  for_each = local.complete_queues

  queue           = each.key
  name            = "${local.queue_prefix}${each.key}"
  function_prefix = "${var.name}-tasks"
  keeps_order     = each.value.keeps_order
  max_receives    = each.value.max_receives
  producers       = each.value.from_outside ? var.producers : {}

  region               = var.region
  account_id           = var.account_id
  kms_key_arn          = module.key.arn
  package              = "${local.packages}/tasks.zip"
  architecture         = var.architecture
  memory_mib           = 512
  timeout_secs         = each.value.timeout_secs
  reserved_concurrency = each.value.reserved
  maximum_concurrency  = each.value.pollers == null ? each.value.maximum : null
  provisioned_pollers  = each.value.pollers
  secret_arn           = module.secrets.arns["tasks"]
  secrets_version      = var.secrets_version
  # Mails, purges, and telling Sentry: any of them may be any queue's.
  network            = local.networks.leaving
  log_retention_days = var.log_retention_days
  alarm_topic_arns   = [module.observability.topic_arn]

  environment = merge(
    local.settings.function,
    local.settings.bucket,
    local.settings.tasks,
    local.has_sentry ? local.settings.sentry : {},
  )

  rights = {
    Tasks = { actions = ["sqs:SendMessage"], resources = local.queue_arns.unpaced }
    Files = {
      actions   = ["s3:DeleteObject", "s3:GetObject", "s3:PutObject"]
      resources = ["${local.bucket_arn}/media/*", "${local.bucket_arn}/uploads/*"]
    }
    # Without it a missing file looks like a forbidden one.
    ListFiles = { actions = ["s3:ListBucket"], resources = [local.bucket_arn] }
  }

  depends_on = [terraform_data.checked]
}
