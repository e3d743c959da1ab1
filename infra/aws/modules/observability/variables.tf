variable "name" {
  description = "Begins the names of everything in here, such as neurmatic-production."
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
  description = "The key that messages to people are encrypted with."
  type        = string
}

variable "metrics_namespace" {
  description = "Under which CloudWatch keeps this environment's metrics."
  type        = string
}

variable "alarms" {
  description = "The path of the alarms, which `cargo dev dashboards` writes."
  type        = string

  validation {
    condition     = fileexists(var.alarms)
    error_message = "The list of alarms is not there: write it by `cargo dev dashboards`."
  }
}

variable "dashboard" {
  description = "The path of the dashboard, which `cargo dev dashboards` writes."
  type        = string

  validation {
    condition     = fileexists(var.dashboard)
    error_message = "The dashboard is not there: write it by `cargo dev dashboards`."
  }
}

variable "queue_prefix" {
  description = "What stands before a queue's name, such as neurmatic-production-."
  type        = string
}

variable "emails" {
  description = "Who is told of alarms."
  type        = set(string)
}

variable "queues" {
  description = "Names of the queues and their dead letters, by the queue as the code calls it."
  type = map(object({
    queue        = string
    dead_letters = string
  }))
}

variable "data" {
  description = "Database, proxy and cache, as their metrics call them; none where there are none."
  type = object({
    database_id = string
    proxy_name  = string
    cache_nodes = list(string)
  })
}

variable "relay" {
  description = "The relay's name."
  type        = string
}

variable "api_id" {
  description = "The entry, as its metrics call it."
  type        = string
}

variable "is_running" {
  description = "Whether the clock starts anything: until then nobody is told that the relay isn't."
  type        = bool
}
