variable "name" {
  description = "Begins the names of everything in here, such as neurmatic-production."
  type        = string
}

variable "region" {
  description = "The region, such as eu-central-1."
  type        = string
}

variable "kms_key_arn" {
  description = "The key of the access log."
  type        = string
}

variable "base" {
  description = "What begins every path."
  type        = string
  default     = "/api/v1"
}

variable "functions" {
  description = "Who answers, with the first words of the paths below base that it serves."
  type = map(object({
    name         = string
    invoke_arn   = string
    timeout_secs = number
    paths        = set(string)
  }))
}

variable "fallback" {
  description = "Which of them answers what no route serves."
  type        = string
}

variable "domain" {
  description = "The host under which the edge calls, with its certificate; none leaves Amazon's own address on, for the emulator."
  type = object({
    name            = string
    certificate_arn = string
  })
  default = null
}

variable "requests_a_second" {
  description = "Requests a second, all together; more are answered 429 by the gateway."
  type        = number
}

variable "requests_at_once" {
  description = "How far that may be exceeded for a moment."
  type        = number

  validation {
    condition     = var.requests_at_once >= var.requests_a_second
    error_message = "requests_at_once is to be requests_a_second or more: a second's requests may come in one moment."
  }
}

variable "log_retention_days" {
  description = "How long the access log is kept."
  type        = number
}
