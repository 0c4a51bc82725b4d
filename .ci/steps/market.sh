# The market's commands, as a person would call them: a book, shared slots, a simulated year.

clear_a_book() {
  cat >"$work/book.json" <<'BOOK'
{ "mechanism": "uniform-price", "orders": [
  { "id": "b1", "account": "kim", "side": "buy", "energy": "1", "price": "0.30" },
  { "id": "b2", "account": "lee", "side": "buy", "energy": "1", "price": "0.24" },
  { "id": "s1", "account": "jung", "side": "sell", "energy": "2", "price": "0.10" } ] }
BOOK
  npx pumasi clear --explain <"$work/book.json" >"$work/cleared.json"
  cat "$work/cleared.json"
  [[ $(field "$work/cleared.json" price) == 0.17 ]]
  [[ $(field "$work/cleared.json" surplus) == 0.34 ]]
  # A number instead of a text is refused, and nothing is printed as a result.
  if sed 's/"energy": "1"/"energy": 1/' "$work/book.json" | npx pumasi clear >"$work/refused.json"; then
    echo "a number was taken for a text"
    return 1
  fi
  [[ ! -s $work/refused.json ]]
}

share_a_slot() {
  printf 'slot,meter,consumed,generated\nnoon,a,3,0\nnoon,b,1,0\nnoon,roof,0,2\n' |
    npx pumasi share --rule proportional >"$work/shared.csv"
  cat "$work/shared.csv"
  grep -q '^noon,a,1.5,1.5,1.5,0,0' "$work/shared.csv"
}

simulate_a_year() {
  npx pumasi simulate scenarios/citylearn.yaml --json --report "$work/report.html" >"$work/year.json"
  node -e '
    const { mechanisms } = JSON.parse(require("node:fs").readFileSync(process.argv[1], "utf8"));
    for (const { name, savings, memberSlotsWorse } of mechanisms) {
      console.log(`${name}: saves ${savings}, worse off in ${memberSlotsWorse} member-slots`);
    }
  ' "$work/year.json"
  # What all could save at best, found by hand from the recorded homes.
  [[ $(field "$work/year.json" mechanisms.0.savings) == 3893.0587894 ]]
  [[ $(field "$work/year.json" mechanisms.1.savings) == 3893.0587894 ]]
  [[ $(field "$work/year.json" mechanisms.1.memberSlotsWorse) == 0 ]]
  grep -q "<svg" "$work/report.html"
  if grep -Eq '(src|href)="https?:' "$work/report.html"; then
    echo "the report asks for something from outside"
    return 1
  fi
}
