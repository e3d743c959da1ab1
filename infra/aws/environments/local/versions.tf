terraform {
  required_version = ">= 1.11"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "5.100.0"
    }
  }

  # `terraform init -backend-config=path=…` puts the state beside the emulator's own.
  backend "local" {}
}

# Every service is the emulator; nothing here can reach an account of AWS.
provider "aws" {
  region     = local.region
  access_key = "test"
  secret_key = "test"

  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_region_validation      = true
  s3_use_path_style           = true

  endpoints {
    apigatewayv2   = var.stand_ins.aws_url
    cloudfront     = var.stand_ins.aws_url
    cloudwatch     = var.stand_ins.aws_url
    ec2            = var.stand_ins.aws_url
    elasticache    = var.stand_ins.aws_url
    iam            = var.stand_ins.aws_url
    kms            = var.stand_ins.aws_url
    lambda         = var.stand_ins.aws_url
    logs           = var.stand_ins.aws_url
    rds            = var.stand_ins.aws_url
    s3             = var.stand_ins.aws_url
    scheduler      = var.stand_ins.aws_url
    secretsmanager = var.stand_ins.aws_url
    sns            = var.stand_ins.aws_url
    sqs            = var.stand_ins.aws_url
    sts            = var.stand_ins.aws_url
  }

  default_tags {
    tags = {
      Project     = "neurmatic"
      Environment = "local"
      ManagedBy   = "terraform"
    }
  }
}
