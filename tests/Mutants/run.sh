#!/usr/bin/env bash
# Changes the rules and windows in thousands of places, one at a time, and sees whether the examples notice.
#
#   ./tests/Mutants/run.sh [RESULTS]      RESULTS: where the table is written, and gone on with (default artifacts/mutants/results.tsv)
#
# The mutation tool (dotnet-stryker) cannot run one test for one mutant with xunit v3, so it only makes the mutants: it is given a test
# that notices nothing, and the assembly with all of them is caught while it works. Ten minutes for that, and hours for the rest.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
readonly root=$PWD work=$PWD/artifacts/mutants
readonly results=${1:-$work/results.tsv}
readonly stryker=5.1.0
# On a busy machine the tool gives up on the first answer of dotnet otherwise: milliseconds.
export DOTNET_INFO_WAIT_TIME=120000

make_mutants() {
  rm -rf "$work/source" && mkdir -p "$work"
  git clone -q "$root" "$work/source"
  mkdir -p "$work/source/tests/Nothing"
  cat > "$work/source/tests/Nothing/Nothing.csproj" <<'XML'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><OutputType>Exe</OutputType><IsTestProject>true</IsTestProject><RunAnalyzers>false</RunAnalyzers><RestorePackagesWithLockFile>false</RestorePackagesWithLockFile></PropertyGroup>
  <ItemGroup><ProjectReference Include="../../grains/Domain/Domain.csproj" /><PackageReference Include="xunit.v3" /><Using Include="Xunit" /></ItemGroup>
</Project>
XML
  echo 'public sealed class Nothing { [Fact] public void Is_noticed() => Assert.NotNull(RiskMonitor.Domain.Rules.RuleBook.Default); }' > "$work/source/tests/Nothing/Nothing.cs"
  cat > "$work/source/tests/Nothing/stryker-config.json" <<'JSON'
{ "stryker-config": { "test-runner": "mtp", "project": "Domain.csproj", "mutate": ["**/Rules/**/*.cs", "**/Windows/**/*.cs"],
  "configuration": "Release", "coverage-analysis": "off", "reporters": ["json"], "concurrency": 1, "report-file-name": "mutants" } }
JSON
  dotnet tool install dotnet-stryker --version "$stryker" --tool-path "$work/tool" >/dev/null 2>&1 || [ -x "$work/tool/dotnet-stryker" ]
  (cd "$work/source/tests/Nothing" && "$work/tool/dotnet-stryker" -V warning --skip-version-check) &
  local tool=$! assembly="$work/source/artifacts/bin/Nothing/release/RiskMonitor.Domain.dll" caught=
  while kill -0 "$tool" 2>/dev/null; do
    # With the mutants in it is half as large again; the tool puts the old one back when it is done.
    if [ -z "$caught" ] && [ -f "$assembly" ] && [ -f "$assembly.stryker-unchanged" ] && [ "$(stat -c %s "$assembly")" -gt "$(($(stat -c %s "$assembly.stryker-unchanged") * 6 / 5))" ]; then
      sleep 5
      cp "$assembly" "$work/RiskMonitor.Domain.dll" && caught=1
    fi
    sleep 1
  done
  wait "$tool"
  [ -n "$caught" ] || { echo "The assembly with the mutants was not seen." >&2; exit 1; }
  cp "$work"/source/tests/Nothing/StrykerOutput/*/reports/mutants.json "$work/mutants.json"
}

# usage: try_all RESULTS [SECOND]: a process a core, each with its share of the mutants and its own files
try_all() {
  local cores share processes=() process file status=0
  cores=$(nproc)
  for ((share = 1; share <= cores; share++)); do
    try_share "$share/$cores" "${@/%/.$share}" &
    processes+=($!)
  done
  for process in "${processes[@]}"; do wait "$process" || status=$?; done
  for file in "$@"; do cat "$file".[0-9]* > "$file"; done
  return "$status"
}

try_share() {
  local status=3
  # 3: a mutant does not end; the next process goes on behind it.
  while [ "$status" = 3 ]; do
    status=0
    "$work/bin/RiskMonitor.Mutants" --share "$1" "$work/mutants.json" "${@:2}" || status=$?
  done
  return "$status"
}

main() {
  make_mutants
  dotnet build tests/Mutants -c Release -v q -nodeReuse:false
  rm -rf "$work/bin" && cp -r artifacts/bin/Mutants/release "$work/bin"
  cp "$work/RiskMonitor.Domain.dll" "$work/bin/"
  try_all "$results"
  try_all "$results" "$results.second"
  cut -f2 "$results" | cut -d: -f1 | sed 's/ by.*//' | sort | uniq -c
  echo "those not killed, against random schools and the quick tests:"
  cut -f2 "$results.second" | cut -d: -f1 | sort | uniq -c
  "$work/bin/RiskMonitor.Mutants" --explained "$results.second" tests/Mutants/survivors.tsv
}

main
