# What nobody but its reader may know: a secret for each kind of function, with exactly the variables that it needs, so that a
# start reads one; and one for each login at the proxy. Values are in no state: Terraform hands them on and forgets them.

resource "aws_secretsmanager_secret" "this" {
  #checkov:skip=CKV2_AWS_57: values belong to others too (Cloudflare, SendGrid, tokens that were signed): how each is changed is in the README
  for_each = var.names

  name                    = "${var.name}/${each.key}"
  description             = each.value
  kms_key_id              = var.kms_key_arn
  recovery_window_in_days = var.recovery_window_days
}

resource "aws_secretsmanager_secret_version" "this" {
  for_each = var.names

  secret_id                = aws_secretsmanager_secret.this[each.key].id
  secret_string_wo         = jsonencode(var.values[each.key])
  secret_string_wo_version = var.values_version
}
