# What the function may do: write its log, read its secret, live in the network, and what its caller says.

resource "aws_iam_role" "this" {
  name = var.name

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "lambda.amazonaws.com" }
    }]
  })
}

resource "aws_iam_role_policy" "this" {
  name   = "function"
  role   = aws_iam_role.this.id
  policy = local.policy
}

locals {
  rights = [for name, right in var.rights : {
    Sid      = name
    Effect   = "Allow"
    Action   = sort(right.actions)
    Resource = sort(right.resources)
  }]

  log = [{
    Sid      = "Log"
    Effect   = "Allow"
    Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    Resource = "${aws_cloudwatch_log_group.this.arn}:*"
  }]

  secret = [{
    Sid      = "Secret"
    Effect   = "Allow"
    Action   = "secretsmanager:GetSecretValue"
    Resource = var.secret_arn
  }]

  # The settings, which Lambda decrypts for the function, and its secret; nothing else under the same key.
  key = [{
    Sid      = "Key"
    Effect   = "Allow"
    Action   = "kms:Decrypt"
    Resource = var.kms_key_arn
    Condition = { StringEquals = {
      "kms:ViaService" = ["lambda.${var.region}.amazonaws.com", "secretsmanager.${var.region}.amazonaws.com"]
    } }
  }]

  network = [
    {
      Sid    = "Network"
      Effect = "Allow"
      Action = [
        "ec2:AssignPrivateIpAddresses",
        "ec2:CreateNetworkInterface",
        "ec2:DeleteNetworkInterface",
        "ec2:DescribeNetworkInterfaces",
        "ec2:DescribeSubnets",
        "ec2:UnassignPrivateIpAddresses",
      ]
      # AWS takes no other: the interfaces don't exist yet.
      Resource = "*"
    },
    # That is Lambda's to do, not the program's.
    {
      Sid      = "NetworkIsLambdas"
      Effect   = "Deny"
      Action   = "ec2:*"
      Resource = "*"
      Condition = { ArnLike = {
        "lambda:SourceFunctionArn" = ["arn:aws:lambda:${var.region}:${var.account_id}:function:${var.name}"]
      } }
    },
  ]

  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = concat(local.log, local.secret, local.key, local.network, local.rights)
  })
}
