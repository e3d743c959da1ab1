variable "bucket" {
  description = "The bucket's name, known to the whole world."
  type        = string

  validation {
    condition     = can(regex("^[a-z0-9-]{3,63}$", var.bucket))
    error_message = "bucket is to be 3 to 63 small letters, digits and hyphens: functions take no other (BUCKET_NAME)."
  }
}

variable "site_origin" {
  description = "The origin of the site whose pages upload, such as https://example.org."
  type        = string

  validation {
    condition     = can(regex("^https?://[^/]+$", var.site_origin))
    error_message = "site_origin is to be scheme and host without a path, such as https://example.org."
  }
}

variable "domain" {
  description = "The host under which the edge reads files, with its certificate in us-east-1; none without a distribution, for the emulator."
  type = object({
    name            = string
    certificate_arn = string
  })
  default = null
}

variable "deleted_kept_days" {
  description = "How long what was deleted or replaced can be brought back. What users delete is to go in the end."
  type        = number
  default     = 30
}

variable "is_disposable" {
  description = "Whether the bucket may be deleted with what lies in it."
  type        = bool
}
