# Many small environments share few connections of the database.

resource "aws_db_proxy" "this" {
  name                   = var.name
  engine_family          = "POSTGRESQL"
  role_arn               = aws_iam_role.proxy.arn
  vpc_subnet_ids         = var.subnet_ids
  vpc_security_group_ids = [aws_security_group.this["proxy"].id]
  require_tls            = true
  # An environment that Lambda keeps idle is frozen with its connection; it makes another one when it is needed.
  idle_client_timeout = 900

  dynamic "auth" {
    for_each = var.logins

    content {
      description               = "The login ${auth.key}"
      auth_scheme               = "SECRETS"
      iam_auth                  = "DISABLED"
      client_password_auth_type = "POSTGRES_SCRAM_SHA_256"
      secret_arn                = auth.value
    }
  }

  tags = { Name = var.name }

  depends_on = [aws_iam_role_policy.proxy]
}

resource "aws_db_proxy_default_target_group" "this" {
  db_proxy_name = aws_db_proxy.this.name

  connection_pool_config {
    # The rest is for migrations and whoever mends something by hand.
    max_connections_percent      = 80
    max_idle_connections_percent = 20
    # A function waits for a connection for two seconds at most; see POOL_WAIT_MAX.
    connection_borrow_timeout = 2
  }
}

resource "aws_db_proxy_target" "this" {
  db_proxy_name          = aws_db_proxy.this.name
  target_group_name      = aws_db_proxy_default_target_group.this.name
  db_instance_identifier = aws_db_instance.this.identifier
}

resource "aws_iam_role" "proxy" {
  name               = "${var.name}-rds-proxy"
  assume_role_policy = local.assumed_by["rds.amazonaws.com"]
}

resource "aws_iam_role_policy" "proxy" {
  name = "read-logins"
  role = aws_iam_role.proxy.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "Logins"
        Effect   = "Allow"
        Action   = "secretsmanager:GetSecretValue"
        Resource = values(var.logins)
      },
      {
        Sid       = "TheirKey"
        Effect    = "Allow"
        Action    = "kms:Decrypt"
        Resource  = var.kms_key_arn
        Condition = { StringEquals = { "kms:ViaService" = "secretsmanager.${var.region}.amazonaws.com" } }
      },
    ]
  })
}
