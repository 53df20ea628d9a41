//! The colors and fonts of the diagram. Each element has the colors of a light page as presentation attributes, which
//! every renderer supports. The style sheet replaces the colors on a dark page, for renderers that support media
//! queries.

/// For the root element: the attributes that its elements inherit.
pub(super) const ROOT: &str =
    r#"font-family="system-ui, -apple-system, 'Segoe UI', Helvetica, Arial, sans-serif" font-size="12""#;

/// The colors on a dark page.
pub(super) const DARK: &str = "
  @media (prefers-color-scheme: dark) {
    text { fill: #f0f6fc; }
    .page { fill: #0d1117; }
    .panel { fill: #151b23; stroke: #3d444d; }
    .box { fill: #212830; stroke: #3d444d; }
    .kind, .note, .legend { fill: #9198a1; }
    .may { fill: #f0883e; }
    .refers { stroke: #7d8590; }
    .imports { stroke: #4493f8; }
    .allows { stroke: #f0883e; }
    .head-refers { fill: #7d8590; }
    .head-imports { fill: #4493f8; }
    .head-allows { fill: #f0883e; }
  }
";

/// The attributes of an element of a class, including the class.
pub(super) fn attributes(class: &str) -> String {
    let look = match class {
        "page" => r##"fill="#ffffff""##,
        "panel" => r##"fill="#f6f8fa" stroke="#d0d7de""##,
        "box" => r##"fill="#ffffff" stroke="#d0d7de""##,
        "stack" => r##"fill="#1f2328" font-size="13" font-weight="600" text-anchor="middle""##,
        "kind" => r##"fill="#59636e" font-size="10.5" font-weight="600""##,
        "note" | "legend" => r##"fill="#59636e" font-size="10.5""##,
        "may" => r##"fill="#bc4c00" font-size="10.5""##,
        "refers" => r##"fill="none" stroke="#818b98" stroke-width="1.4""##,
        "refers imports" => r##"fill="none" stroke="#0969da" stroke-width="1.4" stroke-dasharray="5 3""##,
        "allows" => r##"fill="none" stroke="#bc4c00" stroke-width="1.4""##,
        "allows imports" => r##"fill="none" stroke="#bc4c00" stroke-width="1.4" stroke-dasharray="5 3""##,
        "head-refers" => r##"fill="#818b98" stroke="none""##,
        "head-imports" => r##"fill="#0969da" stroke="none""##,
        "head-allows" => r##"fill="#bc4c00" stroke="none""##,
        _ => r##"fill="#1f2328""##,
    };
    format!(r#"class="{class}" {look}"#)
}
