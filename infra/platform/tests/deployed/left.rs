//! What is there of a deployment, by the emulator's own word: everything while it stands, and nothing when it was taken down.

use crate::aws::{Aws, How, Question};
use crate::stage::{Stage, variable};

/// Begins the names of everything, or is in its tags.
const NAME: &str = "neurmatic-local";

/// A question for each kind of thing that Terraform makes.
const QUESTIONS: [Question; 27] = [
    get("lambda", "/2015-03-31/functions/?MaxItems=100"),
    get("apigateway", "/v2/apis"),
    get("s3", "/"),
    get("scheduler", "/schedules?MaxResults=100"),
    get("scheduler", "/schedule-groups"),
    target("sqs", "AmazonSQS.ListQueues"),
    target("secretsmanager", "secretsmanager.ListSecrets"),
    target("logs", "Logs_20140328.DescribeLogGroups"),
    target("kms", "TrentService.ListAliases"),
    form("monitoring", "Action=DescribeAlarms&Version=2010-08-01&MaxRecords=100"),
    form("monitoring", "Action=ListDashboards&Version=2010-08-01"),
    form("iam", "Action=ListRoles&Version=2010-05-08&MaxItems=1000"),
    form("iam", "Action=ListPolicies&Version=2010-05-08&Scope=Local&MaxItems=1000"),
    form("sns", "Action=ListTopics&Version=2010-03-31"),
    form("rds", "Action=DescribeDBInstances&Version=2014-10-31"),
    form("rds", "Action=DescribeDBProxies&Version=2014-10-31"),
    form("rds", "Action=DescribeDBSubnetGroups&Version=2014-10-31"),
    form("rds", "Action=DescribeDBParameterGroups&Version=2014-10-31"),
    form("elasticache", "Action=DescribeReplicationGroups&Version=2015-02-02"),
    form("elasticache", "Action=DescribeUsers&Version=2015-02-02"),
    form("elasticache", "Action=DescribeUserGroups&Version=2015-02-02"),
    form("elasticache", "Action=DescribeCacheSubnetGroups&Version=2015-02-02"),
    form("ec2", "Action=DescribeVpcs&Version=2016-11-15"),
    form("ec2", "Action=DescribeSubnets&Version=2016-11-15"),
    form("ec2", "Action=DescribeSecurityGroups&Version=2016-11-15"),
    form("ec2", "Action=DescribeRouteTables&Version=2016-11-15"),
    form("ec2", "Action=DescribeAddresses&Version=2016-11-15"),
];

const fn get(service: &'static str, path: &'static str) -> Question {
    Question { service, how: How::Get(path) }
}

const fn target(service: &'static str, target: &'static str) -> Question {
    Question { service, how: How::Target(target) }
}

const fn form(service: &'static str, form: &'static str) -> Question {
    Question { service, how: How::Form(form) }
}

fn asked(how: &How) -> &'static str {
    match how {
        How::Get(text) | How::Target(text) | How::Form(text) => text,
    }
}

/// The questions whose answer names something of the deployment.
async fn found(aws: &Aws) -> Vec<&'static str> {
    let mut found = Vec::new();
    for question in &QUESTIONS {
        if aws.ask(question).await.contains(NAME) {
            found.push(asked(&question.how));
        }
    }
    found
}

#[tokio::test]
async fn each_question_finds_what_stands() {
    let Some(stage) = Stage::given() else { return };
    let all: Vec<&str> = QUESTIONS.iter().map(|question| asked(&question.how)).collect();
    assert_eq!(found(&stage.aws).await, all);
}

#[tokio::test]
async fn nothing_is_left() {
    let Some(url) = variable("DEPLOYED_ONCE_AT") else {
        eprintln!("left out: DEPLOYED_ONCE_AT names no emulator; `cargo dev aws destroy` does");
        return;
    };
    assert_eq!(found(&Aws::at(&url)).await, Vec::<&str>::new());
}
