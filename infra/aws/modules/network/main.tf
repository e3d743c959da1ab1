# The network: functions and data in subnets without a way out, functions that must reach the outside in subnets with one.

locals {
  zones = { for at, zone in var.zones : zone => at }
  # A gateway in each zone, or one for all: then the others' way out goes through its zone.
  nat_zones = var.nat_per_zone ? local.zones : { (var.zones[0]) = 0 }
}

resource "aws_vpc" "this" {
  cidr_block           = var.cidr
  enable_dns_support   = true
  enable_dns_hostnames = true

  tags = { Name = var.name }
}

# Nothing uses the group that every network comes with: it lets nothing through.
resource "aws_default_security_group" "unused" {
  vpc_id = aws_vpc.this.id

  tags = { Name = "${var.name}-unused" }
}

# Functions and data that need nothing from outside.
resource "aws_subnet" "inner" {
  for_each = local.zones

  vpc_id            = aws_vpc.this.id
  availability_zone = each.key
  cidr_block        = cidrsubnet(var.cidr, 4, each.value)

  tags = { Name = "${var.name}-inner-${each.key}" }
}

# Functions that call somebody outside.
resource "aws_subnet" "leaving" {
  for_each = local.zones

  vpc_id            = aws_vpc.this.id
  availability_zone = each.key
  cidr_block        = cidrsubnet(var.cidr, 4, each.value + 4)

  tags = { Name = "${var.name}-leaving-${each.key}" }
}

# The gateways alone.
resource "aws_subnet" "gateway" {
  for_each = local.nat_zones

  vpc_id                  = aws_vpc.this.id
  availability_zone       = each.key
  cidr_block              = cidrsubnet(var.cidr, 8, each.value + 128)
  map_public_ip_on_launch = false

  tags = { Name = "${var.name}-gateway-${each.key}" }
}

resource "aws_internet_gateway" "this" {
  vpc_id = aws_vpc.this.id

  tags = { Name = var.name }
}

resource "aws_eip" "nat" {
  for_each = local.nat_zones

  domain = "vpc"

  tags = { Name = "${var.name}-nat-${each.key}" }
}

resource "aws_nat_gateway" "this" {
  for_each = local.nat_zones

  allocation_id = aws_eip.nat[each.key].id
  subnet_id     = aws_subnet.gateway[each.key].id

  tags = { Name = "${var.name}-${each.key}" }

  depends_on = [aws_internet_gateway.this]
}

resource "aws_route_table" "inner" {
  vpc_id = aws_vpc.this.id

  tags = { Name = "${var.name}-inner" }
}

resource "aws_route_table" "leaving" {
  for_each = local.zones

  vpc_id = aws_vpc.this.id

  tags = { Name = "${var.name}-leaving-${each.key}" }
}

resource "aws_route_table" "gateway" {
  vpc_id = aws_vpc.this.id

  tags = { Name = "${var.name}-gateway" }
}

resource "aws_route" "leaving" {
  for_each = local.zones

  route_table_id         = aws_route_table.leaving[each.key].id
  destination_cidr_block = "0.0.0.0/0"
  nat_gateway_id         = aws_nat_gateway.this[var.nat_per_zone ? each.key : var.zones[0]].id
}

resource "aws_route" "gateway" {
  route_table_id         = aws_route_table.gateway.id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.this.id
}

resource "aws_route_table_association" "inner" {
  for_each = local.zones

  subnet_id      = aws_subnet.inner[each.key].id
  route_table_id = aws_route_table.inner.id
}

resource "aws_route_table_association" "leaving" {
  for_each = local.zones

  subnet_id      = aws_subnet.leaving[each.key].id
  route_table_id = aws_route_table.leaving[each.key].id
}

resource "aws_route_table_association" "gateway" {
  for_each = local.nat_zones

  subnet_id      = aws_subnet.gateway[each.key].id
  route_table_id = aws_route_table.gateway.id
}
