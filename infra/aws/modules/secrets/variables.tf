variable "name" {
  description = "Begins the names of everything in here, such as neurmatic-production."
  type        = string
}

variable "kms_key_arn" {
  description = "The key that secrets are encrypted with."
  type        = string
}

variable "names" {
  description = "The secrets, with whom each is for."
  type        = map(string)
}

variable "values" {
  description = "Their variables, by the same names."
  type        = map(map(string))
  sensitive   = true
  ephemeral   = true
}

variable "values_version" {
  description = "Raised when values are new: only then they are written."
  type        = number

  validation {
    condition     = var.values_version >= 1 && floor(var.values_version) == var.values_version
    error_message = "values_version is to be 1, and one more each time."
  }
}

variable "recovery_window_days" {
  description = "How long a deleted secret can be brought back, 7 to 30 days; 0 is not at all."
  type        = number
}
