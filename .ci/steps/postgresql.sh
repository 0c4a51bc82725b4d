# A private PostgreSQL cluster: a temporary folder, a free port, loopback only.
postgresql=""
postgresql_port=""

as_postgres() {
  if [[ $(id -u) -eq 0 ]]; then
    (cd "$postgresql" && runuser -u postgres -- "$@")
  else
    "$@"
  fi
}

start_postgresql() {
  local programs
  programs=$(postgresql_programs)
  postgresql=$(mktemp -d)
  if [[ $(id -u) -eq 0 ]]; then chown postgres "$postgresql"; fi
  postgresql_port=$(free_port)
  as_postgres "$programs/initdb" -D "$postgresql/cluster" -U postgres -A trust --no-sync >/dev/null
  as_postgres "$programs/pg_ctl" -D "$postgresql/cluster" -l "$postgresql/log" -w start -o \
    "-p $postgresql_port -c listen_addresses=127.0.0.1 -c unix_socket_directories=$postgresql -c max_connections=300" \
    >/dev/null
  echo "PostgreSQL on port $postgresql_port"
}

test_on_postgresql() {
  PUMASI_TEST_DATABASE_URL="postgres://postgres@127.0.0.1:$postgresql_port/postgres" \
    npx vitest run apps/server adapters/database
}

stop_postgresql() {
  [[ -n $postgresql ]] || return 0
  as_postgres "$(postgresql_programs)/pg_ctl" -D "$postgresql/cluster" -m fast -w stop >/dev/null 2>&1
  rm -rf "$postgresql"
}
