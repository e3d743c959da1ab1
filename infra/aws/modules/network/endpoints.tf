# AWS's own services are reached inside the network: queues and secrets by endpoints in each zone, the bucket by a route,
# which costs nothing.

resource "aws_vpc_endpoint" "bucket" {
  vpc_id            = aws_vpc.this.id
  vpc_endpoint_type = "Gateway"
  service_name      = "com.amazonaws.${var.region}.s3"
  route_table_ids   = concat([aws_route_table.inner.id], [for table in aws_route_table.leaving : table.id])
  policy            = local.own_account

  tags = { Name = "${var.name}-s3" }
}

resource "aws_vpc_endpoint" "service" {
  for_each = var.endpoints

  vpc_id              = aws_vpc.this.id
  vpc_endpoint_type   = "Interface"
  service_name        = "com.amazonaws.${var.region}.${each.key}"
  subnet_ids          = [for zone in var.zones : aws_subnet.inner[zone].id]
  security_group_ids  = [aws_security_group.endpoints.id]
  private_dns_enabled = true
  policy              = local.own_account

  tags = { Name = "${var.name}-${each.key}" }
}

resource "aws_security_group" "endpoints" {
  name        = "${var.name}-endpoints"
  description = "AWS services inside the network"
  vpc_id      = aws_vpc.this.id

  tags = { Name = "${var.name}-endpoints" }
}

resource "aws_vpc_security_group_ingress_rule" "endpoints" {
  security_group_id = aws_security_group.endpoints.id
  description       = "HTTPS from within the network"
  cidr_ipv4         = var.cidr
  from_port         = 443
  to_port           = 443
  ip_protocol       = "tcp"
}

# Whoever got into a function can't carry data to an account of their own through an endpoint: neither others' roles nor others'
# queues and buckets pass. What a function may do with ours is said by its role.
locals {
  own_account = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "OwnAccount"
      Effect    = "Allow"
      Action    = "*"
      Resource  = "*"
      Principal = "*"
      Condition = { StringEquals = {
        "aws:PrincipalAccount" = var.account_id
        "aws:ResourceAccount"  = var.account_id
      } }
    }]
  })
}
