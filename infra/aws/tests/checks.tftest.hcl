# What can't be is said before anything is made.

mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  environment       = "production"
  name              = "neurmatic-production"
  region            = "eu-central-1"
  account_id        = "123456789012"
  zones             = ["eu-central-1a", "eu-central-1b"]
  cidr              = "10.20.0.0/16"
  nat_per_zone      = true
  packages          = "./tests/packages"
  public_url        = "https://neurmatic.example"
  bucket            = "neurmatic-production-files"
  entry_domain      = { name = "origin.neurmatic.example", certificate_arn = "arn:aws:acm:eu-central-1:123456789012:certificate/a" }
  files_domain      = { name = "files.neurmatic.example", certificate_arn = "arn:aws:acm:us-east-1:123456789012:certificate/b" }
  requests_a_second = 1000
  cdn               = { zone_id = "0123456789abcdef0123456789abcdef" }
  mail              = { from = "no-reply@neurmatic.example", events_public_key = "key" }
  database          = { instance_class = "db.m7g.large", storage_gib = 100, storage_max_gib = 1000, multi_az = true, backup_days = 35 }
  cache             = { node_type = "cache.m7g.large", nodes = 2 }
  protects_data     = true

  metrics_namespace        = "Neurmatic"
  log_retention_days       = 90
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

# Here only the checks are planned, which takes a second in place of ten.
run "what_is_right_passes" {
  command = plan

  plan_options {
    target = [terraform_data.checked]
  }
}

run "packages_are_there" {
  command = plan

  plan_options {
    target = [terraform_data.checked]
  }

  variables {
    packages = "./tests/nowhere"
  }

  expect_failures = [terraform_data.checked]
}

run "packages_are_for_what_runs_them" {
  command = plan

  plan_options {
    target = [terraform_data.checked]
  }

  variables {
    architecture = "x86_64"
  }

  expect_failures = [terraform_data.checked]
}

run "every_function_is_packaged" {
  command = plan

  plan_options {
    target = [terraform_data.checked]
  }

  variables {
    more_functions = { api-events = { description = "Events", paths = ["events"] } }
  }

  expect_failures = [terraform_data.checked]
}

run "no_more_is_reserved_than_there_is" {
  command = plan

  plan_options {
    target = [terraform_data.checked]
  }

  variables {
    account_concurrency = 500
  }

  expect_failures = [terraform_data.checked]
}

run "reserved_is_for_functions_that_are_there" {
  command = plan

  plan_options {
    target = [terraform_data.checked]
  }

  variables {
    concurrency = { api-article = 10 }
  }

  expect_failures = [terraform_data.checked]
}

run "pollers_are_for_queues_that_are_there" {
  command = plan

  plan_options {
    target = [terraform_data.checked]
  }

  variables {
    provisioned_pollers = { emails = { minimum = 2, maximum = 10 } }
  }

  expect_failures = [terraform_data.checked]
}

run "a_deployed_environment_has_hosts" {
  command = plan

  plan_options {
    target = [terraform_data.checked]
  }

  variables {
    files_domain = null
  }

  expect_failures = [terraform_data.checked]
}

run "stand_ins_are_for_the_emulator" {
  command = plan

  plan_options {
    target = [terraform_data.checked]
  }

  variables {
    stand_ins = {
      aws_url        = "http://127.0.0.1:4566"
      database_host  = "127.0.0.1:5432"
      database_name  = "neurmatic"
      database_owner = "postgres"
      cache_url      = "redis://127.0.0.1:6379"
      bucket_url     = "http://127.0.0.1:8025"
    }
  }

  expect_failures = [terraform_data.checked]
}

run "production_is_protected" {
  command = plan

  plan_options {
    target = [terraform_data.checked]
  }

  variables {
    protects_data = false
  }

  expect_failures = [terraform_data.checked]
}

run "production_has_a_standby" {
  command = plan

  plan_options {
    target = [terraform_data.checked]
  }

  variables {
    database = { instance_class = "db.m7g.large", storage_gib = 100, storage_max_gib = 1000, multi_az = false, backup_days = 35 }
  }

  expect_failures = [terraform_data.checked]
}

run "production_can_be_restored" {
  command = plan

  plan_options {
    target = [terraform_data.checked]
  }

  variables {
    database = { instance_class = "db.m7g.large", storage_gib = 100, storage_max_gib = 1000, multi_az = true, backup_days = 3 }
  }

  expect_failures = [terraform_data.checked]
}

run "nobody_goes_round_the_edge" {
  command = plan

  plan_options {
    target = [terraform_data.checked]
  }

  variables {
    direct_clients = "allow"
  }

  expect_failures = [terraform_data.checked]
}

run "a_development_key_signs_nothing_here" {
  command = plan

  plan_options {
    target = [terraform_data.checked]
  }

  variables {
    access_token_public_keys = ["dev-1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"]
  }

  expect_failures = [terraform_data.checked]
}

run "mails_are_believed_by_a_key" {
  command = plan

  plan_options {
    target = [terraform_data.checked]
  }

  variables {
    mail = { from = "no-reply@neurmatic.example", events_public_key = "" }
  }

  expect_failures = [terraform_data.checked]
}

run "production_has_an_edge" {
  command = plan

  plan_options {
    target = [terraform_data.checked]
  }

  variables {
    cdn = null
  }

  expect_failures = [terraform_data.checked]
}

run "nothing_stands_in_for_cloudflare" {
  command = plan

  plan_options {
    target = [terraform_data.checked]
  }

  variables {
    cdn = { zone_id = "0123456789abcdef0123456789abcdef", api_url = "http://127.0.0.1:8025" }
  }

  expect_failures = [terraform_data.checked]
}

run "a_zone_is_32_digits" {
  command = plan

  variables {
    cdn = { zone_id = "../accounts" }
  }

  expect_failures = [var.cdn]
}

run "a_name_is_short" {
  command = plan

  variables {
    name = "Neurmatic"
  }

  expect_failures = [var.name]
}

run "a_site_is_scheme_and_host" {
  command = plan

  variables {
    public_url = "neurmatic.example"
  }

  expect_failures = [var.public_url]
}

run "a_dsn_is_one" {
  command = plan

  variables {
    sentry_dsn = "http://sentry.example"
  }

  expect_failures = [var.sentry_dsn]
}

run "retention_is_one_of_cloudwatchs" {
  command = plan

  variables {
    log_retention_days = 8
  }

  expect_failures = [var.log_retention_days]
}

run "passwords_fit_into_addresses" {
  command = plan

  variables {
    secrets = {
      database_owner_password   = "not/a/password@of:any/account"
      database_app_password     = "not-a-password-of-any-account"
      database_monitor_password = "not-a-password-of-any-account"
      hash_secret               = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
      origin_secret             = "short"
      access_token_private_key  = "2026-11:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
      mail_api_key              = "not-a-key"
    }
  }

  expect_failures = [var.secrets]
}
