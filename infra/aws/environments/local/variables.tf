variable "stand_ins" {
  description = "The emulator, and the servers that are there already: `cargo dev services` prints them."
  type = object({
    aws_url        = string
    database_host  = string
    database_name  = string
    database_owner = string
    cache_url      = string
    bucket_url     = string
  })

  validation {
    condition     = startswith(var.stand_ins.aws_url, "http://127.0.0.1:") && startswith(var.stand_ins.database_host, "127.0.0.1:")
    error_message = "stand_ins are to be on this machine, such as http://127.0.0.1:4566: this root is for the emulator alone."
  }
}

variable "architecture" {
  description = "What this machine runs: x86_64 or arm64."
  type        = string
  default     = "x86_64"
}

variable "packages" {
  description = "The folder with packages; `cargo dev package` makes it."
  type        = string
  default     = null
}

variable "access_token_public_keys" {
  description = "kid:key of each key that access tokens are believed by."
  type        = list(string)
}

variable "mail_api_url" {
  description = "The mailbox of the local platform."
  type        = string
  default     = "http://127.0.0.1:8025"
}

variable "cdn" {
  description = "What stands in for Cloudflare's interface; none: nothing is purged."
  type = object({
    zone_id    = string
    plan       = string
    soft_purge = bool
    host       = string
    api_url    = string
  })
  default = null

  validation {
    condition     = var.cdn == null || startswith(try(var.cdn.api_url, ""), "http://127.0.0.1:")
    error_message = "cdn.api_url is to be on this machine: this root tells nobody else what to forget."
  }
}

variable "is_running" {
  description = "Whether the clock starts anything. false until the first migration is done."
  type        = bool
  default     = true
}

variable "secrets" {
  description = "As of the other environments; here random ones of this checkout."
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
