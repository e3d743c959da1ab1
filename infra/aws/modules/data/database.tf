# Postgres. What the platform can't lose is in here and nowhere else.

locals {
  database = "neurmatic"
  owner    = "neurmatic_deployer"
}

resource "aws_db_subnet_group" "this" {
  name        = var.name
  description = "Subnets without a way out"
  subnet_ids  = var.subnet_ids
}

resource "aws_db_parameter_group" "this" {
  name        = "${var.name}-postgres${var.postgres_major}"
  family      = "postgres${var.postgres_major}"
  description = "What the platform wants otherwise than Amazon"

  # A connection without TLS is refused.
  parameter {
    name  = "rds.force_ssl"
    value = "1"
  }

  # Insight into the database reads pg_stat_statements; a restart is needed to load it.
  parameter {
    name         = "shared_preload_libraries"
    value        = "pg_stat_statements"
    apply_method = "pending-reboot"
  }

  parameter {
    name  = "track_io_timing"
    value = "1"
  }

  # Statements that took long are in the log, without what was asked for: that may be somebody's.
  parameter {
    name  = "log_min_duration_statement"
    value = "1000"
  }

  parameter {
    name  = "log_parameter_max_length"
    value = "0"
  }

  parameter {
    name  = "log_statement"
    value = "ddl"
  }

  # Whoever waits for a lock for longer is seen in the log.
  parameter {
    name  = "log_lock_waits"
    value = "1"
  }

  # A transaction that nobody goes on with holds up vacuum and locks.
  parameter {
    name  = "idle_in_transaction_session_timeout"
    value = "30000"
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_db_instance" "this" {
  #checkov:skip=CKV_AWS_161: functions log in at the proxy by SCRAM over TLS; a login by IAM would sign a token for each connection
  #checkov:skip=CKV_AWS_157: by var.multi_az, which production is refused without
  #checkov:skip=CKV_AWS_293: by var.deletion_protection, which production is refused without
  identifier     = var.name
  engine         = "postgres"
  engine_version = var.postgres_major
  instance_class = var.instance_class
  db_name        = local.database
  port           = 5432

  username            = local.owner
  password_wo         = var.owner_password
  password_wo_version = var.passwords_version

  storage_type          = "gp3"
  allocated_storage     = var.storage_gib
  max_allocated_storage = var.storage_max_gib
  storage_encrypted     = true
  kms_key_id            = var.kms_key_arn

  multi_az               = var.multi_az
  db_subnet_group_name   = aws_db_subnet_group.this.name
  vpc_security_group_ids = [aws_security_group.this["database"].id]
  publicly_accessible    = false
  ca_cert_identifier     = "rds-ca-rsa2048-g1"
  parameter_group_name   = aws_db_parameter_group.this.name

  auto_minor_version_upgrade  = true
  allow_major_version_upgrade = false
  apply_immediately           = var.apply_immediately
  maintenance_window          = "sun:04:00-sun:05:00"

  backup_retention_period   = var.backup_days
  backup_window             = "02:00-03:00"
  copy_tags_to_snapshot     = true
  delete_automated_backups  = !var.deletion_protection
  deletion_protection       = var.deletion_protection
  skip_final_snapshot       = !var.deletion_protection
  final_snapshot_identifier = var.deletion_protection ? "${var.name}-final" : null

  performance_insights_enabled          = true
  performance_insights_kms_key_id       = var.kms_key_arn
  performance_insights_retention_period = 7
  monitoring_interval                   = 60
  monitoring_role_arn                   = aws_iam_role.monitoring.arn
  enabled_cloudwatch_logs_exports       = ["postgresql", "upgrade"]

  tags = { Name = var.name }

  depends_on = [aws_cloudwatch_log_group.database]
}

# Made here, so that they are kept for as long as ours, and encrypted by our key.
resource "aws_cloudwatch_log_group" "database" {
  #checkov:skip=CKV_AWS_338: a log is for mending things, and may name people: 90 days; what is kept for good is rows
  for_each = toset(["postgresql", "upgrade"])

  name              = "/aws/rds/instance/${var.name}/${each.key}"
  retention_in_days = var.log_retention_days
  kms_key_id        = var.kms_key_arn
}

resource "aws_iam_role" "monitoring" {
  name               = "${var.name}-rds-monitoring"
  assume_role_policy = local.assumed_by["monitoring.rds.amazonaws.com"]
}

# Amazon's own policy: it may write into the one log group of RDS's monitoring.
resource "aws_iam_role_policy_attachment" "monitoring" {
  role       = aws_iam_role.monitoring.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole"
}

locals {
  assumed_by = { for service in ["monitoring.rds.amazonaws.com", "rds.amazonaws.com"] : service => jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = service }
      Condition = { StringEquals = { "aws:SourceAccount" = var.account_id } }
    }]
  }) }
}
