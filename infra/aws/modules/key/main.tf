# One key of the environment's own, for all that lies: database, cache, logs, secrets, settings, messages to people.

resource "aws_kms_key" "this" {
  description             = "${var.name}: everything that is stored"
  enable_key_rotation     = true
  deletion_window_in_days = var.deletion_window_days

  # In a key's policy * is that key alone.
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      # AWS's default: without it nobody could ever change this key again.
      {
        Sid       = "AccountDecidesByItsRoles"
        Effect    = "Allow"
        Action    = "kms:*"
        Resource  = "*"
        Principal = { AWS = "arn:aws:iam::${var.account_id}:root" }
      },
      {
        Sid       = "LogGroupsOfThisEnvironment"
        Effect    = "Allow"
        Action    = ["kms:Decrypt*", "kms:Describe*", "kms:Encrypt*", "kms:GenerateDataKey*", "kms:ReEncrypt*"]
        Resource  = "*"
        Principal = { Service = "logs.${var.region}.amazonaws.com" }
        Condition = { ArnLike = {
          "kms:EncryptionContext:aws:logs:arn" = "arn:aws:logs:${var.region}:${var.account_id}:log-group:*${var.name}*"
        } }
      },
      {
        Sid       = "AlarmsTell"
        Effect    = "Allow"
        Action    = ["kms:Decrypt", "kms:GenerateDataKey*"]
        Resource  = "*"
        Principal = { Service = "cloudwatch.amazonaws.com" }
        Condition = { StringEquals = { "aws:SourceAccount" = var.account_id } }
      },
    ]
  })

  tags = { Name = var.name }
}

resource "aws_kms_alias" "this" {
  name          = "alias/${var.name}"
  target_key_id = aws_kms_key.this.key_id
}

