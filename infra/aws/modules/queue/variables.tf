variable "queue" {
  description = "The queue as the code calls it, such as rate-limited."
  type        = string
}

variable "name" {
  description = "The queue's name at AWS without .fifo; it ends with the queue as the code calls it."
  type        = string

  validation {
    condition     = endswith(var.name, "-${var.queue}")
    error_message = "The queue's name is to end with its name in the code: the worker knows it by that."
  }
}

variable "function_prefix" {
  description = "Begins the worker's name, such as neurmatic-production-tasks."
  type        = string
}

variable "keeps_order" {
  description = "Whether it is a FIFO queue, in which a group's messages keep their order."
  type        = bool
  default     = false
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
  description = "The key of the worker's settings, secret and log."
  type        = string
}

variable "max_receives" {
  description = "Receives after which a message goes to the dead letters: the most attempts of its tasks and five."
  type        = number

  validation {
    condition     = var.max_receives >= 1 && var.max_receives <= 1000
    error_message = "max_receives is to be 1 to 1000, which SQS allows."
  }
}

variable "producers" {
  description = "Who else may send to it, by name: the ARNs of their roles."
  type        = map(string)
  default     = {}

  validation {
    condition     = alltrue([for role in values(var.producers) : can(regex("^arn:aws:iam::[0-9]{12}:role/[^*]+$", role))])
    error_message = "producers are to be ARNs of single roles, such as arn:aws:iam::123456789012:role/importer."
  }
}

variable "package" {
  description = "The path of the worker's zip."
  type        = string
}

variable "architecture" {
  description = "arm64 or x86_64, as the zip was built."
  type        = string
}

variable "memory_mib" {
  description = "The worker's memory, MiB."
  type        = number
}

variable "timeout_secs" {
  description = "How long a batch may take: at least the longest time of one of its tasks."
  type        = number

  validation {
    condition     = 6 * var.timeout_secs <= 43200
    error_message = "timeout_secs is to be 7200 at most: six times as long a message is hidden, which SQS bounds at 12 hours."
  }
}

variable "reserved_concurrency" {
  description = "Environments that are kept for the worker; -1: as many as are free."
  type        = number
}

variable "maximum_concurrency" {
  description = "Batches at once at most, 2 to 1000; none with provisioned_pollers."
  type        = number
  default     = null

  validation {
    condition     = var.maximum_concurrency == null ? true : var.maximum_concurrency >= 2 && var.maximum_concurrency <= 1000
    error_message = "maximum_concurrency is to be 2 to 1000, which AWS allows."
  }
}

variable "provisioned_pollers" {
  description = "Pollers that are paid for whether or not there is anything, for a queue that mustn't wait for scaling."
  type = object({
    minimum = number
    maximum = number
  })
  default = null
}

variable "environment" {
  description = "The worker's settings that are no secrets."
  type        = map(string)
}

variable "secret_arn" {
  description = "The secret with its other settings."
  type        = string
}

variable "secrets_version" {
  description = "Raised with new values of secrets."
  type        = number
}

variable "network" {
  description = "Where in the network the worker lives."
  type = object({
    subnet_ids         = list(string)
    security_group_ids = list(string)
  })
}

variable "rights" {
  description = "What the worker may do beside working on its queue."
  type = map(object({
    actions   = set(string)
    resources = set(string)
  }))
}

variable "log_retention_days" {
  description = "How long the worker's log is kept."
  type        = number
}

variable "alarm_topic_arns" {
  description = "Who is told of alarms."
  type        = list(string)
}
