#!/usr/bin/env -S python3 -B
"""Writes the Homebrew formula of a release, for macOS and Linux."""

import release

FORMULA = """# Written by tools/package/formula.py for each release.
class SaInfra < Formula
  desc "{summary}"
  homepage "{repository}"
  version "{version}"
  license any_of: ["MIT", "Apache-2.0"]
{systems}
  def install
    bin.install "sa-infra"
    man1.install Dir["man/*.1"]
    bash_completion.install "completions/sa-infra.bash" => "sa-infra"
    fish_completion.install "completions/sa-infra.fish"
    zsh_completion.install "completions/sa-infra.zsh" => "_sa-infra"
  end

  test do
    assert_match version.to_s, shell_output("#{{bin}}/sa-infra --version")
    system bin/"sa-infra", "synth"
  end
end
"""


def make(archives, repository, directory):
    systems = ""
    for system in ("macos", "linux"):
        ours = [archive for archive in archives if archive.brew and archive.brew[0] == system]
        systems += f"\n  on_{system} do\n" if ours else ""
        for archive in ours:
            url = f"{repository}/releases/download/v{archive.version}/{archive.path.name}"
            systems += f'    on_{archive.brew[1]} do\n      url "{url}"\n      sha256 "{archive.hash()}"\n    end\n'
        systems += "  end\n" if ours else ""
    path = directory / "sa-infra.rb"
    summary = release.manifest("description")
    path.write_text(
        FORMULA.format(summary=summary, repository=repository, version=archives[0].version, systems=systems)
    )
    print(path)


if __name__ == "__main__":
    given = release.arguments(__doc__)
    make(given.archives, given.repository, given.dir)
