# The community at a stated speed-up, and its page in a real browser.
supervisor=""
screens=docs/screens

start_page() {
  page_port=$(free_port)
  node apps/cli/bin/pumasi.js start --port "$page_port" --speed 3600 --data "$work/start" >"$work/start.log" 2>&1 &
  supervisor=$!
  started+=("$supervisor")
  local until=$((SECONDS + 180))
  until grep -q "Pumasi is ready" "$work/start.log"; do
    if ! alive "$supervisor" || ((SECONDS >= until)); then
      cat "$work/start.log"
      return 1
    fi
    sleep 0.5
  done
  cat "$work/start.log"
  npx pumasi status --data "$work/start"
}

# The browser test writes its pictures where the README shows them; a check must not change those.
test_page() {
  cp -a "$screens" "$work/screens"
  PUMASI_URL="http://127.0.0.1:$page_port" npm run test:browser -w @pumasi/web
  restore_screens
}

restore_screens() {
  [[ -d $work/screens ]] || return 0
  rm -rf "$screens"
  mv "$work/screens" "$screens"
}

stop_page() {
  local children
  mapfile -t children < <(descendants "$supervisor")
  started+=("${children[@]}")
  echo "stopping the supervisor of ${#children[@]} processes"
  ((${#children[@]} >= 19)) # server, ledger and 17 gateways
  kill -INT "$supervisor"
  wait_gone 60 "$supervisor" "${children[@]}"
  wait "$supervisor"
  started=()
  tail -n 2 "$work/start.log"
}
