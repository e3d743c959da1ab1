# What AWS answers in the tests: names that look like its own, so that what checks them is content, and plans are the same each time.

mock_resource "aws_kms_key" {
  defaults = {
    arn    = "arn:aws:kms:eu-central-1:123456789012:key/00000000-0000-0000-0000-000000000000"
    key_id = "00000000-0000-0000-0000-000000000000"
  }
}

mock_resource "aws_vpc" {
  defaults = { id = "vpc-0" }
}

mock_resource "aws_subnet" {
  defaults = { id = "subnet-0" }
}

mock_resource "aws_security_group" {
  defaults = { id = "sg-0" }
}

mock_resource "aws_vpc_endpoint" {
  defaults = { id = "vpce-0", prefix_list_id = "pl-0" }
}

mock_resource "aws_cloudwatch_log_group" {
  defaults = { arn = "arn:aws:logs:eu-central-1:123456789012:log-group:mock" }
}

mock_resource "aws_iam_role" {
  defaults = { arn = "arn:aws:iam::123456789012:role/mock" }
}

mock_resource "aws_secretsmanager_secret" {
  defaults = {
    id  = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:mock"
    arn = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:mock"
  }
}

mock_resource "aws_secretsmanager_secret_version" {
  defaults = { arn = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:mock" }
}

mock_resource "aws_db_instance" {
  defaults = { address = "database.mock", identifier = "mock" }
}

mock_resource "aws_db_proxy" {
  defaults = { arn = "arn:aws:rds:eu-central-1:123456789012:db-proxy:mock", endpoint = "proxy.mock" }
}

mock_resource "aws_elasticache_replication_group" {
  defaults = { primary_endpoint_address = "cache.mock" }
}

mock_resource "aws_lambda_function" {
  defaults = {
    arn     = "arn:aws:lambda:eu-central-1:123456789012:function:mock"
    version = "1"
  }
}

mock_resource "aws_lambda_alias" {
  defaults = {
    arn        = "arn:aws:lambda:eu-central-1:123456789012:function:mock:live"
    invoke_arn = "arn:aws:apigateway:eu-central-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-central-1:123456789012:function:mock:live/invocations"
  }
}

mock_resource "aws_sqs_queue" {
  defaults = {
    arn = "arn:aws:sqs:eu-central-1:123456789012:mock"
    id  = "https://sqs.eu-central-1.amazonaws.com/123456789012/mock"
    url = "https://sqs.eu-central-1.amazonaws.com/123456789012/mock"
  }
}

mock_resource "aws_sns_topic" {
  defaults = { arn = "arn:aws:sns:eu-central-1:123456789012:mock" }
}

mock_resource "aws_apigatewayv2_api" {
  defaults = {
    id            = "mock"
    api_endpoint  = "https://mock.execute-api.eu-central-1.amazonaws.com"
    execution_arn = "arn:aws:execute-api:eu-central-1:123456789012:mock"
  }
}

mock_resource "aws_cloudfront_distribution" {
  defaults = {
    arn         = "arn:aws:cloudfront::123456789012:distribution/MOCK"
    domain_name = "mock.cloudfront.net"
  }
}

mock_resource "aws_db_proxy_default_target_group" {
  defaults = { name = "default" }
}

mock_resource "aws_internet_gateway" {
  defaults = { id = "igw-0" }
}

mock_resource "aws_eip" {
  defaults = { id = "eipalloc-0", public_ip = "192.0.2.1" }
}

mock_resource "aws_nat_gateway" {
  defaults = { id = "nat-0" }
}

mock_resource "aws_route_table" {
  defaults = { id = "rtb-0" }
}

mock_resource "aws_apigatewayv2_integration" {
  defaults = { id = "mock" }
}

mock_resource "aws_apigatewayv2_stage" {
  defaults = { id = "mock" }
}

mock_resource "aws_apigatewayv2_domain_name" {
  defaults = { id = "mock.example" }
}

mock_resource "aws_cloudfront_origin_access_control" {
  defaults = { id = "MOCK" }
}

mock_resource "aws_s3_bucket" {
  defaults = { bucket_regional_domain_name = "mock.s3.eu-central-1.amazonaws.com" }
}
