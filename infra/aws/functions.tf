# The functions. A new one is one entry here: everything else follows from it.
#
# memory_mib   with memory comes processor time: 1,769 MiB are one whole processor. A process holds 10 to 40 MB, so that memory is
#              chosen for speed: 512 MiB (0.29 of a processor) answer a cached read within a millisecond or two.
# timeout_secs a request has 10 s in all; what is left is for a start and for the last answer.
# reserved     environments that are kept for it, and the most it gets (-1: as many as are free). What is hit hardest is bounded,
#              so that nothing takes all; concurrency in an environment's root says otherwise.
# paths        the first words of the paths below /api/v1 that it serves; none is started by something else.
# secret       whose secret it reads: see secrets.tf.
# leaves       whether it calls somebody outside of the network.
# failures_a_minute
#              calls of a minute that end without an answer, at which its alarm goes off: not more than it has in a minute.

locals {
  functions = {
    api-admin = {
      description = "Settings, accounts, the trail, uploads"
      paths       = ["admin", "media", "settings"]
      has_bucket  = true
    }
    api-analytics = {
      description = "What visitors do"
      paths       = ["analytics"]
    }
    api-articles = {
      description = "Articles"
      paths       = ["articles"]
      reserved    = 150
    }
    api-auth = {
      description = "Accounts and logins"
      paths       = ["auth"]
      secret      = "auth"
      # Hashing a password takes a processor and 20 MB for its time: with a whole one, a tenth of a second.
      memory_mib = 1769
      # A flood of logins costs this much and no more.
      reserved = 20
    }
    api-community = {
      description = "Follows, the feed, leaderboards, badges"
      paths       = ["badges", "feed", "followers", "follows", "leaderboards"]
    }
    api-forum = {
      description = "The forum and its moderation"
      paths       = ["forum", "reports"]
      reserved    = 100
    }
    api-jobs = {
      description = "Jobs, companies, applications"
      paths       = ["applications", "companies", "jobs"]
      reserved    = 100
    }
    api-messages = {
      description = "Messages between users"
      paths       = ["blocks", "conversations", "messages"]
    }
    api-models = {
      description = "The directory of models"
      paths       = ["models"]
    }
    api-notifications = {
      description = "What users are told"
      paths       = ["notifications"]
      settings    = { MAIL_EVENTS_PUBLIC_KEY = var.mail.events_public_key }
    }
    api-performance = {
      description = "Health, figures, queues, alerts, the interface's description"
      paths       = ["docs", "openapi.json", "performance"]
      secret      = "performance"
      # Figures of the past come from CloudWatch, which has no endpoint in the network.
      leaves = true
      rights = {
        History = { actions = ["cloudwatch:GetMetricData"], resources = ["*"] }
        # Health asks the most urgent queue what it holds.
        Health = { actions = ["sqs:GetQueueAttributes"], resources = [local.queue_arns.health] }
      }
    }
    api-search = {
      description = "Searching everything"
      paths       = ["search"]
      # A search costs the database more than any other request.
      reserved = 50
    }
    api-users = {
      description = "Accounts, profiles, bookmarks"
      paths       = ["users"]
    }
    relay = {
      description = "Gives what waits in the outbox to its queue"
      package     = "relay"
      secret      = "relay"
      # It waits for the database most of its time.
      memory_mib = 256
      # It works for 55 s of each minute, and needs 5 for its end.
      timeout_secs = 65
      # One works, the next begins before it ends; a third would only wait.
      reserved    = 2
      by_clock    = true
      sends_paced = true
      # It has one call a minute.
      failures_a_minute = 1
    }
    clock = {
      description  = "Fires single schedules: the relay's program, so that the relay needs no room for them"
      package      = "relay"
      secret       = "relay"
      memory_mib   = 256
      timeout_secs = 30
      reserved     = 5
      by_clock     = true
      sends_paced  = true
    }
    migrate = {
      description = "Applies migrations, makes the first administrator"
      package     = "migrate"
      secret      = "migrate"
      memory_mib  = 512
      # As long as Lambda allows: an index over a large table takes minutes.
      timeout_secs = 900
      # Two at once would wait for each other's lock.
      reserved = 1
    }
  }
}

locals {
  # With everything that is the same for most.
  function_defaults = {
    package           = null
    paths             = []
    memory_mib        = 512
    timeout_secs      = 15
    reserved          = -1
    secret            = "api"
    leaves            = false
    has_bucket        = false
    by_clock          = false
    sends_paced       = false
    failures_a_minute = 3
    settings          = {}
    rights            = {}
  }
  completed = { for name, function in merge(local.functions, var.more_functions) : name => merge(local.function_defaults, function, {
    package  = coalesce(try(function.package, null), name)
    reserved = lookup(var.concurrency, name, try(function.reserved, local.function_defaults.reserved))
    # An API function leaves the network to tell Sentry of errors, and for nothing else.
    leaves = coalesce(try(function.leaves, null), local.has_sentry && length(try(function.paths, [])) > 0)
  }) }
}

module "function" {
  source   = "./modules/function"
  for_each = local.completed

  name                 = "${var.name}-${each.key}"
  description          = each.value.description
  region               = var.region
  account_id           = var.account_id
  kms_key_arn          = module.key.arn
  package              = "${local.packages}/${each.value.package}.zip"
  architecture         = var.architecture
  memory_mib           = each.value.memory_mib
  timeout_secs         = each.value.timeout_secs
  reserved_concurrency = each.value.reserved
  secret_arn           = module.secrets.arns[each.value.secret]
  secrets_version      = var.secrets_version
  network              = each.key == "migrate" ? local.networks.migrations : local.networks[each.value.leaves ? "leaving" : "inner"]
  is_called_by_clock   = each.value.by_clock
  log_retention_days   = var.log_retention_days
  failures_a_minute    = each.value.failures_a_minute
  alarm_topic_arns     = [module.observability.topic_arn]

  environment = merge(
    each.key == "migrate" ? local.settings.migrate : local.settings.function,
    each.value.has_bucket ? local.settings.bucket : {},
    each.value.leaves && local.has_sentry ? local.settings.sentry : {},
    each.value.settings,
  )

  rights = merge(
    each.key == "migrate" ? {} : {
      Tasks = { actions = ["sqs:SendMessage"], resources = each.value.sends_paced ? local.queue_arns.all : local.queue_arns.unpaced }
    },
    each.value.has_bucket ? {
      # A signed address can do what its signer can.
      Uploads = { actions = ["s3:PutObject"], resources = ["${local.bucket_arn}/uploads/*"] }
    } : {},
    each.value.rights,
  )

  depends_on = [terraform_data.checked]
}
