variable "name" {
  description = "The function's name, such as neurmatic-production-api-articles."
  type        = string

  validation {
    condition     = length(var.name) <= 64
    error_message = "A function's name has 64 characters at most."
  }
}

variable "description" {
  description = "What it does, for whoever looks at the console."
  type        = string
}

variable "region" {
  description = "The region, such as eu-central-1."
  type        = string
}

variable "account_id" {
  description = "The account, 12 digits."
  type        = string
}

variable "kms_key_arn" {
  description = "The key of its settings, its secret and its log."
  type        = string
}

variable "package" {
  description = "The path of its zip."
  type        = string
}

variable "architecture" {
  description = "arm64 or x86_64, as the zip was built."
  type        = string

  validation {
    condition     = contains(["arm64", "x86_64"], var.architecture)
    error_message = "architecture is to be arm64 or x86_64."
  }
}

variable "memory_mib" {
  description = "Memory, MiB; processor time comes with it, a whole one at 1,769."
  type        = number

  validation {
    condition     = var.memory_mib >= 128 && var.memory_mib <= 10240
    error_message = "memory_mib is to be 128 to 10240."
  }
}

variable "timeout_secs" {
  description = "How long one call may take, seconds."
  type        = number

  validation {
    condition     = var.timeout_secs >= 1 && var.timeout_secs <= 900
    error_message = "timeout_secs is to be 1 to 900."
  }
}

variable "reserved_concurrency" {
  description = "Environments that are kept for it, and the most that it has; -1: as many as are free."
  type        = number
  default     = -1
}

variable "environment" {
  description = "Its settings that are no secrets."
  type        = map(string)

  validation {
    condition     = length(setintersection(keys(var.environment), ["SECRETS_ARN", "SECRETS_VERSION"])) == 0
    error_message = "SECRETS_ARN and SECRETS_VERSION are set by secret_arn and secrets_version."
  }
}

variable "secret_arn" {
  description = "The secret with its other settings, read at the start."
  type        = string
}

variable "secrets_version" {
  description = "Raised with new values of secrets."
  type        = number
}

variable "network" {
  description = "Where in the network it lives."
  type = object({
    subnet_ids         = list(string)
    security_group_ids = list(string)
  })
}

variable "rights" {
  description = "What it may do beside reading its secret and writing its log, by a name for each."
  type = map(object({
    actions   = set(string)
    resources = set(string)
  }))
  default = {}

  validation {
    condition     = alltrue([for right in var.rights : alltrue([for action in right.actions : !strcontains(action, "*")])])
    error_message = "rights are to name actions one by one, without *."
  }
}

variable "is_called_by_clock" {
  description = "Whether the scheduler calls it: a missed call isn't made up for."
  type        = bool
  default     = false
}

variable "log_retention_days" {
  description = "How long its log is kept."
  type        = number
}

variable "failures_a_minute" {
  description = "Calls of a minute that end without an answer, at which the alarm goes off."
  type        = number
  default     = 3
}

variable "alarm_topic_arns" {
  description = "Who is told of alarms."
  type        = list(string)
}
