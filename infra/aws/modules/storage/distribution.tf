# Files under a host of the zone: the edge can only have forgotten what lies under such a one. The distribution is there for
# its certificate and for keeping the bucket closed; it caches nothing, since the edge in front of it does.

resource "aws_cloudfront_origin_access_control" "this" {
  count = var.domain == null ? 0 : 1

  name                              = var.bucket
  description                       = "Reads the bucket"
  origin_access_control_origin_type = "s3"
  signing_behavior                  = "always"
  signing_protocol                  = "sigv4"
}

# Amazon's policy `CachingDisabled`.
locals {
  caching_disabled = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
}

resource "aws_cloudfront_distribution" "this" {
  #checkov:skip=CKV_AWS_68: the edge in front of it has the firewall; these are public files without a program behind them
  #checkov:skip=CKV2_AWS_47: as above
  #checkov:skip=CKV_AWS_86: the edge knows who reads; a log here would keep addresses that nobody needs
  #checkov:skip=CKV_AWS_305: there is no page at its root
  #checkov:skip=CKV_AWS_310: a second bucket to fail over to is a choice of its own
  #checkov:skip=CKV_AWS_374: files are for readers everywhere
  #checkov:skip=CKV2_AWS_32: the edge sets the headers of what it serves
  count = var.domain == null ? 0 : 1

  comment         = "Files of ${var.bucket}"
  enabled         = true
  is_ipv6_enabled = true
  http_version    = "http2and3"
  price_class     = "PriceClass_100"
  aliases         = [var.domain.name]

  origin {
    origin_id                = "bucket"
    domain_name              = aws_s3_bucket.this.bucket_regional_domain_name
    origin_access_control_id = aws_cloudfront_origin_access_control.this[0].id
  }

  default_cache_behavior {
    target_origin_id       = "bucket"
    allowed_methods        = ["GET", "HEAD"]
    cached_methods         = ["GET", "HEAD"]
    viewer_protocol_policy = "https-only"
    cache_policy_id        = local.caching_disabled
    compress               = true
  }

  restrictions {
    geo_restriction {
      restriction_type = "none"
    }
  }

  viewer_certificate {
    acm_certificate_arn      = var.domain.certificate_arn
    ssl_support_method       = "sni-only"
    minimum_protocol_version = "TLSv1.2_2021"
  }

  tags = { Name = var.bucket }

  lifecycle {
    precondition {
      condition     = startswith(var.domain.certificate_arn, "arn:aws:acm:us-east-1:")
      error_message = "The certificate of ${var.domain.name} is to be one of ACM in us-east-1: CloudFront knows no other region."
    }
  }
}
