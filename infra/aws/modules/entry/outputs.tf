output "api_id" {
  description = "The API, as its metrics call it."
  value       = aws_apigatewayv2_api.this.id
}

output "address" {
  description = "Amazon's own address of the API, which answers only where there is no domain."
  value       = aws_apigatewayv2_api.this.api_endpoint
}

output "domain_target" {
  description = "What the domain's CNAME is to name, behind the edge; none without a domain."
  value       = one([for domain in aws_apigatewayv2_domain_name.this : domain.domain_name_configuration[0].target_domain_name])
}

output "routes" {
  description = "Each route, with who serves it."
  value       = local.routes
}
