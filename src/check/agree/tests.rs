//! Tests of the rules about several lists or resources.

use crate::check::check_document;

fn of(yaml: &str) -> String {
    let found = check_document(&"f".into(), &format!("Resources:\n{yaml}"), None);
    let lines = found
        .iter()
        .map(|finding| format!("{}: {}", finding.place(), finding.reason));
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn a_subnet_has_one_route_table() {
    let two = |other: &str| {
        format!(
            "  A: {{Type: AWS::EC2::SubnetRouteTableAssociation, Properties: {{SubnetId: subnet-1, RouteTableId: rtb-1}}}}\n  \
             B: {{Type: AWS::EC2::SubnetRouteTableAssociation, Properties: {{SubnetId: {other}, RouteTableId: rtb-2}}}}\n"
        )
    };
    assert!(of(&two("subnet-1")).contains("f/B/Properties/SubnetId: A already associates"));
    assert_eq!(of(&two("subnet-2")), "");
}

#[test]
fn the_attributes_of_a_table_are_those_of_its_keys() {
    let table = |attributes: &str| {
        format!(
            "  T:\n    Type: AWS::DynamoDB::Table\n    Properties:\n      BillingMode: PAY_PER_REQUEST\n      \
             KeySchema: [{{AttributeName: a, KeyType: HASH}}]\n      AttributeDefinitions: [{attributes}]\n"
        )
    };
    assert_eq!(of(&table("{AttributeName: a, AttributeType: S}")), "");
    let more = of(&table(
        "{AttributeName: a, AttributeType: S}, {AttributeName: b, AttributeType: S}",
    ));
    assert!(
        more.contains("T/Properties/AttributeDefinitions/1: the attribute b is in no key"),
        "{more}"
    );
    assert!(
        of(&table("{AttributeName: b, AttributeType: S}")).contains("attribute a of a key is not defined")
    );
}

#[test]
fn dead_letters_of_a_fifo_queue_go_to_one() {
    let queues = |fifo: &str| {
        format!(
            "  D: {{Type: AWS::SQS::Queue{fifo}}}\n  Q:\n    Type: AWS::SQS::Queue\n    Properties:\n      FifoQueue: true\n      \
             RedrivePolicy: {{deadLetterTargetArn: !GetAtt D.Arn, maxReceiveCount: 3}}\n"
        )
    };
    assert!(
        of(&queues("")).contains("Q/Properties/RedrivePolicy/deadLetterTargetArn: D is of the other kind")
    );
    assert_eq!(of(&queues(", Properties: {FifoQueue: true}")), "");
}
