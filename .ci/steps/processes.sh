# What this run starts in the background, by pid; only these are ever ended.
started=()

# alive PID: true while the process runs (a zombie does not).
alive() {
  [[ -r /proc/$1/stat ]] || return 1
  local stat
  stat=$(cat "/proc/$1/stat" 2>/dev/null) || return 1
  [[ ${stat##*) } != Z* ]]
}

# descendants PID: the pids of all processes below it, found at one glance.
descendants() {
  awk -v root="$1" '
    { pid = $1; sub(/^.*\) /, ""); parent[pid] = $2 }
    END {
      for (pid in parent) {
        above = parent[pid]
        while (above > 1 && above != root) above = parent[above]
        if (above == root) print pid
      }
    }' /proc/[0-9]*/stat 2>/dev/null || true
}

# wait_gone SECONDS PID…: true when every process has ended in time.
wait_gone() {
  local until=$((SECONDS + $1)) pid
  shift
  for pid in "$@"; do
    while alive "$pid"; do
      ((SECONDS < until)) || {
        echo "process $pid is still there: $(tr '\0' ' ' <"/proc/$pid/cmdline" 2>/dev/null)"
        return 1
      }
      sleep 0.2
    done
  done
}

# stop_started: ends what is left of this run's own processes, at its end.
stop_started() {
  local pid
  for pid in "${started[@]}"; do
    alive "$pid" && kill -TERM "$pid" 2>/dev/null
  done
  for pid in "${started[@]}"; do
    wait_gone 20 "$pid" || kill -KILL "$pid" 2>/dev/null
  done
}

# free_port: a port on loopback that is free now.
free_port() {
  node -e 'const s = require("node:net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })'
}

# field FILE PATH: a value of a JSON file, such as "ledger.failed".
field() {
  node -e '
    const [file, path] = process.argv.slice(1);
    const value = JSON.parse(require("node:fs").readFileSync(file, "utf8"));
    console.log(path.split(".").reduce((part, key) => part?.[key], value));
  ' "$1" "$2"
}
