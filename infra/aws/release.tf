# What a release may do, for whoever releases: a role of GitHub's workflow, or an operator's. It is attached by hand or elsewhere.

resource "aws_iam_policy" "release" {
  #checkov:skip=CKV_AWS_355: AWS shows alarms of alarms only to those who may see every alarm
  name        = "${var.name}-release"
  description = "Releases of ${var.name}: new versions, the alias, the alarms that stop it"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid    = "Functions"
        Effect = "Allow"
        Action = [
          "lambda:GetAlias",
          "lambda:GetFunctionConfiguration",
          "lambda:InvokeFunction",
          "lambda:PublishVersion",
          "lambda:UpdateAlias",
          "lambda:UpdateFunctionCode",
        ]
        Resource = "arn:aws:lambda:${var.region}:${var.account_id}:function:${var.name}-*"
      },
      {
        Sid      = "Alarms"
        Effect   = "Allow"
        Action   = "cloudwatch:DescribeAlarms"
        Resource = "*"
      },
    ]
  })
}
