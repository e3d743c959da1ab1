variable "region" {
  description = "The region, such as eu-central-1."
  type        = string
}

variable "account_id" {
  description = "The account, 12 digits: nothing is made in another."
  type        = string
}

variable "account_concurrency" {
  description = "How many environments of Lambda the account may have at once."
  type        = number
  default     = 1000
}

variable "zones" {
  description = "Availability zones of the region, two to four."
  type        = list(string)
}

variable "architecture" {
  description = "arm64, or x86_64."
  type        = string
  default     = "arm64"
}

variable "packages" {
  description = "The folder with packages; `cargo dev package` makes it."
  type        = string
  default     = null
}

variable "public_url" {
  description = "The site, such as https://example.org."
  type        = string
}

variable "entry_domain" {
  description = "The host under which the edge calls the functions, with its certificate in the region."
  type = object({
    name            = string
    certificate_arn = string
  })
}

variable "files_domain" {
  description = "The host under which the edge reads files, with its certificate in us-east-1."
  type = object({
    name            = string
    certificate_arn = string
  })
}

variable "bucket" {
  description = "The bucket of files: a name that nobody in the world has."
  type        = string
}

variable "cdn" {
  description = "Cloudflare: the zone, what was bought, whether edits only make stale."
  type = object({
    zone_id    = string
    plan       = optional(string, "free")
    soft_purge = optional(bool, false)
  })
}

variable "mail" {
  description = "The sender, and the key by which SendGrid signs its calls."
  type = object({
    from              = string
    events_public_key = string
  })
}

variable "sentry_dsn" {
  description = "Where errors are told; none: in the log alone."
  type        = string
  default     = ""
}

variable "access_token_public_keys" {
  description = "kid:key of each key that access tokens are believed by."
  type        = list(string)
}

variable "secrets" {
  description = "What nobody is to know, as the README lists it: TF_VAR_secrets, in no file."
  type = object({
    database_owner_password   = string
    database_app_password     = string
    database_monitor_password = string
    hash_secret               = string
    origin_secret             = string
    access_token_private_key  = string
    mail_api_key              = string
    cloudflare_api_token      = optional(string, "")
  })
  ephemeral = true
  sensitive = true
}

variable "secrets_version" {
  description = "One more each time that secrets are new."
  type        = number
  default     = 1
}

variable "producers" {
  description = "Who else may send tasks: a name, and the ARN of a role."
  type        = map(string)
  default     = {}
}

variable "alarm_emails" {
  description = "Who is told of alarms."
  type        = set(string)
  default     = []
}

variable "is_running" {
  description = "false until the first migration is done."
  type        = bool
  default     = true
}
