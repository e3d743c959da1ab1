# Settings that are no secrets, by the variables that `shared/config` reads.

locals {
  app_env = { local = "development", staging = "staging", production = "production" }[var.environment]

  settings = {
    function = merge({
      APP_ENV                  = local.app_env
      PUBLIC_URL               = var.public_url
      ACCESS_TOKEN_PUBLIC_KEYS = join(",", var.access_token_public_keys)
      DIRECT_CLIENTS           = var.direct_clients
      # An environment has one request at a time; a second connection is for what runs beside it.
      DATABASE_POOL_SIZE   = "2"
      METRICS_NAMESPACE    = var.metrics_namespace
      SQS_QUEUE_URL_PREFIX = "https://sqs.${var.region}.amazonaws.com/${var.account_id}/${local.queue_prefix}"
      RUST_LOG             = "info"
      }, var.stand_ins == null ? {
      DATABASE_PROXY       = "1"
      DATABASE_TLS_CA_FILE = var.proxy_roots
      } : {
      SQS_QUEUE_URL_PREFIX = "${var.stand_ins.aws_url}/${var.account_id}/${local.queue_prefix}"
      SECRETS_URL          = "${var.stand_ins.aws_url}/"
      CLOUDWATCH_URL       = "${var.stand_ins.aws_url}/"
    })

    migrate = merge({
      APP_ENV  = local.app_env
      RUST_LOG = "info,tokio_postgres=warn"
      }, var.stand_ins == null ? {
      DATABASE_TLS_CA_FILE = var.database_roots
      } : {
      SECRETS_URL = "${var.stand_ins.aws_url}/"
    })

    bucket = merge({ BUCKET_NAME = var.bucket }, var.stand_ins == null ? {
      BUCKET_ORIGIN = "https://${try(var.files_domain.name, "")}"
      } : {
      BUCKET_ENDPOINT = var.stand_ins.bucket_url
      BUCKET_ORIGIN   = "${var.stand_ins.bucket_url}/${var.bucket}"
    })

    # Each task that runs holds a connection; one more is for the heartbeat of those that run for long.
    tasks = merge({
      WORKER_CONCURRENCY                 = "5"
      DATABASE_POOL_SIZE                 = "6"
      MAIL_API_URL                       = var.mail.api_url
      MAIL_FROM                          = var.mail.from
      }, var.cdn == null ? { CDN_ENABLED = "0" } : {
      CDN_ENABLED                        = "1"
      CDN_HOST                           = coalesce(var.cdn.host, try(var.entry_domain.name, null), "-")
      CDN_PLAN                           = var.cdn.plan
      CDN_SOFT_PURGE                     = var.cdn.soft_purge ? "1" : "0"
      CLOUDFLARE_ZONE_ID                 = var.cdn.zone_id
    }, try(var.cdn.api_url, null) == null ? {} : { CDN_API_URL = var.cdn.api_url })

    sentry = { SENTRY_DSN = var.sentry_dsn }
  }
}
