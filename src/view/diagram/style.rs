//! How the picture looks, on light and on dark pages.

/// The style sheet; who shows the picture says which half counts.
pub(super) const STYLE: &str = "
  svg { --page: #ffffff; --panel: #f6f8fa; --edge: #d0d7de; --box: #ffffff; --text: #1f2328; --dim: #59636e;
        --line: #818b98; --import: #0969da; --may: #bc4c00; }
  @media (prefers-color-scheme: dark) {
    svg { --page: #0d1117; --panel: #151b23; --edge: #3d444d; --box: #212830; --text: #f0f6fc; --dim: #9198a1;
          --line: #7d8590; --import: #4493f8; --may: #f0883e; }
  }
  text { font: 12px system-ui, -apple-system, 'Segoe UI', Helvetica, Arial, sans-serif; fill: var(--text); }
  .page { fill: var(--page); }
  .panel { fill: var(--panel); stroke: var(--edge); }
  .box { fill: var(--box); stroke: var(--edge); }
  .stack { font-size: 13px; font-weight: 600; text-anchor: middle; }
  .kind { font-size: 10.5px; font-weight: 600; fill: var(--dim); }
  .note, .legend { font-size: 10.5px; fill: var(--dim); }
  .may { font-size: 10.5px; fill: var(--may); }
  .back { fill: var(--panel); }
  path { fill: none; stroke-width: 1.4; }
  .refers { stroke: var(--line); }
  .allows { stroke: var(--may); }
  .imports { stroke-dasharray: 5 3; }
  .refers.imports { stroke: var(--import); }
  marker path { stroke: none; }
  .head-refers { fill: var(--line); }
  .head-imports { fill: var(--import); }
  .head-allows { fill: var(--may); }
";
