//! The diagram: its contents, that nothing in it overlaps, and that every format has the same contents.

use crate::support::cli::Sandbox;
use serde_json::Value;

/// The values of an attribute of each element of this kind.
fn numbers(svg: &str, element: &str) -> Vec<[f64; 4]> {
    let lines = svg.lines().filter(|line| line.starts_with(element));
    let number = |line: &str, name: &str| {
        let (_, rest) = line.split_once(&format!(" {name}=\""))?;
        rest.split('"').next()?.parse().ok()
    };
    let four = lines.filter_map(|line| {
        let names = ["x", "y", "width", "height"];
        let [x, y, width, height] = names.map(|name| number(line, name));
        Some([x?, y?, width?, height?])
    });
    four.collect()
}

fn diagram(arguments: &[&str]) -> Value {
    let run = Sandbox::new()
        .run(&[&["diagram", "--json"], arguments].concat())
        .exits(0);
    serde_json::from_str(&run.stdout).unwrap()
}

/// Arrows as `kind -> kind: actions`.
fn arrows(diagram: &Value) -> Vec<String> {
    let kind = |place: &Value| {
        let node = &diagram["boxes"][usize::try_from(place.as_u64().unwrap()).unwrap()];
        node["kind"].as_str().unwrap().to_owned()
    };
    let arrows = diagram["arrows"].as_array().unwrap().iter();
    let arrow = |arrow: &Value| {
        let actions = arrow["actions"]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(Value::as_str);
        let actions = actions.collect::<Vec<_>>().join(" ");
        format!("{} -> {}: {actions}", kind(&arrow["from"]), kind(&arrow["to"]))
    };
    arrows.map(arrow).collect()
}

#[test]
fn it_tells_who_may_do_what_across_stacks_too() {
    let arrows = arrows(&diagram(&[]));
    for expected in [
        "IAM Role -> S3 Bucket: s3:GetObject s3:ListBucket s3:PutObject",
        "ECS TaskDefinition -> SSM SecureString: ssm:GetParameters",
        "Scheduler Schedule -> ECS TaskDefinition: ecs:RunTask iam:PassRole",
        "CodeBuild Project -> ECR Repository: ",
        "CloudWatch Alarm -> SNS Topic: ",
    ] {
        let is_there = arrows.iter().any(|arrow| arrow.starts_with(expected));
        assert!(is_there, "{expected} is not among {arrows:#?}");
    }
}

#[test]
fn a_stack_comes_with_what_it_needs_of_others() {
    let diagram = diagram(&["app-infra-develop"]);
    let stacks = diagram["stacks"].as_array().unwrap().iter();
    let stacks = stacks
        .map(|stack| stack["stack"].as_str().unwrap())
        .collect::<Vec<_>>();
    assert_eq!(stacks, ["app-infra-compute", "app-infra-develop"]);
    let kinds = diagram["boxes"].as_array().unwrap().iter();
    let kinds = kinds
        .map(|node| node["kind"].as_str().unwrap())
        .collect::<Vec<_>>();
    assert_eq!(kinds, ["ECR Repository", "Logs LogGroup", "CodeBuild Project"]);
}

#[test]
fn what_serves_another_resource_is_in_its_box_though_only_its_name_says_so() {
    let diagram = diagram(&["simple-trader"]);
    let boxes = diagram["boxes"].as_array().unwrap();
    let kinds = boxes.iter().map(|node| node["kind"].as_str().unwrap());
    let kinds = kinds.collect::<Vec<_>>();
    assert!(
        !kinds.contains(&"S3 BucketPolicy") && !kinds.contains(&"EC2 KeyPair"),
        "{kinds:?}"
    );
}

#[test]
fn the_legend_explains_the_arrows_that_are_there() {
    let picture = |stack: &str| Sandbox::new().run(&["diagram", stack]).exits(0).stdout;
    let (one, several) = (picture("simple-trader"), picture("app-infra-compute"));
    assert!(
        one.contains("allowed by an IAM policy") && !one.contains("another stack"),
        "{one}"
    );
    assert!(several.contains("imports from another stack"), "{several}");
}

#[test]
fn boxes_do_not_overlap_and_every_format_has_every_name() {
    let sandbox = Sandbox::new();
    let svg = sandbox.run(&["diagram"]).exits(0).stdout;
    let boxes = numbers(&svg, "<rect class=\"box\"");
    assert!(boxes.len() >= 15, "{svg}");
    for (at, one) in boxes.iter().enumerate() {
        for other in &boxes[at + 1..] {
            let beside = one[0] + one[2] <= other[0] || other[0] + other[2] <= one[0];
            let above = one[1] + one[3] <= other[1] || other[1] + other[3] <= one[1];
            assert!(beside || above, "{one:?} and {other:?} overlap");
        }
    }
    let dot = sandbox.run(&["diagram", "--format", "dot"]).exits(0).stdout;
    let mermaid = sandbox.run(&["diagram", "--format", "mermaid"]).exits(0).stdout;
    for node in diagram(&[])["boxes"].as_array().unwrap() {
        let name = node["names"][0].as_str().unwrap();
        assert!(
            [&svg, &dot, &mermaid].iter().all(|text| text.contains(name)),
            "{name}"
        );
    }
}

/// Many renderers, such as librsvg, support neither custom properties nor media queries.
#[test]
fn every_shape_has_its_colors_as_attributes_and_dark_pages_replace_each_of_them() {
    let svg = Sandbox::new().run(&["diagram"]).exits(0).stdout;
    assert!(!svg.contains("var("), "{svg}");
    let dark = svg.split("prefers-color-scheme: dark").nth(1).unwrap();
    let dark = dark.split("</style>").next().unwrap();
    let (mut shapes, mut classes) = (0, std::collections::BTreeSet::new());
    for element in svg.split('<').filter(|element| element.contains("class=\"")) {
        assert!(
            element.contains("fill=\"#") || element.contains("stroke=\"#"),
            "{element}"
        );
        let class = element
            .split("class=\"")
            .nth(1)
            .unwrap()
            .split('"')
            .next()
            .unwrap();
        classes.insert(class.split(' ').next_back().unwrap().to_owned());
        shapes += 1;
    }
    assert!(shapes > 60, "{shapes}");
    for class in classes
        .iter()
        .filter(|class| !["name", "stack"].contains(&class.as_str()))
    {
        assert!(dark.contains(&format!(".{class}")), "{class} on dark pages");
    }
}
