# Each module by itself: what it promises, and what it refuses.

mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  name               = "neurmatic-production"
  region             = "eu-central-1"
  account_id         = "123456789012"
  kms_key_arn        = "arn:aws:kms:eu-central-1:123456789012:key/0"
  log_retention_days = 90
  alarm_topic_arns   = []
  secret_arn         = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:a"
  secrets_version    = 1
  network            = { subnet_ids = ["subnet-0"], security_group_ids = ["sg-0"] }
  architecture       = "arm64"
  memory_mib         = 512
  environment        = {}
}

run "network" {
  module {
    source = "./modules/network"
  }

  variables {
    cidr         = "10.20.0.0/16"
    zones        = ["eu-central-1a", "eu-central-1b"]
    nat_per_zone = false
  }

  assert {
    condition     = length(aws_nat_gateway.this) == 1 && length(aws_route.leaving) == 2
    error_message = "One gateway is to be the way out of both zones."
  }

  assert {
    condition     = length(aws_subnet.inner) == 2 && length([for association in aws_route_table_association.inner : association]) == 2
    error_message = "Each zone is to have a subnet without a way out."
  }

  assert {
    condition     = length(distinct(concat([for subnet in aws_subnet.inner : subnet.cidr_block], [for subnet in aws_subnet.leaving : subnet.cidr_block], [for subnet in aws_subnet.gateway : subnet.cidr_block]))) == 5
    error_message = "No two subnets are to have the same addresses."
  }
}

run "a_network_has_two_zones" {
  command = plan

  module {
    source = "./modules/network"
  }

  variables {
    cidr         = "10.20.0.0/24"
    zones        = ["eu-central-1a"]
    nat_per_zone = false
  }

  expect_failures = [var.zones, var.cidr]
}

run "data" {
  module {
    source = "./modules/data"
  }

  variables {
    vpc_id                      = "vpc-0"
    subnet_ids                  = ["subnet-0", "subnet-1"]
    function_security_group_ids = { inner = "sg-0", leaving = "sg-1" }
    logins                      = { neurmatic_app = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:app" }
    owner_password              = "not-a-password-of-any-account"
    passwords_version           = 1
    postgres_major              = "15"
    instance_class              = "db.m7g.large"
    storage_gib                 = 100
    storage_max_gib             = 1000
    multi_az                    = true
    backup_days                 = 35
    deletion_protection         = true
    apply_immediately           = false
    cache_node_type             = "cache.m7g.large"
    cache_nodes                 = 2
  }

  assert {
    condition     = aws_db_instance.this.deletion_protection && aws_db_instance.this.multi_az && aws_db_instance.this.storage_encrypted && !aws_db_instance.this.publicly_accessible && !aws_db_instance.this.skip_final_snapshot
    error_message = "The database is to be protected, doubled, encrypted, unreachable from outside, and to leave a snapshot."
  }

  assert {
    condition     = aws_db_proxy.this.require_tls && aws_elasticache_replication_group.this.transit_encryption_mode == "required" && contains([for setting in aws_db_parameter_group.this.parameter : "${setting.name}=${setting.value}"], "rds.force_ssl=1")
    error_message = "Nobody is to reach proxy, database or cache in the clear."
  }

  assert {
    condition     = aws_elasticache_replication_group.this.automatic_failover_enabled && aws_elasticache_replication_group.this.multi_az_enabled && aws_elasticache_replication_group.this.at_rest_encryption_enabled
    error_message = "Two nodes of the cache are to stand in for each other, encrypted."
  }

  assert {
    condition     = length([for rule in aws_vpc_security_group_ingress_rule.functions : rule if rule.cidr_ipv4 != null]) == 0
    error_message = "Data are to be reached by security groups alone, not from addresses."
  }

  assert {
    condition     = !strcontains(aws_iam_role_policy.proxy.policy, "\"Resource\":\"*\"")
    error_message = "The proxy reads its logins and nothing else."
  }
}

run "a_database_has_room_to_grow" {
  command = plan

  module {
    source = "./modules/data"
  }

  variables {
    vpc_id                      = "vpc-0"
    subnet_ids                  = ["subnet-0", "subnet-1"]
    function_security_group_ids = { inner = "sg-0" }
    logins                      = { neurmatic_app = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:app" }
    owner_password              = "not-a-password-of-any-account"
    passwords_version           = 1
    postgres_major              = "14"
    instance_class              = "db.m7g.large"
    storage_gib                 = 100
    storage_max_gib             = 100
    multi_az                    = true
    backup_days                 = 0
    deletion_protection         = true
    apply_immediately           = false
    cache_node_type             = "cache.m7g.large"
    cache_nodes                 = 2
  }

  expect_failures = [var.postgres_major, var.storage_max_gib, var.backup_days]
}

run "function" {
  module {
    source = "./modules/function"
  }

  variables {
    name                 = "neurmatic-production-api-articles"
    description          = "Articles"
    package              = "./tests/packages/api-articles.zip"
    timeout_secs         = 15
    reserved_concurrency = 150
  }

  assert {
    condition     = aws_lambda_function.this.publish && aws_lambda_function.this.architectures == tolist(["arm64"]) && aws_lambda_function.this.runtime == "provided.al2023"
    error_message = "A function is to be a version for arm64."
  }

  assert {
    condition     = aws_lambda_function.this.environment[0].variables.SECRETS_ARN == var.secret_arn && aws_lambda_function.this.kms_key_arn == var.kms_key_arn
    error_message = "A function is to know its secret by name alone, and have its settings encrypted."
  }

  assert {
    condition     = aws_cloudwatch_log_group.this.retention_in_days == 90 && aws_cloudwatch_log_group.this.name == "/aws/lambda/neurmatic-production-api-articles"
    error_message = "A function's log is to be kept as long as is said."
  }

  assert {
    condition     = length(jsondecode(output.policy).Statement) == 5 && contains([for statement in jsondecode(output.policy).Statement : statement.Effect if statement.Sid == "NetworkIsLambdas"], "Deny")
    error_message = "A function with no rights of its own writes its log, reads its secret, and is kept from the network's interfaces."
  }
}

run "a_function_is_allowed_no_everything" {
  command = plan

  module {
    source = "./modules/function"
  }

  variables {
    name         = "neurmatic-production-api-articles"
    description  = "Articles"
    package      = "./tests/packages/api-articles.zip"
    timeout_secs = 901
    environment  = { SECRETS_ARN = "another" }
    rights       = { Everything = { actions = ["s3:*"], resources = ["*"] } }
  }

  expect_failures = [var.rights, var.timeout_secs, var.environment]
}

run "queue" {
  module {
    source = "./modules/queue"
  }

  variables {
    queue                = "default"
    name                 = "neurmatic-production-default"
    function_prefix      = "neurmatic-production-tasks"
    package              = "./tests/packages/tasks.zip"
    timeout_secs         = 150
    max_receives         = 25
    reserved_concurrency = 20
    maximum_concurrency  = 20
    rights               = {}
    producers            = { importer = "arn:aws:iam::210987654321:role/importer" }
  }

  assert {
    condition     = aws_sqs_queue.this.visibility_timeout_seconds == 900 && jsondecode(aws_sqs_queue.this.redrive_policy).maxReceiveCount == 25
    error_message = "A message is to be hidden six times as long as a batch may take, and to die after the receives that are said."
  }

  assert {
    condition     = aws_lambda_event_source_mapping.this.function_response_types == toset(["ReportBatchItemFailures"]) && aws_lambda_event_source_mapping.this.scaling_config[0].maximum_concurrency == 20
    error_message = "A batch is to say which of its messages come again, and only so many are to be at work."
  }

  assert {
    condition = [for statement in jsondecode(aws_sqs_queue_policy.this.policy).Statement : statement if statement.Effect == "Allow"] == [{
      Sid       = "ProducerImporter"
      Effect    = "Allow"
      Action    = "sqs:SendMessage"
      Resource  = "arn:aws:sqs:eu-central-1:123456789012:neurmatic-production-default"
      Principal = { AWS = "arn:aws:iam::210987654321:role/importer" }
    }]
    error_message = "Another producer is to send to this queue, and to do nothing else."
  }

  assert {
    condition     = aws_sqs_queue.this.sqs_managed_sse_enabled && aws_sqs_queue.dead.sqs_managed_sse_enabled
    error_message = "Messages are to be encrypted."
  }
}

run "a_queue_that_keeps_order" {
  command = plan

  module {
    source = "./modules/queue"
  }

  variables {
    queue                = "default"
    name                 = "neurmatic-production-default"
    function_prefix      = "neurmatic-production-tasks"
    keeps_order          = true
    package              = "./tests/packages/tasks.zip"
    timeout_secs         = 150
    max_receives         = 25
    reserved_concurrency = 20
    provisioned_pollers  = { minimum = 2, maximum = 10 }
    rights               = {}
  }

  assert {
    condition     = aws_sqs_queue.this.name == "neurmatic-production-default.fifo" && aws_sqs_queue.this.fifo_queue && aws_sqs_queue.dead.fifo_queue && aws_sqs_queue.this.deduplication_scope == "messageGroup"
    error_message = "A queue that keeps order, and its dead letters, are FIFO queues."
  }
}

run "a_queue_is_bounded_in_one_way" {
  command = plan

  module {
    source = "./modules/queue"
  }

  variables {
    queue                = "default"
    name                 = "neurmatic-production-default"
    function_prefix      = "neurmatic-production-tasks"
    package              = "./tests/packages/tasks.zip"
    timeout_secs         = 150
    max_receives         = 25
    reserved_concurrency = 10
    maximum_concurrency  = 20
    provisioned_pollers  = { minimum = 2, maximum = 10 }
    rights               = {}
  }

  expect_failures = [aws_lambda_event_source_mapping.this]
}

run "a_queue_takes_single_producers" {
  command = plan

  module {
    source = "./modules/queue"
  }

  variables {
    queue                = "default"
    name                 = "neurmatic-production-defaults"
    function_prefix      = "neurmatic-production-tasks"
    package              = "./tests/packages/tasks.zip"
    timeout_secs         = 150
    max_receives         = 3005
    reserved_concurrency = 10
    maximum_concurrency  = 1
    rights               = {}
    producers            = { everybody = "*" }
  }

  expect_failures = [var.producers, var.max_receives, var.maximum_concurrency, var.name]
}

run "entry" {
  module {
    source = "./modules/entry"
  }

  variables {
    domain            = { name = "origin.neurmatic.example", certificate_arn = "arn:aws:acm:eu-central-1:123456789012:certificate/a" }
    fallback          = "api-performance"
    requests_a_second = 1000
    requests_at_once  = 2000
    functions = {
      api-performance = { name = "neurmatic-production-api-performance", invoke_arn = "arn", timeout_secs = 15, paths = ["performance", "docs"] }
    }
  }

  assert {
    condition     = aws_apigatewayv2_api.this.disable_execute_api_endpoint && aws_apigatewayv2_domain_name.this[0].domain_name_configuration[0].security_policy == "TLS_1_2"
    error_message = "The entry is to be reached under its own host alone."
  }

  assert {
    condition     = length(aws_apigatewayv2_route.this) == 4 && aws_apigatewayv2_route.fallback.route_key == "$default"
    error_message = "Each path has two routes, and what none of them serves is answered too."
  }

  assert {
    condition     = aws_apigatewayv2_stage.this.default_route_settings[0].throttling_rate_limit == 1000 && !strcontains(aws_apigatewayv2_stage.this.access_log_settings[0].format, "sourceIp")
    error_message = "The entry is to be throttled, and to keep no addresses."
  }

  assert {
    condition     = aws_lambda_permission.entry["api-performance"].qualifier == "live"
    error_message = "The entry is to call what a release has moved to."
  }
}

run "no_two_functions_serve_one_path" {
  command = plan

  module {
    source = "./modules/entry"
  }

  variables {
    fallback          = "api-performance"
    requests_a_second = 1000
    requests_at_once  = 2000
    functions = {
      api-performance = { name = "neurmatic-production-api-performance", invoke_arn = "arn", timeout_secs = 15, paths = ["performance", "docs"] }
      api-users       = { name = "neurmatic-production-api-users", invoke_arn = "arn", timeout_secs = 15, paths = ["users", "docs"] }
    }
  }

  expect_failures = [aws_apigatewayv2_api.this]
}

run "a_certificate_is_of_the_entrys_region" {
  command = plan

  module {
    source = "./modules/entry"
  }

  variables {
    domain            = { name = "origin.neurmatic.example", certificate_arn = "arn:aws:acm:us-east-1:123456789012:certificate/a" }
    fallback          = "api-articles"
    requests_a_second = 1000
    requests_at_once  = 2000
    functions = {
      api-performance = { name = "neurmatic-production-api-performance", invoke_arn = "arn", timeout_secs = 15, paths = ["performance", "docs"] }
    }
  }

  expect_failures = [aws_apigatewayv2_domain_name.this, aws_apigatewayv2_api.this]
}

run "storage" {
  module {
    source = "./modules/storage"
  }

  variables {
    bucket        = "neurmatic-production-files"
    site_origin   = "https://neurmatic.example"
    domain        = { name = "files.neurmatic.example", certificate_arn = "arn:aws:acm:us-east-1:123456789012:certificate/b" }
    is_disposable = false
  }

  assert {
    condition     = aws_s3_bucket_public_access_block.this.block_public_policy && aws_s3_bucket_public_access_block.this.restrict_public_buckets && !aws_s3_bucket.this.force_destroy
    error_message = "Nobody but the distribution is to read the bucket."
  }

  assert {
    condition     = [for statement in jsondecode(aws_s3_bucket_policy.this.policy).Statement : statement.Resource if statement.Effect == "Allow"] == [["arn:aws:s3:::neurmatic-production-files/media/*", "arn:aws:s3:::neurmatic-production-files/assets/*"]]
    error_message = "What was uploaded and not looked at is nobody's to read."
  }

  assert {
    condition     = one([for rule in aws_s3_bucket_lifecycle_configuration.this.rule : rule.expiration[0].days if rule.id == "uploads"]) == 1
    error_message = "Uploads that nobody looked at are to go after a day."
  }
}

run "files_are_certified_where_cloudfront_looks" {
  command = plan

  module {
    source = "./modules/storage"
  }

  variables {
    bucket        = "neurmatic-production-files"
    site_origin   = "https://neurmatic.example"
    domain        = { name = "files.neurmatic.example", certificate_arn = "arn:aws:acm:eu-central-1:123456789012:certificate/b" }
    is_disposable = false
  }

  expect_failures = [aws_cloudfront_distribution.this]
}

run "a_bucket_is_called_as_functions_take_it" {
  command = plan

  module {
    source = "./modules/storage"
  }

  variables {
    bucket        = "files.neurmatic.example"
    site_origin   = "https://neurmatic.example/"
    is_disposable = false
  }

  expect_failures = [var.bucket, var.site_origin]
}

run "schedules" {
  module {
    source = "./modules/schedules"
  }

  variables {
    list       = "../schedules.json"
    relay_arn  = "arn:aws:lambda:eu-central-1:123456789012:function:relay:live"
    clock_arn  = "arn:aws:lambda:eu-central-1:123456789012:function:clock:live"
    is_enabled = true
  }

  assert {
    condition     = length(aws_scheduler_schedule.this) == 1 + length(jsondecode(file("../schedules.json")).scheduler)
    error_message = "Each schedule of the list, and the relay, are to be started by the clock."
  }

  assert {
    condition     = aws_scheduler_schedule.this["job-alerts"].target[0].input == "{\"due\":\"<aws.scheduler.scheduled-time>\",\"fire\":\"job:alerts\",\"workSecs\":0}"
    error_message = "A schedule is to say what is fired, and when it was due."
  }

  assert {
    condition     = aws_scheduler_schedule.this["relay"].schedule_expression == "rate(1 minute)"
    error_message = "The relay is to be started each minute."
  }
}

run "secrets" {
  command = plan

  module {
    source = "./modules/secrets"
  }

  variables {
    names                = { api = "Functions" }
    values               = { api = { HASH_SECRET = "not-a-secret" } }
    values_version       = 1
    recovery_window_days = 30
  }

  assert {
    condition     = aws_secretsmanager_secret_version.this["api"].secret_string == null && aws_secretsmanager_secret.this["api"].kms_key_id == var.kms_key_arn
    error_message = "A secret's value is in no state, and it is encrypted by our key."
  }
}

run "observability" {
  module {
    source = "./modules/observability"
  }

  variables {
    metrics_namespace = "NeurmaticStaging"
    alarms            = "../alarms.json"
    dashboard         = "../dashboard.json"
    queue_prefix      = "neurmatic-production-"
    emails            = ["operator@neurmatic.example"]
    queues            = { email = { queue = "neurmatic-production-email", dead_letters = "neurmatic-production-email-dead" } }
    data              = { database_id = "a", proxy_name = "b", cache_nodes = ["c-001", "c-002"] }
    relay             = "neurmatic-production-relay"
    api_id            = "d"
    is_running        = true
  }

  assert {
    condition     = length(aws_cloudwatch_metric_alarm.rule) == length(jsondecode(file("../alarms.json")).metricAlarms) && length(aws_cloudwatch_composite_alarm.rule) == length(jsondecode(file("../alarms.json")).compositeAlarms)
    error_message = "Each rule that CloudWatch has figures for is to be an alarm."
  }

  assert {
    condition     = alltrue([for query in aws_cloudwatch_metric_alarm.rule["errors"].metric_query : query.metric[0].namespace == "NeurmaticStaging" if length(query.metric) > 0])
    error_message = "Alarms are to look at this environment's metrics."
  }

  assert {
    condition     = strcontains(aws_cloudwatch_composite_alarm.rule["fast_burn"].alarm_rule, "neurmatic-production-fast_burn-5m") && length(aws_cloudwatch_metric_alarm.rule["fast_burn-5m"].alarm_actions) == 0
    error_message = "A burn is told by both of its halves together."
  }

  assert {
    condition     = alltrue([for said in ["\"NeurmaticStaging\"", "\"neurmatic-production-priority\"", "arn:aws:cloudwatch:eu-central-1:123456789012:alarm:neurmatic-production-errors"] : strcontains(aws_cloudwatch_dashboard.this.dashboard_body, said)]) && !strcontains(aws_cloudwatch_dashboard.this.dashboard_body, "\"Neurmatic\"")
    error_message = "The dashboard is to show this environment's metrics, queues and alarms."
  }
}

run "key" {
  module {
    source = "./modules/key"
  }

  variables {
    deletion_window_days = 30
  }

  assert {
    condition     = aws_kms_key.this.enable_key_rotation && !strcontains(aws_kms_key.this.policy, "\"AWS\":\"*\"")
    error_message = "The key is to be renewed each year, and to be nobody's outside of the account."
  }
}
