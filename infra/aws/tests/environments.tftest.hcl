# The roots, each as a whole: what must be so, whoever changes it.

mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  region       = "eu-central-1"
  account_id   = "123456789012"
  zones        = ["eu-central-1a", "eu-central-1b", "eu-central-1c"]
  packages     = "./tests/packages"
  architecture = "arm64"
  public_url   = "https://neurmatic.example"
  bucket       = "neurmatic-files"
  entry_domain = { name = "origin.neurmatic.example", certificate_arn = "arn:aws:acm:eu-central-1:123456789012:certificate/a" }
  files_domain = { name = "files.neurmatic.example", certificate_arn = "arn:aws:acm:us-east-1:123456789012:certificate/b" }
  cdn          = { zone_id = "0123456789abcdef0123456789abcdef" }
  mail         = { from = "no-reply@neurmatic.example", events_public_key = "key" }
  sentry_dsn   = "https://key@sentry.example/1"
  producers    = { importer = "arn:aws:iam::210987654321:role/importer" }
  stand_ins = {
    aws_url        = "http://127.0.0.1:4566"
    database_host  = "127.0.0.1:5432"
    database_name  = "neurmatic"
    database_owner = "postgres"
    cache_url      = "redis://127.0.0.1:6379"
    bucket_url     = "http://127.0.0.1:8025"
  }

  access_token_public_keys = ["2026-11:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"]
  secrets = {
    database_owner_password   = "not-a-password-of-any-account"
    database_app_password     = "not-a-password-of-any-account"
    database_monitor_password = "not-a-password-of-any-account"
    hash_secret               = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
    origin_secret             = "not-a-secret-of-any-origin-not-a-secret"
    access_token_private_key  = "2026-11:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
    mail_api_key              = "not-a-key"
    cloudflare_api_token      = "not-a-token"
  }
}

run "production_protects_its_data" {
  module {
    source = "./environments/production"
  }

  assert {
    condition     = output.database.deletion_protection && output.database.multi_az && output.database.encrypted && output.database.backup_days >= 14
    error_message = "Production's database is to be protected, encrypted, on standby, and restorable for two weeks."
  }

  assert {
    condition     = length(output.outside_addresses) == 3
    error_message = "Each zone of production is to have its own way out."
  }

  # A program for each function, one for each queue, and what a release stops at.
  assert {
    condition     = length(output.release.functions) == 22 && length([for package in values(output.release.functions) : package if package == "tasks"]) == 6
    error_message = "A release is to know of every function, and of a worker for each queue."
  }

  assert {
    condition     = length(setsubtract([for name, _ in output.release.functions : "${name}-failing"], output.release.alarms)) == 0
    error_message = "A release is to stop at the alarm of each function."
  }

  assert {
    condition     = length(setsubtract(output.release.alarms, concat(output.alarms, [for name, _ in output.release.functions : "${name}-failing"]))) == 0
    error_message = "A release is to stop at alarms that are there."
  }

  assert {
    condition     = length(setsubtract(["neurmatic-production-fast_burn", "neurmatic-production-dead-email", "neurmatic-production-relay-stopped"], output.alarms)) == 0 && !contains(output.alarms, "neurmatic-production-fast_burn-5m")
    error_message = "Alarms out of the rules are to tell, halves of them not."
  }

  # Nothing may do everything, and nothing may do something to everything, but where AWS takes no other resource.
  assert {
    condition = alltrue(flatten([for name, policy in output.policies : [
      for statement in jsondecode(policy).Statement : statement.Effect == "Deny" || alltrue([
        for action in flatten([statement.Action]) : !strcontains(action, "*")
      ])
    ]]))
    error_message = "A function is to be allowed actions one by one."
  }

  assert {
    condition = alltrue(flatten([for name, policy in output.policies : [
      for statement in jsondecode(policy).Statement :
      statement.Effect == "Deny" || statement.Sid == "Network" || (name == "api-performance" && statement.Sid == "History") || !contains(flatten([statement.Resource]), "*")
    ]]))
    error_message = "Only network interfaces and CloudWatch's history know no resource."
  }

  assert {
    condition = alltrue([for name, policy in output.policies :
      strcontains(policy, "s3:") == (name == "api-admin" || startswith(name, "tasks-"))
    ])
    error_message = "Only api-admin and the workers have to do with files."
  }

  assert {
    condition     = length([for statement in jsondecode(output.policies["api-performance"]).Statement : statement if statement.Sid == "Health" && statement.Resource == ["arn:aws:sqs:eu-central-1:123456789012:neurmatic-production-priority"]]) == 1
    error_message = "Health is to be allowed to ask the most urgent queue, and no other."
  }

  assert {
    condition     = alltrue([for name, policy in output.policies : !strcontains(policy, "sqs:") if name == "migrate"])
    error_message = "Migrations send no tasks."
  }
}

run "staging_is_the_same_in_small" {
  command = plan

  module {
    source = "./environments/staging"
  }

  assert {
    condition     = length(output.release.functions) == 22 && !output.database.deletion_protection && output.database.encrypted
    error_message = "Staging is to have everything, and to be thrown away when wanted."
  }
}

run "the_emulator_has_everything_too" {
  command = plan

  module {
    source = "./environments/local"
  }

  variables {
    cdn = null
  }

  assert {
    condition     = length(output.release.functions) == 22
    error_message = "The local environment is to have every function."
  }
}

run "the_emulator_is_on_this_machine" {
  command = plan

  module {
    source = "./environments/local"
  }

  variables {
    cdn = null
    stand_ins = {
      aws_url        = "https://sqs.eu-central-1.amazonaws.com"
      database_host  = "127.0.0.1:5432"
      database_name  = "neurmatic"
      database_owner = "postgres"
      cache_url      = "redis://127.0.0.1:6379"
      bucket_url     = "http://127.0.0.1:8025"
    }
  }

  expect_failures = [var.stand_ins]
}
