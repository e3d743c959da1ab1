# One environment of Neurmatic: the parts, and how they hang together. What differs between environments is in variables.tf,
# and is said by the roots in environments/.

locals {
  packages   = var.packages
  manifest   = try(jsondecode(file("${var.packages}/manifest.json")), null)
  has_sentry = var.sentry_dsn != ""
  is_local   = var.environment == "local"

  bucket_arn = "arn:aws:s3:::${var.bucket}"

  networks = {
    inner = {
      subnet_ids         = module.network.function_subnet_ids.inner
      security_group_ids = [module.network.function_security_group_ids.inner]
    }
    leaving = {
      subnet_ids         = module.network.function_subnet_ids.leaving
      security_group_ids = [module.network.function_security_group_ids.leaving]
    }
    migrations = {
      subnet_ids         = module.network.function_subnet_ids.inner
      security_group_ids = [module.network.function_security_group_ids.inner, module.data.migration_security_group_id]
    }
  }

  # Where database and cache are: what is made here, or, behind the emulator, servers that are there already.
  made_here = {
    proxy    = "${module.data.proxy_host}:5432"
    direct   = "${module.data.database_host}:5432"
    database = module.data.database
    owner    = module.data.owner
    cache    = "rediss://${module.data.cache_user}:${module.data.cache_password}@${module.data.cache_host}:6379"
  }
  hosts = var.stand_ins == null ? local.made_here : {
    proxy    = var.stand_ins.database_host
    direct   = var.stand_ins.database_host
    database = var.stand_ins.database_name
    owner    = var.stand_ins.database_owner
    cache    = var.stand_ins.cache_url
  }
}

module "key" {
  source = "./modules/key"

  name                 = var.name
  region               = var.region
  account_id           = var.account_id
  deletion_window_days = var.protects_data ? 30 : 7
}

module "network" {
  source = "./modules/network"

  name               = var.name
  region             = var.region
  account_id         = var.account_id
  kms_key_arn        = module.key.arn
  cidr               = var.cidr
  zones              = var.zones
  nat_per_zone       = var.nat_per_zone
  has_prefix_lists   = !local.is_local
  log_retention_days = var.log_retention_days
}

module "data" {
  source = "./modules/data"

  name                        = var.name
  region                      = var.region
  account_id                  = var.account_id
  kms_key_arn                 = module.key.arn
  vpc_id                      = module.network.vpc_id
  subnet_ids                  = module.network.data_subnet_ids
  function_security_group_ids = module.network.function_security_group_ids
  logins                      = module.logins.arns
  owner_password              = var.secrets.database_owner_password
  passwords_version           = var.secrets_version
  postgres_major              = var.database.postgres_major
  instance_class              = var.database.instance_class
  storage_gib                 = var.database.storage_gib
  storage_max_gib             = var.database.storage_max_gib
  multi_az                    = var.database.multi_az
  backup_days                 = var.database.backup_days
  deletion_protection         = var.protects_data
  apply_immediately           = !var.protects_data
  cache_node_type             = var.cache.node_type
  cache_nodes                 = var.cache.nodes
  log_retention_days          = var.log_retention_days
}

module "storage" {
  source = "./modules/storage"

  bucket        = var.bucket
  site_origin   = var.public_url
  domain        = var.files_domain
  is_disposable = !var.protects_data
}

module "entry" {
  source = "./modules/entry"

  name        = var.name
  region      = var.region
  kms_key_arn = module.key.arn
  domain      = var.entry_domain
  fallback    = "api-performance"
  functions = { for name, function in local.completed : name => {
    name         = module.function[name].name
    invoke_arn   = module.function[name].alias_invoke_arn
    timeout_secs = function.timeout_secs
    paths        = function.paths
  } if length(function.paths) > 0 }
  requests_a_second  = var.requests_a_second
  requests_at_once   = 2 * var.requests_a_second
  log_retention_days = var.log_retention_days
}

module "schedules" {
  source = "./modules/schedules"

  name        = var.name
  region      = var.region
  account_id  = var.account_id
  kms_key_arn = module.key.arn
  list        = "${path.module}/../schedules.json"
  relay_arn   = module.function["relay"].alias_arn
  clock_arn   = module.function["clock"].alias_arn
  is_enabled  = var.is_running

  says_due_times = !local.is_local
}

module "observability" {
  source = "./modules/observability"

  name              = var.name
  region            = var.region
  account_id        = var.account_id
  kms_key_arn       = module.key.arn
  metrics_namespace = var.metrics_namespace
  alarms            = "${path.module}/../alarms.json"
  dashboard         = "${path.module}/../dashboard.json"
  queue_prefix      = local.queue_prefix
  emails            = var.alarm_emails
  queues            = local.queue_names
  data = {
    database_id = module.data.database_id
    proxy_name  = module.data.proxy_name
    cache_nodes = module.data.cache_nodes
  }
  relay      = "${var.name}-relay"
  api_id     = module.entry.api_id
  is_running = var.is_running
}
