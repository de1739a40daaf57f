#!/usr/bin/env bash
# Format, lint and the rules of the house. Changes nothing.
# shellcheck disable=SC2317  # the checks are functions called by name
set -euo pipefail

usage() {
  cat <<'TEXT'
Usage: scripts/check.sh

Installs what is missing (apt-get), then checks the checkout, new files included: clang-format, clang-tidy (only files
that changed since they last passed), the include rule, files nobody builds, overlong files, unfinished work, libraries
that print, shell scripts. Prints one line per check, and what to do where one fails. Exit 0: all is well.
TEXT
}

case "${1:-}" in
  -h | --help) usage; exit 0 ;;
  "") ;;
  *) echo "scripts/check.sh: unknown argument '$1'; see scripts/check.sh --help." >&2; exit 2 ;;
esac
cd "$(dirname "$0")/.."

scripts/deps.sh build test check
mkdir -p build/check
failed=0

# check NAME ADVICE COMMAND...: runs it; one line if it passes, else what it said and what to do.
check() {
  local name=$1 advice=$2 said started=$SECONDS
  shift 2
  if said=$("$@" 2>&1); then
    said=${said##*$'\n'}
    printf '%-18s ok%s, %s s\n' "$name" "${said:+ ($said)}" $((SECONDS - started))
  else
    failed=1
    printf '%-18s FAILED\n%s\n  -> %s\n' "$name" "$said" "$advice"
  fi
}

# Files git knows or would add, below the checkout and still there: files_like PATTERN...
files_like() {
  git ls-files --cached --others --exclude-standard -- "$@" | sort --unique | while read -r file; do
    if [ -f "$file" ]; then echo "$file"; fi
  done
}
mapfile -t cpp_files < <(files_like '*.cpp' '*.h')
mapfile -t shell_files < <(files_like '*.sh' .ci/run)
if [ ${#cpp_files[@]} -eq 0 ]; then
  echo "scripts/check.sh: git names no files here: it needs a git checkout that belongs to you." >&2
  exit 1
fi

check_format() {
  local said
  if said=$(clang-format-16 --dry-run -Werror "${cpp_files[@]}" 2>&1); then
    echo "${#cpp_files[@]} files"
  else
    sed -n 's/^\([^ :]*\):[0-9]*:[0-9]*: error: .*/\1/p' <<<"$said" | sort --unique | grep . || echo "$said"
    return 1
  fi
}

check_tidy() {
  cmake --preset debug >build/check/configure.log 2>&1 || { cat build/check/configure.log; return 1; }
  scripts/tidy.py build/debug
}

check_shell() {
  local file
  for file in "${shell_files[@]}"; do
    bash -n "$file" || return 1
  done
  shellcheck "${shell_files[@]}" && echo "${#shell_files[@]} scripts"
}

check "format" "clang-format-16 -i these files" check_format
check "includes" "keep to the rooms of ARCHITECTURE.md; the rule is a table in scripts/check_includes.py" \
  scripts/check_includes.py
check "registered" "name the file in the CMakeLists.txt of its folder" scripts/check_tree.py registered
check "length" "split the file by idea" scripts/check_tree.py length
check "finished" "finish it, or take it out and open an issue" scripts/check_tree.py finished
check "silent libraries" "report through Progress, Notes or Error" scripts/check_tree.py silent
check "shell scripts" "mend the script" check_shell
check "clang-tidy" "mend it; where it is wrong: NOLINT(check-name) and why" check_tidy
exit "$failed"
