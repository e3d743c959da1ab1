# Whose secret holds what. A function reads one secret at its start, with exactly the variables that it needs: one call, and no
# right to anybody else's.

locals {
  secret_names = {
    api         = "Functions of the API"
    auth        = "api-auth: signs access tokens"
    performance = "api-performance: sees the database's statistics"
    tasks       = "Workers: mails, purges, statistics"
    relay       = "The relay and the clock"
    migrate     = "Migrations: the owner of the database"
  }

  database_url = { for role, password in {
    neurmatic_app     = var.secrets.database_app_password
    neurmatic_monitor = var.secrets.database_monitor_password
  } : role => "postgres://${role}:${password}@${local.hosts.proxy}/${local.hosts.database}" }
  owner_url = "postgres://${local.hosts.owner}:${var.secrets.database_owner_password}@${local.hosts.direct}/${local.hosts.database}"

  of_database = {
    DATABASE_URL = local.database_url.neurmatic_app
    HASH_SECRET  = var.secrets.hash_secret
  }
  of_functions = merge(local.of_database, {
    REDIS_URL     = local.hosts.cache
    ORIGIN_SECRET = var.secrets.origin_secret
  })
  of_monitor = { DATABASE_MONITOR_URL = local.database_url.neurmatic_monitor }

  secret_values = {
    api         = local.of_functions
    auth        = merge(local.of_functions, { ACCESS_TOKEN_PRIVATE_KEY = var.secrets.access_token_private_key })
    performance = merge(local.of_functions, local.of_monitor)
    tasks = merge(local.of_functions, local.of_monitor, {
      MAIL_API_KEY         = var.secrets.mail_api_key
      CLOUDFLARE_API_TOKEN = var.secrets.cloudflare_api_token
    })
    relay = local.of_database
    migrate = {
      DATABASE_OWNER_URL        = local.owner_url
      DATABASE_APP_PASSWORD     = var.secrets.database_app_password
      DATABASE_MONITOR_PASSWORD = var.secrets.database_monitor_password
    }
  }
}

module "secrets" {
  source = "./modules/secrets"

  name                 = var.name
  kms_key_arn          = module.key.arn
  names                = local.secret_names
  values               = local.secret_values
  values_version       = var.secrets_version
  recovery_window_days = var.protects_data ? 30 : 0
}

# By these the proxy knows who may come, and logs in itself. No function reads them.
module "logins" {
  source = "./modules/secrets"

  name        = "${var.name}/login"
  kms_key_arn = module.key.arn
  names = {
    neurmatic_app     = "The proxy: the functions' login"
    neurmatic_monitor = "The proxy: the login that sees statistics"
  }
  values = {
    neurmatic_app     = { username = "neurmatic_app", password = var.secrets.database_app_password }
    neurmatic_monitor = { username = "neurmatic_monitor", password = var.secrets.database_monitor_password }
  }
  values_version       = var.secrets_version
  recovery_window_days = var.protects_data ? 30 : 0
}
