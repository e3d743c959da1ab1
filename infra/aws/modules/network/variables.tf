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
  description = "The key that the flow log is encrypted with."
  type        = string
}

variable "cidr" {
  description = "The network's addresses: a /16, of which each subnet gets a part."
  type        = string

  validation {
    condition     = can(cidrhost(var.cidr, 0)) && try(tonumber(split("/", var.cidr)[1]), 0) == 16
    error_message = "cidr is to be a network of 16 bits, such as 10.20.0.0/16."
  }
}

variable "zones" {
  description = "The availability zones, two to four: the database's standby and the proxy want two."
  type        = list(string)

  validation {
    condition     = length(var.zones) >= 2 && length(var.zones) <= 4 && length(distinct(var.zones)) == length(var.zones)
    error_message = "zones is to name two to four different availability zones, such as eu-central-1a and eu-central-1b."
  }
}

variable "nat_per_zone" {
  description = "A NAT gateway in each zone: mails and purges go on while a zone is away. About 35 $ a month each."
  type        = bool
}

variable "endpoints" {
  description = "Services of AWS that are reached inside the network. About 8 $ a month and zone each."
  type        = set(string)
  default     = ["secretsmanager", "sqs"]
}

variable "log_retention_days" {
  description = "How long refused connections are kept."
  type        = number
}

variable "has_prefix_lists" {
  description = "Whether rules may name lists of addresses, as those of S3; the emulator forgets them."
  type        = bool
  default     = true
}
