# What can't be, said before anything is made. What concerns one variable alone is said beside it in variables.tf.

resource "terraform_data" "checked" {
  input = var.name

  lifecycle {
    precondition {
      condition     = local.manifest != null
      error_message = "There are no packages in ${var.packages}: make them by `cargo dev package`, or say by packages where they are."
    }

    precondition {
      condition     = local.manifest == null || try(local.manifest.architecture == var.architecture, false)
      error_message = "The packages in ${var.packages} are for ${try(local.manifest.architecture, "nothing")}, architecture says ${var.architecture}."
    }

    precondition {
      condition     = local.manifest == null || length(local.unpackaged) == 0
      error_message = "Not packaged in ${var.packages}: ${join(", ", local.unpackaged)}. Make all packages by `cargo dev package`."
    }

    precondition {
      condition     = local.reserved <= var.account_concurrency - 100
      error_message = "Functions reserve ${local.reserved} environments, the account has ${var.account_concurrency}, and Lambda keeps 100 free: reserve less by concurrency, or ask AWS for more and say so by account_concurrency."
    }

    precondition {
      condition     = length(setsubtract(keys(var.concurrency), local.all_functions)) == 0
      error_message = "concurrency names what is no function: ${join(", ", setsubtract(keys(var.concurrency), local.all_functions))}."
    }

    precondition {
      condition     = length(setsubtract(keys(var.provisioned_pollers), keys(local.queues))) == 0
      error_message = "provisioned_pollers names what is no queue: ${join(", ", setsubtract(keys(var.provisioned_pollers), keys(local.queues)))}."
    }

    precondition {
      condition     = var.environment == "local" || (var.entry_domain != null && var.files_domain != null)
      error_message = "entry_domain and files_domain are missing: only the local environment does without hosts of its own."
    }

    precondition {
      condition     = (var.stand_ins != null) == local.is_local
      error_message = "stand_ins are for the local environment, which needs them, and for no other."
    }

    precondition {
      condition     = var.environment != "production" || (var.protects_data && var.database.multi_az && var.cache.nodes >= 2)
      error_message = "Production without deletion protection, a standby of the database and a copy of the cache is none: set protects_data, database.multi_az and cache.nodes >= 2."
    }

    precondition {
      condition     = var.environment != "production" || var.database.backup_days >= 14
      error_message = "Production is to be restorable for two weeks at least: database.backup_days >= 14."
    }

    precondition {
      condition     = local.is_local || var.direct_clients == "deny"
      error_message = "direct_clients is to be deny where an edge is in front: else its cache and limits can be gone round."
    }

    precondition {
      condition     = local.is_local || length([for key in var.access_token_public_keys : key if startswith(key, "dev-")]) == 0
      error_message = "access_token_public_keys holds a development key: make others by `migrate create-keys`."
    }

    precondition {
      condition     = local.is_local || var.mail.events_public_key != ""
      error_message = "mail.events_public_key is missing: api-notifications doesn't start without the key that SendGrid signs its calls by."
    }

    precondition {
      condition     = var.cdn == null || try(var.cdn.host, null) != null || var.entry_domain != null
      error_message = "cdn needs a host that the edge keeps answers under: entry_domain, or cdn.host."
    }

    precondition {
      condition     = local.is_local || try(var.cdn.api_url, null) == null
      error_message = "cdn.api_url is for the local environment: everywhere else Cloudflare itself is told what to forget."
    }

    precondition {
      condition     = var.environment != "production" || var.cdn != null
      error_message = "Production has an edge, which has to be told what to forget: cdn is missing."
    }
  }
}

locals {
  all_functions = concat(keys(local.completed), [for name in keys(local.queues) : "tasks-${name}"])
  reserved = sum(concat(
    [for function in local.completed : max(function.reserved, 0)],
    [for queue in local.complete_queues : max(queue.reserved, 0)],
  ))
  unpackaged = setsubtract(
    concat([for function in local.completed : function.package], ["tasks"]),
    try([for package in local.manifest.functions : package.name], []),
  )
}
