# Staging: production in small. Everything is there, nothing is there twice, and all of it may be thrown away.

module "neurmatic" {
  source = "../.."

  environment = "staging"
  name        = "neurmatic-staging"

  region              = var.region
  account_id          = var.account_id
  account_concurrency = var.account_concurrency
  zones               = var.zones
  cidr                = "10.21.0.0/16"
  nat_per_zone        = false

  architecture = var.architecture
  packages     = coalesce(var.packages, "${path.root}/../../../../target/package/${var.architecture == "arm64" ? "arm64" : "x86-64"}")

  public_url        = var.public_url
  entry_domain      = var.entry_domain
  files_domain      = var.files_domain
  bucket            = var.bucket
  direct_clients    = "deny"
  requests_a_second = 100

  database = {
    instance_class  = "db.t4g.medium"
    storage_gib     = 20
    storage_max_gib = 100
    multi_az        = false
    backup_days     = 7
  }
  cache = {
    node_type = "cache.t4g.small"
    nodes     = 1
  }
  protects_data = false

  # An account may hold both environments: here nothing is kept free for anything.
  concurrency = {
    api-articles   = 10, api-auth = 5, api-forum = 10, api-jobs = 10, api-search = 5
    tasks-priority = 5, tasks-realtime = 2, tasks-default = 5, tasks-email = 2, tasks-rate-limited = 2, tasks-bulk = 2
  }

  producers                = var.producers
  mail                     = var.mail
  cdn                      = var.cdn
  sentry_dsn               = var.sentry_dsn
  access_token_public_keys = var.access_token_public_keys
  secrets                  = var.secrets
  secrets_version          = var.secrets_version

  metrics_namespace  = "NeurmaticStaging"
  alarm_emails       = var.alarm_emails
  log_retention_days = 14
  is_running         = var.is_running
}
