# Programs that do not come from npm: the browser and the database server.

install_programs() {
  local missing=()
  [[ -x ${PUMASI_CHROMIUM:-/usr/bin/chromium} ]] || missing+=(chromium)
  [[ -n $(postgresql_programs) ]] || missing+=(postgresql)
  if [[ ${#missing[@]} -eq 0 ]]; then
    echo "already here"
    return
  fi
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -q
  if [[ " ${missing[*]} " == *" postgresql "* ]]; then
    # No cluster of the machine's own: this run starts its own and ends only that.
    apt-get install -q -y --no-install-recommends postgresql-common
    sed -i 's/^#\?create_main_cluster.*/create_main_cluster = false/' /etc/postgresql-common/createcluster.conf
  fi
  apt-get install -q -y --no-install-recommends "${missing[@]}"
}

# postgresql_programs: the folder with initdb and pg_ctl, or nothing.
postgresql_programs() {
  local folders=(/usr/lib/postgresql/*/bin)
  local newest=${folders[-1]}
  if [[ -x $newest/initdb ]]; then
    echo "$newest"
  elif command -v initdb >/dev/null; then
    dirname "$(command -v initdb)"
  fi
}
