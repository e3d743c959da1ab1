variable "name" {
  description = "Begins the names of everything, such as neurmatic-production."
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

variable "deletion_window_days" {
  description = "How long a key that is to be deleted can be kept from it, 7 to 30 days."
  type        = number
}
