#!/usr/bin/env bash
# Installs the Debian packages segue needs, only those that are missing. The one place that lists them.
set -euo pipefail

usage() {
  cat <<'TEXT'
Usage: scripts/deps.sh [--list] [build|demo|test|check|bench|goldens|encoder]...

Installs with apt-get what is missing for each purpose (default: build). Says nothing where nothing is missing.
  build    compile segue
  demo     what scripts/demo.sh needs besides
  test     build and run the tests and the fuzzers
  check    format, lint and house rules
  bench    what segue is measured against
  goldens  the independent implementations that make tests/goldens
  encoder  train the text encoder (tools/encoder): LibTorch, half a gigabyte
  --list   print the names, one a line, and install nothing

Needs root or sudo, and only if something is missing.
TEXT
}

# "NAME:optional" is a help, not a need: where it cannot be installed the work goes on without it.
packages_for() {
  case "$1" in
    build)
      echo g++ cmake ninja-build pkg-config ccache:optional
      echo libfmt-dev libsqlite3-dev libicu-dev nlohmann-json3-dev libcli11-dev libzstd-dev libhwy-dev libxxhash-dev
      echo libtag1-dev libavformat-dev libavcodec-dev libavutil-dev
      echo libdnnl-dev libcld2-dev libcurl4-openssl-dev libyaml-cpp-dev libgumbo-dev libexpat1-dev
      echo gnuplot-nox:optional
      ;;
    demo) echo jq ;;
    test)
      echo libgtest-dev libgmock-dev bats bats-assert bats-support sqlite3 jq zstd python3
      echo clang-16 libclang-rt-16-dev libebur128-dev ffmpeg gnuplot-nox libcpp-httplib-dev openssl
      echo supysonic python3-waitress chromium
      ;;
    check) echo clang-format-16 clang-tidy-16 python3 git shellcheck ;;
    # The OpenMP flavour of OpenBLAS: with Debian's default one python3-torch multiplies on a single core.
    bench) echo python3-torch libopenblas0-openmp sqlite3 jq ffmpeg libhnswlib-dev libfaiss-dev liblapack-dev ;;
    goldens) echo python3-torch python3-sklearn python3-numpy python3-scipy python3-pandas ;;
    # Without the OpenMP flavour LibTorch's threads and OpenBLAS's fight each other.
    encoder) echo libtorch-dev libopenblas0-openmp ;;
    *) return 1 ;;
  esac
}

# Prints those of the names that dpkg does not know as installed.
missing_of() {
  local installed name
  installed=$(dpkg-query --show --showformat='${db:Status-Status} ${Package}\n' "$@" 2>/dev/null || true)
  for name in "$@"; do
    grep --quiet --line-regexp --fixed-strings "installed $name" <<<"$installed" || echo "$name"
  done
}

list_only=false
purposes=()
for argument in "$@"; do
  case "$argument" in
    -h | --help) usage; exit 0 ;;
    --list) list_only=true ;;
    *)
      if ! packages_for "$argument" >/dev/null; then
        echo "scripts/deps.sh: unknown purpose '$argument'; expected build, demo, test, check, bench, goldens or encoder." >&2
        exit 2
      fi
      purposes+=("$argument")
      ;;
  esac
done
[ ${#purposes[@]} -gt 0 ] || purposes=(build)

needed=()
optional=" "
for purpose in "${purposes[@]}"; do
  for name in $(packages_for "$purpose"); do
    if [[ $name == *:optional ]]; then
      name=${name%:optional}
      optional+="$name "
    fi
    needed+=("$name")
  done
done
mapfile -t needed < <(printf '%s\n' "${needed[@]}" | sort --unique)

if $list_only; then
  printf '%s\n' "${needed[@]}"
  exit 0
fi

if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
  echo "This is no Debian system: nothing is installed. segue needs what these packages hold: ${needed[*]}" >&2
  exit 0
fi

mapfile -t missing < <(missing_of "${needed[@]}")
[ ${#missing[@]} -gt 0 ] || exit 0

wanted=()
for name in "${missing[@]}"; do
  [[ $optional == *" $name "* ]] || wanted+=("$name")
done

# Ends the script where nothing can be installed: fine if only helps are missing.
give_up() {
  [ ${#wanted[@]} -gt 0 ] || exit 0
  {
    echo "scripts/deps.sh: $1. Have someone run:"
    echo "  apt-get install --no-install-recommends ${wanted[*]}"
  } >&2
  exit 1
}

as_root=()
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null || give_up "packages are missing, and this is neither root nor is there sudo"
  sudo true || give_up "packages are missing, and sudo refused"  # asks for the password while it can be seen
  as_root=(sudo)
fi

apt() {
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get --quiet=2 -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 "$@" </dev/null
}

log=$(mktemp)
trap 'rm -f "$log"' EXIT
echo "Installing ${#missing[@]} packages for ${purposes[*]}: ${missing[*]}" >&2
# An update that fails (no network) need not matter: the packages may lie in apt's cache.
apt update >"$log" 2>&1 || echo "apt-get update failed; trying with the package lists that are here." >&2
if ! apt install --yes --no-install-recommends "${missing[@]}" >>"$log" 2>&1; then
  tail -n 30 "$log" >&2
  give_up "apt-get could not install the packages (its last words are above)"
fi
