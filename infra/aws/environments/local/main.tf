# The emulator: the same parts with the real programs, to try Terraform and the whole way of a request and a task on one machine.
# Network, database and cache are only records of the emulator's; functions are told of the servers that are there.

locals {
  region = "eu-central-1"
}

module "neurmatic" {
  source = "../.."

  environment = "local"
  name        = "neurmatic-local"

  region       = local.region
  account_id   = "000000000000"
  zones        = ["${local.region}a", "${local.region}b"]
  cidr         = "10.22.0.0/16"
  nat_per_zone = false

  architecture = var.architecture
  packages     = coalesce(var.packages, "${path.root}/../../../../target/package/${var.architecture == "arm64" ? "arm64" : "x86-64"}")

  public_url        = "http://127.0.0.1"
  bucket            = "neurmatic-local-files"
  direct_clients    = "allow"
  requests_a_second = 1000

  database = {
    instance_class  = "db.t4g.micro"
    storage_gib     = 20
    storage_max_gib = 100
    multi_az        = false
    backup_days     = 1
  }
  cache = {
    node_type = "cache.t4g.micro"
    nodes     = 1
  }
  protects_data = false
  stand_ins     = var.stand_ins

  mail = {
    from              = "no-reply@neurmatic.example"
    events_public_key = ""
    api_url           = var.mail_api_url
  }
  cdn                      = var.cdn
  access_token_public_keys = var.access_token_public_keys
  secrets                  = var.secrets

  metrics_namespace  = "Neurmatic"
  log_retention_days = 1
  is_running         = var.is_running
}
