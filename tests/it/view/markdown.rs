//! Pages on a terminal: laid out for its width.

use sa_infra::view::markdown::render;
use sa_infra::view::output::{colored, plain};
use unicode_width::UnicodeWidthStr;

const PAGE: &str = "<p>logo</p>\n\n# Title\n\nA paragraph with `code`, **bold** and [a link](page.md)\nthat continues.\n\n\
        - one item that is too long for a line\n  and continues\n- two\n\n1. first\n\n```sh\nsa-infra deploy --all   # as it is, however long\n```\n\n\
        | flag | meaning |\n|---|---|\n| `--yes` | answer the questions with yes, all of them |\n| `a\\|b` | short |\n";

#[test]
fn a_page_is_laid_out_for_its_width() {
    insta::assert_snapshot!("page", plain(&render(PAGE, 40)));
    insta::assert_snapshot!("page_colored", colored(&render(PAGE, 40)).replace('\u{1b}', "^"));
}

#[test]
fn every_page_fits_but_for_its_code() {
    for file in std::fs::read_dir(crate::support::files::root().join("doc")).unwrap() {
        let path = file.unwrap().path();
        let Some(text) = path
            .extension()
            .filter(|end| *end == "md")
            .map(|_| std::fs::read_to_string(&path).unwrap())
        else {
            continue;
        };
        for width in [40, 80] {
            let page = plain(&render(&text, width));
            let wide = page
                .lines()
                .filter(|line| line.width() > width && !line.starts_with("    "));
            let unbreakable = |line: &&str| line.split_whitespace().any(|word| word.width() > width / 4);
            let wide = wide.filter(|line| !unbreakable(line)).collect::<Vec<_>>();
            assert_eq!(wide, [""; 0], "{} at {width}", path.display());
        }
    }
}
