# The whole process in fast-forward, a crash in the middle of it, and what verification says.
days=2

run_demo() {
  npx pumasi demo --days "$days" --data "$work/demo" --json >"$work/demo.json"
  cat "$work/demo.json"
  [[ $(field "$work/demo.json" slots) == $((days * 24)) ]]
  [[ $(field "$work/demo.json" periods) == "$days" ]]
  [[ $(field "$work/demo.json" ledger.failed) == 0 ]]
}

# metered_slots DATA: how many slots a running community has metered, 0 when it does not answer.
metered_slots() {
  node apps/cli/bin/pumasi.js status --data "$1" --json >"$work/status.json" 2>/dev/null || { echo 0; return; }
  node -e '
    const { status } = JSON.parse(require("node:fs").readFileSync(process.argv[1], "utf8"));
    const { metered = 0, final = 0, paid = 0 } = status?.communities[0]?.slotsByStage ?? {};
    console.log(metered + final + paid);
  ' "$work/status.json"
}

run_killed_demo() {
  local data=$work/killed supervisor children
  # Started without npx, so that the pid is the supervisor's own.
  node apps/cli/bin/pumasi.js demo --days "$days" --data "$data" --json >"$work/cut-off.json" 2>"$work/cut-off.log" &
  supervisor=$!
  started+=("$supervisor")
  local metered=0
  while ((metered < 1)); do
    alive "$supervisor" || { echo "the demo ended before it could be killed"; cat "$work/cut-off.log"; return 1; }
    metered=$(metered_slots "$data")
  done
  mapfile -t children < <(descendants "$supervisor")
  started+=("${children[@]}")
  kill -KILL "$supervisor"
  echo "killed the supervisor of ${#children[@]} processes after $metered of $((days * 24)) slots"
  wait "$supervisor" 2>/dev/null || true
  [[ ! -s $work/cut-off.json ]] || { echo "the demo was through before it was killed"; return 1; }
  wait_gone 60 "${children[@]}"
  started=()
  npx pumasi demo --days "$days" --data "$data" --json >"$work/resumed.json"
  local expected found
  expected=$(field "$work/demo.json" resultHash)
  found=$(field "$work/resumed.json" resultHash)
  echo "result hash of the whole run   $expected"
  echo "result hash of the resumed run $found"
  [[ $expected == "$found" ]]
}

verify_demo() {
  npx pumasi verify --data "$work/demo" --json >"$work/verified.json"
  cat "$work/verified.json"
  [[ $(field "$work/verified.json" ok) == true ]]
}

# A member's slot is written to a file and checked offline; the file with one digit changed is not believed.
check_proof() {
  local slot code=0
  slot=$(node -e 'console.log(Math.floor(Date.UTC(2016, 7, 2, 10) / 3600000))')
  npx pumasi proof --member 7 --slot "$slot" --data "$work/demo" --out "$work/proof.json"
  npx pumasi check "$work/proof.json" --json >"$work/checked.json"
  cat "$work/checked.json"
  [[ $(field "$work/checked.json" ok) == true ]]
  node -e '
    const { readFileSync, writeFileSync } = require("node:fs");
    const proof = JSON.parse(readFileSync(process.argv[1], "utf8"));
    const { words } = proof.line;
    proof.line.words = words.slice(0, -1) + (words.endsWith("0") ? "1" : "0");
    writeFileSync(process.argv[2], JSON.stringify(proof));
  ' "$work/proof.json" "$work/forged-proof.json"
  npx pumasi check "$work/forged-proof.json" || code=$?
  [[ $code -eq 1 ]]
}

# verify_forged line|order: verification of a copy that was tampered with must fail and say where.
verify_forged() {
  local data=$work/forged-$1 code=0
  cp -a "$work/demo" "$data"
  node .ci/steps/forge.mjs "$data/database" "$1"
  npx pumasi verify --data "$data" --json >"$data.json" || code=$?
  cat "$data.json"
  [[ $code -eq 1 ]]
  [[ $(field "$data.json" ok) == false ]]
  [[ $(field "$data.json" difference.slot) =~ ^[0-9]+$ ]]
}

run_benchmark() {
  npm run --silent bench -- protocol/merkle --json >"$work/bench.json"
  cat "$work/bench.json"
  [[ $(field "$work/bench.json" 0.name) == protocol/merkle ]]
}
