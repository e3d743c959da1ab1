variable "name" {
  description = "Begins the names of everything in here, such as neurmatic-production."
  type        = string

  validation {
    condition     = length(var.name) <= 28
    error_message = "name is to have 28 characters at most: the cache's user is called after it, in 40."
  }
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
  description = "The key that everything in here is encrypted with."
  type        = string
}

variable "vpc_id" {
  description = "The network."
  type        = string
}

variable "subnet_ids" {
  description = "Subnets without a way out, in two zones at least."
  type        = list(string)
}

variable "function_security_group_ids" {
  description = "Security groups of functions, by name: they reach the proxy and the cache."
  type        = map(string)
}

variable "logins" {
  description = "The secrets of the logins that come by the proxy, by role."
  type        = map(string)
}

variable "owner_password" {
  description = "The password of the login that migrations are done by. It is in no state."
  type        = string
  sensitive   = true
  ephemeral   = true
}

variable "passwords_version" {
  description = "Raised when passwords are new: only then they are set."
  type        = number
}

variable "postgres_major" {
  description = "The version of Postgres; 15 is the oldest that the platform works with."
  type        = string

  validation {
    condition     = try(tonumber(var.postgres_major) >= 15, false)
    error_message = "postgres_major is to be 15 or newer."
  }
}

variable "instance_class" {
  description = "The database's size, such as db.t4g.medium."
  type        = string
}

variable "storage_gib" {
  description = "Storage of the database at first, GiB."
  type        = number
}

variable "storage_max_gib" {
  description = "Up to where storage grows by itself, GiB."
  type        = number

  validation {
    condition     = var.storage_max_gib > var.storage_gib
    error_message = "storage_max_gib is to be more than storage_gib: a database without room to grow stops at a full disk."
  }
}

variable "multi_az" {
  description = "A standby in another zone, to which the database falls over within about a minute."
  type        = bool
}

variable "backup_days" {
  description = "How many days back the database can be restored to any second."
  type        = number

  validation {
    condition     = var.backup_days >= 1 && var.backup_days <= 35
    error_message = "backup_days is to be 1 to 35."
  }
}

variable "deletion_protection" {
  description = "Whether the database refuses to be deleted, and leaves a last snapshot when it is."
  type        = bool
}

variable "apply_immediately" {
  description = "Whether changes that interrupt are made at once, not in the maintenance window."
  type        = bool
}

variable "cache_node_type" {
  description = "The cache's size, such as cache.t4g.small."
  type        = string
}

variable "cache_nodes" {
  description = "Nodes of the cache: two are one and a copy that takes over."
  type        = number
}

variable "log_retention_days" {
  description = "How long the database's log is kept."
  type        = number
}
