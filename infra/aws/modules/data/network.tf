# Who reaches what: functions the proxy and the cache, the proxy and the migrations the database.

locals {
  groups = {
    database = { port = 5432, description = "Postgres" }
    proxy    = { port = 5432, description = "The proxy in front of Postgres" }
    cache    = { port = 6379, description = "The cache" }
  }
  from_functions = { for pair in setproduct(["proxy", "cache"], keys(var.function_security_group_ids)) :
    "${pair[0]}-${pair[1]}" => { group = pair[0], function = pair[1] }
  }
}

resource "aws_security_group" "this" {
  #checkov:skip=CKV2_AWS_5: attached to database, proxy and cache in their files, by name
  for_each = local.groups

  name        = "${var.name}-${each.key}"
  description = each.value.description
  vpc_id      = var.vpc_id

  tags = { Name = "${var.name}-${each.key}" }
}

resource "aws_vpc_security_group_ingress_rule" "functions" {
  for_each = local.from_functions

  security_group_id            = aws_security_group.this[each.value.group].id
  description                  = "Functions: ${each.value.function}"
  referenced_security_group_id = var.function_security_group_ids[each.value.function]
  from_port                    = local.groups[each.value.group].port
  to_port                      = local.groups[each.value.group].port
  ip_protocol                  = "tcp"
}

resource "aws_vpc_security_group_ingress_rule" "database_proxy" {
  security_group_id            = aws_security_group.this["database"].id
  description                  = "The proxy"
  referenced_security_group_id = aws_security_group.this["proxy"].id
  from_port                    = 5432
  to_port                      = 5432
  ip_protocol                  = "tcp"
}

resource "aws_vpc_security_group_egress_rule" "proxy_database" {
  security_group_id            = aws_security_group.this["proxy"].id
  description                  = "Postgres"
  referenced_security_group_id = aws_security_group.this["database"].id
  from_port                    = 5432
  to_port                      = 5432
  ip_protocol                  = "tcp"
}

# Migrations need one connection for long (session locks, index builds): they don't go through the proxy.
resource "aws_security_group" "migrations" {
  #checkov:skip=CKV2_AWS_5: attached to the function migrate
  name        = "${var.name}-migrations"
  description = "Migrations, which go past the proxy"
  vpc_id      = var.vpc_id

  tags = { Name = "${var.name}-migrations" }
}

resource "aws_vpc_security_group_ingress_rule" "database_migrations" {
  security_group_id            = aws_security_group.this["database"].id
  description                  = "Migrations"
  referenced_security_group_id = aws_security_group.migrations.id
  from_port                    = 5432
  to_port                      = 5432
  ip_protocol                  = "tcp"
}
