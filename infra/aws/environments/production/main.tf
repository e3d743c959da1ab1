# Production: what is lost nowhere else. Sizes are for about 10 million requests a day, of which the edge answers most; the
# README says what they cost, and what to raise first.

module "neurmatic" {
  source = "../.."

  environment = "production"
  name        = "neurmatic-production"

  region              = var.region
  account_id          = var.account_id
  account_concurrency = var.account_concurrency
  zones               = var.zones
  cidr                = "10.20.0.0/16"
  # Mails and purges go on while a zone is away.
  nat_per_zone = true

  architecture = var.architecture
  packages     = coalesce(var.packages, "${path.root}/../../../../target/package/${var.architecture == "arm64" ? "arm64" : "x86-64"}")

  public_url        = var.public_url
  entry_domain      = var.entry_domain
  files_domain      = var.files_domain
  bucket            = var.bucket
  direct_clients    = "deny"
  requests_a_second = 1000

  database = {
    instance_class  = "db.m7g.large"
    storage_gib     = 100
    storage_max_gib = 1000
    multi_az        = true
    backup_days     = 35
  }
  cache = {
    node_type = "cache.m7g.large"
    nodes     = 2
  }
  protects_data = true

  producers                = var.producers
  mail                     = var.mail
  cdn                      = var.cdn
  sentry_dsn               = var.sentry_dsn
  access_token_public_keys = var.access_token_public_keys
  secrets                  = var.secrets
  secrets_version          = var.secrets_version

  metrics_namespace  = "Neurmatic"
  alarm_emails       = var.alarm_emails
  log_retention_days = 90
  is_running         = var.is_running
}
