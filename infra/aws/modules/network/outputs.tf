output "vpc_id" {
  description = "The network."
  value       = aws_vpc.this.id
}

output "data_subnet_ids" {
  description = "Where data lie: no way out."
  value       = [for zone in var.zones : aws_subnet.inner[zone].id]
}

output "function_subnet_ids" {
  description = "Subnets of functions, by whether they call somebody outside: inner, leaving."
  value = {
    inner   = [for zone in var.zones : aws_subnet.inner[zone].id]
    leaving = [for zone in var.zones : aws_subnet.leaving[zone].id]
  }
}

output "function_security_group_ids" {
  description = "Security groups of functions, by the same."
  value       = { for name, group in aws_security_group.functions : name => group.id }
}

output "outside_addresses" {
  description = "The addresses that calls to the outside come from."
  value       = [for address in aws_eip.nat : address.public_ip]
}
