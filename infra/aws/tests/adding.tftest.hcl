# Adding a function is one entry: its program, role, log, alarm, routes and place in a release follow from it.

mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  environment       = "staging"
  name              = "neurmatic-staging"
  region            = "eu-central-1"
  account_id        = "123456789012"
  zones             = ["eu-central-1a", "eu-central-1b"]
  cidr              = "10.21.0.0/16"
  nat_per_zone      = false
  packages          = "./tests/packages"
  public_url        = "https://staging.neurmatic.example"
  bucket            = "neurmatic-staging-files"
  entry_domain      = { name = "origin-staging.neurmatic.example", certificate_arn = "arn:aws:acm:eu-central-1:123456789012:certificate/a" }
  files_domain      = { name = "files-staging.neurmatic.example", certificate_arn = "arn:aws:acm:us-east-1:123456789012:certificate/b" }
  requests_a_second = 100
  mail              = { from = "no-reply@neurmatic.example", events_public_key = "key" }
  database          = { instance_class = "db.t4g.medium", storage_gib = 20, storage_max_gib = 100, multi_az = false, backup_days = 7 }
  cache             = { node_type = "cache.t4g.small", nodes = 1 }
  protects_data     = false

  metrics_namespace        = "NeurmaticStaging"
  log_retention_days       = 14
  access_token_public_keys = ["2026-11:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"]
  secrets = {
    database_owner_password   = "not-a-password-of-any-account"
    database_app_password     = "not-a-password-of-any-account"
    database_monitor_password = "not-a-password-of-any-account"
    hash_secret               = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
    origin_secret             = "not-a-secret-of-any-origin-not-a-secret"
    access_token_private_key  = "2026-11:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
    mail_api_key              = "not-a-key"
  }

  more_functions = {
    api-events = { description = "Events", package = "api-users", paths = ["events"] }
  }
}

run "a_function_more" {
  assert {
    condition     = output.release.functions["neurmatic-staging-api-events"] == "api-users" && contains(output.release.alarms, "neurmatic-staging-api-events-failing")
    error_message = "A new function is to be released like the others."
  }

  assert {
    condition     = output.routes["ANY /api/v1/events"] == "api-events" && output.routes["ANY /api/v1/events/{proxy+}"] == "api-events"
    error_message = "A new function is to have its routes."
  }

  assert {
    condition     = strcontains(output.policies["api-events"], "neurmatic-staging-priority") && !strcontains(output.policies["api-events"], "neurmatic-staging-email")
    error_message = "A new function is to send tasks, but none that are paced."
  }

  # Nobody but the relay leaves by its own right; without Sentry functions of the API stay within the network.
  assert {
    condition     = alltrue([for name, function in local.completed : function.leaves == (name == "api-performance")])
    error_message = "Without Sentry only api-performance leaves the network."
  }
}
