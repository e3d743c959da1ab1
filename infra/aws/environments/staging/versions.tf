terraform {
  required_version = ">= 1.11"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "5.100.0"
    }
  }

  # Where the state lies is said by `terraform init -backend-config=…`, see the README.
  backend "s3" {
    key          = "neurmatic/staging.tfstate"
    encrypt      = true
    use_lockfile = true
  }
}

provider "aws" {
  region              = var.region
  allowed_account_ids = [var.account_id]

  default_tags {
    tags = {
      Project     = "neurmatic"
      Environment = "staging"
      ManagedBy   = "terraform"
    }
  }
}
