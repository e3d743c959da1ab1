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
  description = "The key that what is handed over is encrypted with."
  type        = string
}

variable "list" {
  description = "The path of the list of schedules, which `cargo dev schedules` writes."
  type        = string

  validation {
    condition     = fileexists(var.list)
    error_message = "The list of schedules is not there: write it by `cargo dev schedules`."
  }
}

variable "relay_arn" {
  description = "The relay's alias."
  type        = string
}

variable "clock_arn" {
  description = "The alias of what fires single schedules."
  type        = string
}

variable "is_enabled" {
  description = "Whether anything is started: not before the first migration."
  type        = bool
}

variable "says_due_times" {
  description = "Whether the scheduler puts the due time in; the emulator doesn't, so that there a schedule is fired whatever was fired."
  type        = bool
  default     = true
}
