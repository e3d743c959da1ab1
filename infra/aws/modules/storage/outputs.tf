output "arn" {
  description = "The bucket."
  value       = local.arn
}

output "name" {
  description = "Its name."
  value       = aws_s3_bucket.this.id
}

output "domain_target" {
  description = "What the domain's CNAME is to name; none without a domain."
  value       = one([for distribution in aws_cloudfront_distribution.this : distribution.domain_name])
}
