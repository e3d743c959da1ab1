# The entry: an HTTP API under a host of its own, which the edge calls. Amazon's own address for it is off, so that nobody
# goes round the host; and each function asks for the origin's secret, so that nobody goes round the edge.

locals {
  # Two routes for each path: itself, and all below it.
  routes = merge([for function, served in var.functions : merge([for path in served.paths : {
    "ANY ${var.base}/${path}"          = function
    "ANY ${var.base}/${path}/{proxy+}" = function
  }]...)]...)
}

resource "aws_apigatewayv2_api" "this" {
  name                         = var.name
  description                  = "What the edge calls"
  protocol_type                = "HTTP"
  disable_execute_api_endpoint = var.domain != null

  lifecycle {
    precondition {
      condition     = length(local.routes) == 2 * length(flatten([for served in var.functions : served.paths]))
      error_message = "Two functions are to serve the same path: each belongs to one."
    }

    precondition {
      condition     = contains(keys(var.functions), var.fallback)
      error_message = "What no route serves is to be answered by ${var.fallback}, which is none of the functions."
    }
  }
}

resource "aws_apigatewayv2_integration" "function" {
  for_each = var.functions

  api_id                 = aws_apigatewayv2_api.this.id
  integration_type       = "AWS_PROXY"
  integration_method     = "POST"
  integration_uri        = each.value.invoke_arn
  payload_format_version = "2.0"
  # A second more than the function has: so that its own answer comes, not the gateway's.
  timeout_milliseconds = min(30000, (each.value.timeout_secs + 1) * 1000)
}

resource "aws_apigatewayv2_route" "this" {
  #checkov:skip=CKV_AWS_309: who may do what is said by each route of the functions, most of which are public
  for_each = local.routes

  api_id             = aws_apigatewayv2_api.this.id
  route_key          = each.key
  authorization_type = "NONE"
  target             = "integrations/${aws_apigatewayv2_integration.function[each.value].id}"
}

# An answer for everything, in the form of all others.
resource "aws_apigatewayv2_route" "fallback" {
  #checkov:skip=CKV_AWS_309: it says that there is nothing
  api_id             = aws_apigatewayv2_api.this.id
  route_key          = "$default"
  authorization_type = "NONE"
  target             = "integrations/${aws_apigatewayv2_integration.function[var.fallback].id}"
}

resource "aws_lambda_permission" "entry" {
  for_each = var.functions

  statement_id  = "entry"
  action        = "lambda:InvokeFunction"
  function_name = each.value.name
  qualifier     = "live"
  principal     = "apigateway.amazonaws.com"
  source_arn    = "${aws_apigatewayv2_api.this.execution_arn}/*"
}

resource "aws_apigatewayv2_stage" "this" {
  api_id      = aws_apigatewayv2_api.this.id
  name        = "$default"
  auto_deploy = true

  default_route_settings {
    # The edge bounds each address; this bounds all together, below what functions have environments for.
    throttling_rate_limit    = var.requests_a_second
    throttling_burst_limit   = var.requests_at_once
    detailed_metrics_enabled = true
  }

  access_log_settings {
    destination_arn = aws_cloudwatch_log_group.access.arn
    # No address and no header: the functions' records have what is needed, and the request's id to find them by.
    format = jsonencode({
      at       = "$context.requestTimeEpoch"
      request  = "$context.requestId"
      route    = "$context.routeKey"
      status   = "$context.status"
      bytes    = "$context.responseLength"
      took     = "$context.responseLatency"
      function = "$context.integrationLatency"
      error    = "$context.integrationErrorMessage"
    })
  }

  depends_on = [aws_apigatewayv2_route.this, aws_apigatewayv2_route.fallback]
}

resource "aws_cloudwatch_log_group" "access" {
  #checkov:skip=CKV_AWS_338: a log is for mending things, and may name people: 90 days; what is kept for good is rows
  name              = "/neurmatic/${var.name}/access"
  retention_in_days = var.log_retention_days
  kms_key_id        = var.kms_key_arn
}

resource "aws_apigatewayv2_domain_name" "this" {
  count = var.domain == null ? 0 : 1

  domain_name = var.domain.name

  domain_name_configuration {
    certificate_arn = var.domain.certificate_arn
    endpoint_type   = "REGIONAL"
    security_policy = "TLS_1_2"
  }

  lifecycle {
    precondition {
      condition     = startswith(var.domain.certificate_arn, "arn:aws:acm:${var.region}:")
      error_message = "The certificate of ${var.domain.name} is to be one of ACM in ${var.region}, where the API is."
    }
  }
}

resource "aws_apigatewayv2_api_mapping" "this" {
  count = var.domain == null ? 0 : 1

  api_id      = aws_apigatewayv2_api.this.id
  domain_name = aws_apigatewayv2_domain_name.this[0].id
  stage       = aws_apigatewayv2_stage.this.id
}
