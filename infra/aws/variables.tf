variable "environment" {
  description = "local (the emulator), staging or production."
  type        = string

  validation {
    condition     = contains(["local", "staging", "production"], var.environment)
    error_message = "environment is to be local, staging or production."
  }
}

variable "name" {
  description = "Begins the names of everything, such as neurmatic-production."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,26}[a-z0-9]$", var.name))
    error_message = "name is to be 3 to 28 small letters, digits and hyphens, such as neurmatic-production."
  }
}

variable "region" {
  description = "The region of everything but the certificate of files."
  type        = string

  validation {
    condition     = can(regex("^[a-z]{2}(-[a-z]+)+-[0-9]$", var.region))
    error_message = "region is to be one of AWS's, such as eu-central-1."
  }
}

variable "account_id" {
  description = "The account; nothing is made in another."
  type        = string

  validation {
    condition     = can(regex("^[0-9]{12}$", var.account_id))
    error_message = "account_id is to be an account's 12 digits."
  }
}

variable "account_concurrency" {
  description = "How many environments of Lambda the account may have at once: 1,000, unless AWS was asked for more. New accounts have 10."
  type        = number
  default     = 1000
}

variable "architecture" {
  description = "What functions run on: arm64, which costs a fifth less, or x86_64."
  type        = string
  default     = "arm64"
}

variable "packages" {
  description = "The folder with manifest.json and the zips, as `cargo dev package` leaves it."
  type        = string
}

variable "public_url" {
  description = "The site's address, without a slash at its end: in mails, feeds, and as the origin of uploads."
  type        = string

  validation {
    condition     = can(regex("^https?://[^/]+$", var.public_url))
    error_message = "public_url is to be scheme and host, such as https://example.org."
  }
}

variable "entry_domain" {
  description = "The host under which the edge calls the functions (the Worker's ORIGIN_URL), with its certificate in the same region."
  type = object({
    name            = string
    certificate_arn = string
  })
  default = null
}

variable "files_domain" {
  description = "The host under which the edge reads files (the Worker's BUCKET_ORIGIN), with its certificate in us-east-1."
  type = object({
    name            = string
    certificate_arn = string
  })
  default = null
}

variable "bucket" {
  description = "The name of the bucket of assets and uploaded files."
  type        = string
}

variable "direct_clients" {
  description = "Whether requests that don't come by the edge are answered: allow or deny."
  type        = string
  default     = "deny"

  validation {
    condition     = contains(["allow", "deny"], var.direct_clients)
    error_message = "direct_clients is to be allow or deny."
  }
}

variable "requests_a_second" {
  description = "Requests a second that the entry lets through, twice as many for a moment."
  type        = number
}

variable "cidr" {
  description = "The network's addresses: 16 bits."
  type        = string
}

variable "zones" {
  description = "Availability zones, two to four."
  type        = list(string)
}

variable "nat_per_zone" {
  description = "Whether each zone has its own way out; else one has it for all."
  type        = bool
}

variable "database" {
  description = "The database: its version, size, standby, and how many days back it can be restored."
  type = object({
    postgres_major  = optional(string, "15")
    instance_class  = string
    storage_gib     = number
    storage_max_gib = number
    multi_az        = bool
    backup_days     = number
  })
}

variable "cache" {
  description = "The cache: its size, and how many nodes (two: one and a copy)."
  type = object({
    node_type = string
    nodes     = number
  })
}

variable "protects_data" {
  description = "Whether database, bucket, key and secrets refuse to be deleted at once."
  type        = bool
}

variable "more_functions" {
  description = "Functions that this environment alone has, such as one that is being tried, in the form of functions.tf."
  type = map(object({
    description  = string
    package      = optional(string)
    paths        = optional(set(string), [])
    memory_mib   = optional(number, 512)
    timeout_secs = optional(number, 15)
    reserved     = optional(number, -1)
    secret       = optional(string, "api")
    leaves       = optional(bool)
    settings     = optional(map(string), {})
  }))
  default = {}
}

variable "concurrency" {
  description = "Reserved environments by function (api-articles, tasks-email …), where it is to be other than functions.tf and queues.tf say; -1: none."
  type        = map(number)
  default     = {}
}

variable "provisioned_pollers" {
  description = "Queues whose pollers are there and paid for all the time, in place of a maximum concurrency."
  type = map(object({
    minimum = number
    maximum = number
  }))
  default = {}
}

variable "producers" {
  description = "Who else may send tasks, by name: the ARN of a role. They may only send, and only to queues that take others' tasks."
  type        = map(string)
  default     = {}
}

variable "mail" {
  description = "Mail: the sender's address, and the key that SendGrid signs its calls by."
  type = object({
    from              = string
    events_public_key = string
    api_url           = optional(string, "https://api.sendgrid.com")
  })
}

variable "cdn" {
  description = "Cloudflare: the zone, what was bought, whether edits only make stale. Its host is entry_domain unless it is said. None: nothing is purged."
  type = object({
    zone_id    = string
    plan       = optional(string, "free")
    soft_purge = optional(bool, false)
    host       = optional(string)
    # The local environment alone: what stands in for Cloudflare's interface.
    api_url = optional(string)
  })
  default = null

  validation {
    condition     = var.cdn == null || can(regex("^[0-9a-f]{32}$", var.cdn.zone_id))
    error_message = "cdn.zone_id is to be the zone's id: 32 hexadecimal digits."
  }

  validation {
    condition     = var.cdn == null || contains(["free", "pro", "business", "enterprise"], try(var.cdn.plan, ""))
    error_message = "cdn.plan is to be free, pro, business or enterprise."
  }
}

variable "sentry_dsn" {
  description = "Where errors are told; none: they are in the log alone, and functions of the API stay within the network. No secret: its key may only send."
  type        = string
  default     = ""

  validation {
    condition     = var.sentry_dsn == "" || can(regex("^https://[^@/]+@[^/]+/.*[0-9]$", var.sentry_dsn))
    error_message = "sentry_dsn is to be a project's DSN, such as https://<key>@<host>/<number>."
  }
}

variable "access_token_public_keys" {
  description = "Keys that access tokens are believed by, kid:key each: one, or two while one takes the other's place."
  type        = list(string)

  validation {
    condition     = length(var.access_token_public_keys) >= 1 && alltrue([for key in var.access_token_public_keys : can(regex("^[^:,]+:[A-Za-z0-9_-]{43}=?$", key))])
    error_message = "access_token_public_keys is to be one or more of kid:key, as `migrate create-keys` prints them."
  }
}

variable "secrets" {
  description = "What nobody is to know. It goes into Secrets Manager and the database, and is in no plan and no state."
  type = object({
    database_owner_password   = string
    database_app_password     = string
    database_monitor_password = string
    # 32 random bytes or more, base64url.
    hash_secret = string
    # One value that the edge sends, or two with a comma between while one takes the other's place.
    origin_secret            = string
    access_token_private_key = string
    mail_api_key             = string
    cloudflare_api_token     = optional(string, "")
  })
  ephemeral = true
  sensitive = true

  validation {
    condition = alltrue([for password in [
      var.secrets.database_owner_password,
      var.secrets.database_app_password,
      var.secrets.database_monitor_password,
    ] : can(regex("^[A-Za-z0-9_-]{24,64}$", password))])
    error_message = "The passwords in secrets are to be 24 to 64 letters, digits, _ and -: they become parts of addresses."
  }

  validation {
    condition     = length(split(",", var.secrets.origin_secret)) <= 2 && alltrue([for value in split(",", var.secrets.origin_secret) : length(value) >= 32])
    error_message = "secrets.origin_secret is to be one or two values of 32 characters or more, with a comma between."
  }

  validation {
    condition     = can(regex("^[A-Za-z0-9_-]{43,}=?$", var.secrets.hash_secret))
    error_message = "secrets.hash_secret is to be 32 random bytes or more in base64url."
  }

  validation {
    condition     = can(regex("^[^:]+:[A-Za-z0-9_-]{43}=?$", var.secrets.access_token_private_key))
    error_message = "secrets.access_token_private_key is to be kid:seed, as `migrate create-keys` prints it."
  }
}

variable "secrets_version" {
  description = "One more each time that secrets are new: only then they are written, and functions start anew with them."
  type        = number
  default     = 1
}

variable "metrics_namespace" {
  description = "Under which CloudWatch keeps this environment's metrics."
  type        = string
}

variable "alarm_emails" {
  description = "Who is told of alarms."
  type        = set(string)
  default     = []
}

variable "log_retention_days" {
  description = "How long logs are kept."
  type        = number

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400], var.log_retention_days)
    error_message = "log_retention_days is to be one that CloudWatch knows: 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365 or 400."
  }
}

variable "is_running" {
  description = "Whether the clock starts anything. false until the first migration is done: there is nothing to be relayed before."
  type        = bool
  default     = true
}

variable "proxy_roots" {
  description = "In a function's package: the roots that the proxy's certificate comes from (Amazon's)."
  type        = string
  default     = "/var/task/roots/amazon.pem"
}

variable "database_roots" {
  description = "In a function's package: the roots that the database's own certificate comes from (RDS')."
  type        = string
  default     = "/var/task/roots/rds.pem"
}

variable "stand_ins" {
  description = "The local environment alone: servers that are there already, in place of what the emulator only keeps a record of."
  type = object({
    # The emulator, such as http://127.0.0.1:4566.
    aws_url = string
    # host:port of Postgres, its database, and the login that migrates; its password is secrets.database_owner_password.
    database_host  = string
    database_name  = string
    database_owner = string
    # Such as redis://127.0.0.1:6379.
    cache_url  = string
    bucket_url = string
  })
  default = null
}
