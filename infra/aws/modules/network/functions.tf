# What functions may connect to. One that only works with the data has no rule for the outside, and no route either.

locals {
  groups = {
    inner   = "Functions that stay inside"
    leaving = "Functions that call somebody outside"
  }
  inside = {
    database = { port = 5432, description = "Postgres and its proxy" }
    cache    = { port = 6379, description = "The cache" }
    services = { port = 443, description = "AWS services inside the network" }
  }
  rules = { for pair in setproduct(keys(local.groups), keys(local.inside)) :
    "${pair[0]}-${pair[1]}" => { group = pair[0], inside = local.inside[pair[1]] }
  }
}

resource "aws_security_group" "functions" {
  #checkov:skip=CKV2_AWS_5: attached by the modules function and queue
  for_each = local.groups

  name        = "${var.name}-functions-${each.key}"
  description = each.value
  vpc_id      = aws_vpc.this.id

  tags = { Name = "${var.name}-functions-${each.key}" }
}

resource "aws_vpc_security_group_egress_rule" "inside" {
  for_each = local.rules

  security_group_id = aws_security_group.functions[each.value.group].id
  description       = each.value.inside.description
  cidr_ipv4         = var.cidr
  from_port         = each.value.inside.port
  to_port           = each.value.inside.port
  ip_protocol       = "tcp"
}

resource "aws_vpc_security_group_egress_rule" "bucket" {
  for_each = var.has_prefix_lists ? local.groups : {}

  security_group_id = aws_security_group.functions[each.key].id
  description       = "The bucket, by the route of its endpoint"
  prefix_list_id    = aws_vpc_endpoint.bucket.prefix_list_id
  from_port         = 443
  to_port           = 443
  ip_protocol       = "tcp"
}

resource "aws_vpc_security_group_egress_rule" "outside" {
  security_group_id = aws_security_group.functions["leaving"].id
  description       = "SendGrid, Cloudflare, Sentry, CloudWatch: their addresses change, so that names can't be bound to them"
  cidr_ipv4         = "0.0.0.0/0"
  from_port         = 443
  to_port           = 443
  ip_protocol       = "tcp"
}
