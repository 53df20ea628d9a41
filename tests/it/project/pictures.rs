//! The diagrams in a renderer without media queries and scripts, as in editors and package registries.

use crate::support::debian::program;
use crate::support::files;
use std::process::Command;

/// Reads an image of 8 bits a channel and prints how many of 1000 pixels are black, and how many colors there are.
const LOOK: &str = "
import struct, sys, zlib
data = sys.stdin.buffer.read()
width, height, depth, kind = struct.unpack('>IIBB', data[16:26])
assert depth == 8 and kind in (2, 6)
at, packed = 8, b''
while at < len(data):
    length, name = struct.unpack('>I4s', data[at:at + 8])
    packed += data[at + 8:at + 8 + length] if name == b'IDAT' else b''
    at += 12 + length
raw, step = zlib.decompress(packed), 3 if kind == 2 else 4
line, pixels, above = width * step, [], bytearray(width * step)
for row in range(height):
    how, now = raw[row * (line + 1)], bytearray(raw[row * (line + 1) + 1:(row + 1) * (line + 1)])
    for x in range(line):
        a, b, c = (now[x - step] if x >= step else 0), above[x], (above[x - step] if x >= step else 0)
        p = a + b - c
        nearest = min((abs(p - a), 0, a), (abs(p - b), 1, b), (abs(p - c), 2, c))[2]
        now[x] = (now[x] + (0, a, b, (a + b) // 2, nearest)[how]) & 255
    pixels += [bytes(now[x:x + 3]) for x in range(0, line, step)]
    above = now
print(1000 * sum(max(p) < 16 for p in pixels) // len(pixels), len(set(pixels)))
";

/// How much of a diagram is black, in thousandths, and its number of colors.
fn look(svg: &str) -> (u32, u32) {
    let directory = tempfile::tempdir().unwrap();
    let [from, to] = ["in.svg", "out.png"].map(|name| directory.path().join(name));
    std::fs::write(&from, svg).unwrap();
    let mut render = Command::new(program("rsvg-convert", "librsvg2-bin"));
    let rendered = render.args(["-w", "400", "-o"]).arg(&to).arg(&from).status();
    assert!(rendered.unwrap().success());
    let mut python = Command::new("python3");
    let output = python
        .args(["-c", LOOK])
        .stdin(std::fs::File::open(to).unwrap())
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let (black, colors) = text
        .trim()
        .split_once(' ')
        .unwrap_or_else(|| panic!("{}", String::from_utf8_lossy(&output.stderr)));
    (black.parse().unwrap(), colors.parse().unwrap())
}

#[test]
fn no_picture_is_black_in_librsvg() {
    for name in ["stacks", "simple-trader"] {
        let (black, colors) = look(&files::read(format!("doc/{name}.svg")));
        assert!(
            black < 5 && colors > 50,
            "{name}: {black} of 1000 pixels are black, {colors} colors"
        );
    }
    // The recording is a dark terminal, whose background is not black.
    let (black, colors) = look(&files::read("doc/session.svg"));
    assert!(
        black < 50 && colors > 50,
        "session: {black} of 1000 pixels are black, {colors} colors"
    );
}

#[test]
fn a_picture_without_attributes_would_be_seen() {
    let svg = files::read("doc/stacks.svg").replace("fill=\"#", "data-fill=\"#");
    let (black, _) = look(&svg);
    assert!(black > 300, "{black} of 1000 pixels are black");
}
