#!/bin/sh
# Installs sa-infra @VERSION@ on Linux and macOS:
#
#   sh install.sh [DIR]      into DIR, by default ~/.local/bin
#
# It downloads the archive from @RELEASE@ and compares its SHA-256 with the one below.
set -eu

version='@VERSION@'
release='@RELEASE@'
hashes='@HASHES@'

stop() {
    printf 'error: %s\n  fix: %s\n' "$1" "$2" >&2
    exit 1
}

has() {
    command -v "$1" >/dev/null 2>&1
}

target() {
    case $(uname -s) in
    Linux) system=unknown-linux-musl ;;
    Darwin) system=apple-darwin ;;
    *) system=$(uname -s) ;;
    esac
    case $(uname -m) in
    x86_64 | amd64) processor=x86_64 ;;
    aarch64 | arm64) processor=aarch64 ;;
    *) processor=$(uname -m) ;;
    esac
    printf '%s-%s' "$processor" "$system"
}

load() {
    case $release in
    https:*) protocol='=https' ;;
    *) protocol='=http' ;;
    esac
    if has curl; then
        curl --proto "$protocol" --fail --silent --show-error --location --output "$2" "$1"
    elif has wget; then
        wget --quiet --output-document "$2" "$1"
    else
        stop 'found neither curl nor wget' 'install one of them'
    fi
}

sum() {
    if has sha256sum; then
        sha256sum "$1"
    elif has shasum; then
        shasum -a 256 "$1"
    elif has openssl; then
        openssl dgst -sha256 -r "$1"
    else
        stop 'found no program that computes a SHA-256' 'install sha256sum, shasum or openssl'
    fi
}

# A function, so that a script that was downloaded in part does nothing.
main() {
    dir=${1:-${HOME:?}/.local/bin}
    target=$(target)
    expected=$(printf '%s\n' "$hashes" | sed -n "s/^$target //p")
    [ -n "$expected" ] || stop "there is no sa-infra for $target" 'cargo install sa-infra'

    mkdir -p "$dir"
    # In the same directory, so that the last step is a rename.
    stage=$(mktemp -d "$dir/.sa-infra.XXXXXX")
    trap 'rm -rf "$stage"' EXIT
    trap 'exit 130' INT TERM HUP

    name=sa-infra-$version-$target
    load "$release/$name.tar.gz" "$stage/archive" ||
        stop "$release/$name.tar.gz cannot be downloaded, nothing is installed" 'check the network and run the script again'
    found=$(sum "$stage/archive") || exit 1
    found=${found%% *}
    [ "$found" = "$expected" ] || stop "$name.tar.gz has the SHA-256 $found instead of $expected, nothing is installed" \
        'run the script again; if the hash still differs, report it to the project'

    tar -xzf "$stage/archive" -C "$stage" "$name/sa-infra"
    mv -f "$stage/$name/sa-infra" "$dir/sa-infra"
    printf 'installed %s/sa-infra (%s)\n' "$dir" "$version"
    case :$PATH: in
    *:"$dir":*) ;;
    *) printf 'Add %s to your PATH.\n' "$dir" ;;
    esac
}

main "$@"
