# The cache, limits and live figures. What is lost in here costs time, nothing else (decision 0035): one shard, a copy of it
# in another zone, no snapshots.

resource "aws_elasticache_subnet_group" "this" {
  name        = var.name
  description = "Subnets without a way out"
  subnet_ids  = var.subnet_ids
}

resource "aws_elasticache_parameter_group" "this" {
  name        = "${var.name}-valkey8"
  family      = "valkey8"
  description = "Whatever was not used for longest goes when memory is full"

  parameter {
    name  = "maxmemory-policy"
    value = "allkeys-lru"
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_elasticache_replication_group" "this" {
  #checkov:skip=CKV2_AWS_50: by var.cache_nodes, of which production is refused fewer than two
  replication_group_id = var.name
  description          = "Cache, limits and live figures of ${var.name}"
  engine               = "valkey"
  engine_version       = "8.0"
  node_type            = var.cache_node_type
  port                 = 6379

  num_cache_clusters         = var.cache_nodes
  automatic_failover_enabled = var.cache_nodes > 1
  multi_az_enabled           = var.cache_nodes > 1

  subnet_group_name    = aws_elasticache_subnet_group.this.name
  security_group_ids   = [aws_security_group.this["cache"].id]
  parameter_group_name = aws_elasticache_parameter_group.this.name
  user_group_ids       = [aws_elasticache_user_group.this.user_group_id]

  transit_encryption_enabled = true
  transit_encryption_mode    = "required"
  at_rest_encryption_enabled = true
  kms_key_id                 = var.kms_key_arn

  auto_minor_version_upgrade = true
  apply_immediately          = var.apply_immediately
  maintenance_window         = "sun:05:00-sun:06:00"
  snapshot_retention_limit   = 0

  tags = { Name = var.name }
}

resource "aws_elasticache_user_group" "this" {
  user_group_id = var.name
  engine        = "valkey"
  user_ids      = [aws_elasticache_user.this.user_id]
}

# Every key, no channel, and every command but those that could take the server down or read its settings.
resource "aws_elasticache_user" "this" {
  user_id       = "${var.name}-functions"
  user_name     = local.cache_user
  engine        = "valkey"
  access_string = "on ~* +@all -@admin -@dangerous +info"

  authentication_mode {
    type      = "password"
    passwords = [terraform_data.cache_password.output]
  }
}

locals {
  cache_user = "functions"
}

# Amazon's interface has no way to set this one password past Terraform's state: so it is made here, and worth nothing outside
# of the network. A new one: `terraform apply -replace=…terraform_data.cache_password`, with `secrets_version` raised.
#
# Two ids of 122 random bits each, which are thrown when they are applied: the plan shows at most the one that goes. Amazon's own data
# source for passwords has the password as its id, which Terraform prints whenever it reads it.
resource "terraform_data" "cache_password" {
  input = sensitive(replace("${uuid()}${uuid()}", "-", ""))

  lifecycle {
    # Another one is thrown with each plan.
    ignore_changes = [input]
  }
}
