#!/usr/bin/env bash
# Installs what the tests need, checks the format, builds once, runs the four rings.
#
#   ./tests/run.sh                  everything; the last line is "N passed, N failed"
#   ./tests/run.sh Domain           only the rings whose name contains the word, built alone
#   ./tests/run.sh Grains -class RiskMonitor.Grains.Tests.JournalTests     the rest goes to the test program
#
# Needs the .NET 10 SDK. PostgreSQL's server programs, Chromium, Node, curl and time zones are installed with apt-get when they are missing.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

readonly rings=(Domain.Tests Grains.Tests Web.Tests Browser.Tests)
# A ring that hangs is a failure of its own, not of whoever waits for it.
readonly ring_timeout_seconds=1500
# What ships is what is tested; and the laws, which are all arithmetic, take half as long as without the compiler's optimisations.
readonly configuration=Release
readonly logs=artifacts/test-logs

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_GENERATE_ASPNET_CERTIFICATE=false
export PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1
# Dates are written and read by the same rules on every machine.
export LC_ALL=C.UTF-8

say() { printf '== %s\n' "$*"; }
# Before any test could run: one failure, so that whoever reads only the last line is not misled.
fail() { printf '%s\n' "$*" >&2; echo "0 passed, 1 failed"; exit 1; }
# This machine cannot run them.
stop() { printf '%s\n' "$*" >&2; echo "0 passed, 1 failed"; exit 2; }

# As the tests look for them: PostgresBinaries and SystemChromium.
has_postgres() { command -v initdb >/dev/null || compgen -G '/usr/lib/postgresql/1[5-9]/bin/initdb' >/dev/null || compgen -G '/usr/lib/postgresql/[2-9][0-9]/bin/initdb' >/dev/null; }
has_chromium() { [ -x /usr/bin/chromium ] || [ -x /usr/bin/chromium-browser ] || [ -x /usr/bin/google-chrome ]; }
has_time_zones() { [ -e /usr/share/zoneinfo/Europe/London ]; }

apt() { as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -o Acquire::Retries=5 -o DPkg::Lock::Timeout=300 "$@"; }

# A mirror that hiccups, or a machine that has just started and updates itself: neither is a failure of the tests.
apt_update() {
  local try
  for try in 1 2 3 4 5 6; do
    ! apt update || return 0
    sleep 20
  done
  return 1
}

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

# usage: can_install WHAT PACKAGE…
can_install() {
  command -v apt-get >/dev/null || stop "$1 is missing and there is no apt-get here to install it with. Install $1 and run this again."
  [ "$(id -u)" = 0 ] || command -v sudo >/dev/null || stop "$1 is missing. Run as root, or install it first: apt-get install ${*:2}"
}

# usage: install WHAT PACKAGE…
install() {
  can_install "$@"
  local what=$1
  shift
  say "installing $what: apt-get install $*"
  local log=artifacts/apt.log
  mkdir -p artifacts
  if ! { apt_update && apt install -y --no-install-recommends "$@"; } </dev/null >"$log" 2>&1; then
    tail -n 30 "$log" >&2
    stop "apt-get could not install $what; its last lines are above."
  fi
}

# The package would start a server of its own on port 5432. The tests start private ones, so it is told not to.
install_postgres() {
  can_install PostgreSQL postgresql
  local settings=/etc/postgresql-common/createcluster.d
  as_root mkdir -p "$settings"
  echo 'create_main_cluster = false' | as_root tee "$settings/no-main-cluster.conf" >/dev/null
  install PostgreSQL postgresql
  as_root rm -f "$settings/no-main-cluster.conf"
  has_postgres || stop "The tests need PostgreSQL 15 or later, and apt-get brought an older one."
}

# Whitespace only and without loading the projects: seconds instead of a minute. Code style is an error in the build.
check_format() {
  say "format"
  dotnet format whitespace . --folder --verify-no-changes --exclude artifacts </dev/null ||
    fail "The files named above are not formatted. Mend them with: dotnet format whitespace . --folder --exclude artifacts"
}

build() {
  say "build $1"
  local status=0
  # One compiler for all projects builds in little more than half the time. It and other build processes that outlive the build would take
  # memory from the tests.
  dotnet build "$1" --configuration "$configuration" --nologo --verbosity quiet -nodeReuse:false -p:UseSharedCompilation=true </dev/null || status=$?
  dotnet build-server shutdown --vbcscompiler </dev/null >/dev/null 2>&1 || say "the compiler's server could not be asked to end"
  [ "$status" = 0 ] || fail "The build failed."
}

# What the test program says of itself: Total, Errors, Failed, Skipped, Not Run. 0 if it crashed before it could.
count() {
  local number
  number=$(sed -nE '/Total: [0-9]+, Errors: /p' "$2" | tail -n 1 | sed -nE "s/.*$1: ([0-9]+).*/\1/p")
  echo "${number:-0}"
}

passed=0 failed=0
run_ring() {
  local ring=$1
  shift
  local log=$logs/$ring.log started=$SECONDS status=0
  say "$ring"
  timeout --kill-after=30 "$ring_timeout_seconds" "artifacts/bin/$ring/${configuration,,}/RiskMonitor.$ring" \
    -noLogo -noColor -longRunning 60 -result-xml "$logs/$ring.xml" "$@" </dev/null 2>&1 | tee "$log" || status=$?

  local total trouble=0 part
  total=$(count Total "$log")
  # What did not run is not known to work: a skipped test counts as a failed one.
  for part in Errors Failed Skipped 'Not Run'; do trouble=$((trouble + $(count "$part" "$log"))); done
  if [ "$total" = 0 ]; then
    say "$ring reported no tests (exit code $status)"
    trouble=1 total=1
  elif [ "$status" != 0 ] && [ "$trouble" = 0 ]; then
    say "$ring ended with exit code $status although no test failed"
    trouble=1 total=$((total + 1))
  fi
  passed=$((passed + total - trouble))
  failed=$((failed + trouble))
  say "$ring: $((total - trouble)) of $total in $((SECONDS - started)) s"
}

main() {
  command -v dotnet >/dev/null || stop "dotnet is missing. Install the .NET 10 SDK: https://dotnet.microsoft.com/download/dotnet/10.0"
  local word="" chosen=()
  if [ $# -gt 0 ]; then word=$1; shift; fi
  for ring in "${rings[@]}"; do [[ $ring != *"$word"* ]] || chosen+=("$ring"); done
  [ ${#chosen[@]} -gt 0 ] || stop "No ring is called '$word'. There are: ${rings[*]}"

  has_time_zones || install "time zones" tzdata
  [[ " ${chosen[*]} " != *" Grains.Tests "* && " ${chosen[*]} " != *" Web.Tests "* ]] || has_postgres || install_postgres
  [[ " ${chosen[*]} " != *" Browser.Tests "* ]] || has_chromium || install Chromium chromium fonts-dejavu-core
  # The walk-through in README is run as it stands there.
  [[ " ${chosen[*]} " != *" Web.Tests "* ]] || command -v curl >/dev/null || install curl curl ca-certificates
  # The npm client of SignalR is one of the clients that are tried.
  [[ " ${chosen[*]} " != *" Web.Tests "* ]] || { command -v node >/dev/null && command -v npm >/dev/null; } || install Node nodejs npm
  mkdir -p "$logs"

  if [ -z "$word" ]; then
    check_format
    build RiskMonitor.sln
  else
    for ring in "${chosen[@]}"; do build "tests/$ring"; done
  fi
  for ring in "${chosen[@]}"; do run_ring "$ring" "$@"; done

  # Once more and last: whoever keeps only the end of a log must see which failed, and why.
  for ring in "${chosen[@]}"; do grep -A 8 ' \[FAIL\]$' "$logs/$ring.log" | head -n 60 || true; done
  echo "$passed passed, $failed failed"
  [ "$failed" = 0 ]
}

main "$@"
