# The bucket of assets and uploaded files. Nobody reads it but the distribution in front of it, and of it only what is public
# (decision 0077): `media/` and `assets/`.

locals {
  arn    = "arn:aws:s3:::${var.bucket}"
  public = ["media", "assets"]
}

resource "aws_s3_bucket" "this" {
  #checkov:skip=CKV_AWS_18: who reads public files is told by the edge; who writes them, by the trail of the platform
  #checkov:skip=CKV_AWS_144: a copy in another region is a choice of its own, with its own price
  #checkov:skip=CKV_AWS_145: Amazon's own key encrypts: by ours the distribution would need rights on the key that protects secrets
  #checkov:skip=CKV2_AWS_62: uploads are looked at by a task, not by events (decision 0077)
  bucket        = var.bucket
  force_destroy = var.is_disposable

  tags = { Name = var.bucket }
}

resource "aws_s3_bucket_public_access_block" "this" {
  bucket = aws_s3_bucket.this.id

  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_ownership_controls" "this" {
  bucket = aws_s3_bucket.this.id

  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "this" {
  bucket = aws_s3_bucket.this.id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "AES256"
    }
  }
}

# What is deleted by mistake can be brought back for as long as the lifecycle says.
resource "aws_s3_bucket_versioning" "this" {
  bucket = aws_s3_bucket.this.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "this" {
  bucket = aws_s3_bucket.this.id

  # What came too late for anybody to look.
  rule {
    id     = "uploads"
    status = "Enabled"

    filter {
      prefix = "uploads/"
    }

    expiration {
      days = 1
    }

    noncurrent_version_expiration {
      noncurrent_days = 1
    }
  }

  rule {
    id     = "deleted"
    status = "Enabled"

    filter {}

    noncurrent_version_expiration {
      noncurrent_days = var.deleted_kept_days
    }

    abort_incomplete_multipart_upload {
      days_after_initiation = 1
    }
  }

  depends_on = [aws_s3_bucket_versioning.this]
}

# Browsers upload straight into it, by an address that the platform signed.
resource "aws_s3_bucket_cors_configuration" "this" {
  bucket = aws_s3_bucket.this.id

  cors_rule {
    allowed_methods = ["PUT"]
    allowed_origins = [var.site_origin]
    allowed_headers = ["Content-Type"]
    max_age_seconds = 3600
  }
}

resource "aws_s3_bucket_policy" "this" {
  bucket = aws_s3_bucket.this.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(
      [{
        Sid       = "NothingInTheClear"
        Effect    = "Deny"
        Action    = "s3:*"
        Resource  = [local.arn, "${local.arn}/*"]
        Principal = "*"
        Condition = { Bool = { "aws:SecureTransport" = "false" } }
      }],
      [for distribution in aws_cloudfront_distribution.this : {
        Sid       = "TheDistributionReadsWhatIsPublic"
        Effect    = "Allow"
        Action    = "s3:GetObject"
        Resource  = [for folder in local.public : "${local.arn}/${folder}/*"]
        Principal = { Service = "cloudfront.amazonaws.com" }
        Condition = { StringEquals = { "aws:SourceArn" = distribution.arn } }
      }],
    )
  })

  depends_on = [aws_s3_bucket_public_access_block.this]
}
