#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The assessor's looks beside what others take for the same, in the same run: TLS of five servers beside testssl.sh, hardening of
# programs beside checksec. As root, in a network of its own.
# usage: run.sh BIN PACKAGES       PACKAGES: what tests/foreign/fetch.sh unpacked
set -euo pipefail
here=$(dirname "$(readlink -f "$0")")
bin=$(readlink -f "${1:?usage: run.sh BIN PACKAGES}")
packages=$(readlink -f "${2:?usage: run.sh BIN PACKAGES}")
if [ -z "${CARDEA_BENCH_INSIDE:-}" ]; then
  CARDEA_BENCH_INSIDE=1 exec unshare --net --pid --fork --mount-proc --kill-child "$0" "$bin" "$packages"
fi
ip link set lo up
export LC_ALL=C PATH="$packages/root/usr/sbin:$packages/root/usr/bin:$PATH:/usr/sbin:/sbin"
export LD_LIBRARY_PATH="$packages/root/usr/lib/x86_64-linux-gnu:$packages/root/lib/x86_64-linux-gnu"
export TESTSSL_INSTALL_DIR="$packages/root/usr/share/testssl"
scratch=$(mktemp -d "${TMPDIR:-/var/tmp}/cardea-bench-XXXXXX")
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"
openssl req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out cert.pem -days 30 -subj /CN=device.example.com -sha256 2>/dev/null
openssl req -x509 -newkey rsa:1024 -nodes -keyout weak-key.pem -out weak-cert.pem -days 30 -subj /CN=device.example.com -sha1 2>/dev/null
cat cert.pem key.pem >both.pem
chmod 644 *.pem

start() {  # NAME PORT COMMAND...: until it answers
  local name=$1 port=$2 tries
  shift 2
  "$@" >"$name.log" 2>&1 &
  for ((tries = 0; tries < 200; tries++)); do
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null && return 0
    sleep 0.05
  done
  printf 'bench: %s does not answer: %s\n' "$name" "$(tail -2 "$name.log")" >&2
  return 1
}

start_openssl() {
  start openssl 4431 openssl s_server -accept 127.0.0.1:4431 -key weak-key.pem -cert weak-cert.pem -www -quiet -cipher 'ALL:@SECLEVEL=0' -min_protocol TLSv1
}
start_nginx() {
  printf 'pid %s/nginx.pid;\nerror_log %s/nginx.err;\nevents {}\nhttp { access_log off; client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi; uwsgi_temp_path uwsgi; scgi_temp_path scgi; server { listen 127.0.0.1:4432 ssl; ssl_certificate %s/cert.pem; ssl_certificate_key %s/key.pem; ssl_protocols TLSv1.2 TLSv1.3; } }\n' "$scratch" "$scratch" "$scratch" "$scratch" >nginx.conf
  start nginx 4432 nginx -c "$scratch/nginx.conf" -p "$scratch" -g 'daemon off;'
}
start_lighttpd() {
  mkdir -p www
  printf 'server.document-root = "%s/www"\nserver.port = 4433\nserver.bind = "127.0.0.1"\nserver.modules = ("mod_openssl")\nssl.engine = "enable"\nssl.pemfile = "%s/both.pem"\nssl.openssl.ssl-conf-cmd = ("MinProtocol" => "TLSv1", "CipherString" => "ALL:@SECLEVEL=0")\n' "$scratch" "$scratch" >lighttpd.conf
  start lighttpd 4433 lighttpd -D -f lighttpd.conf -m "$packages/root/usr/lib/lighttpd"
}
start_stunnel() {
  printf 'foreground = yes\npid =\n[door]\naccept = 127.0.0.1:4434\nconnect = 127.0.0.1:9\ncert = %s/both.pem\nsslVersionMin = TLSv1.1\nsecurityLevel = 0\nciphers = AES128-SHA:ECDHE-RSA-AES128-GCM-SHA256:DES-CBC3-SHA\n' "$scratch" >stunnel.conf
  start stunnel 4434 stunnel4 stunnel.conf
}
start_mosquitto() {
  printf 'listener 4435 127.0.0.1\nallow_anonymous true\nuser root\ncertfile %s/cert.pem\nkeyfile %s/key.pem\ntls_version tlsv1.2\n' "$scratch" "$scratch" >mosquitto.conf
  start mosquitto 4435 mosquitto -c mosquitto.conf
}

seconds() { local from=$EPOCHREALTIME; "$@" >"$scratch/out" 2>"$scratch/err" || true; awk -v a="$from" -v b="$EPOCHREALTIME" 'BEGIN {printf "%.3f", b - a}'; }

printf 'load %s\n\n%-12s %10s %12s %8s   what testssl.sh finds bad, and our facts\n' "$(cut -d' ' -f1-3 /proc/loadavg)" server ours testssl.sh ratio
port=4430
for server in openssl nginx lighttpd stunnel mosquitto; do
  port=$((port + 1))
  "start_$server" || continue
  ours=$(seconds "$bin/cardea-bench-look" tls 127.0.0.1 $port)
  cp out "$server.facts"
  theirs=$(seconds testssl --quiet --warnings off --color 0 --ip one --jsonfile "$scratch/$server.json" "127.0.0.1:$port")
  printf '%-12s %8s s %10s s %7.0fx   %s\n' $server "$ours" "$theirs" "$(awk -v a="$theirs" -v b="$ours" 'BEGIN {print a / b}')" \
    "$(python3 "$here/missed.py" "$server.json" "$server.facts")"
done

mkdir programs
cp -L /usr/bin/{bash,curl,openssl,grep,sed,tar,find,sort} programs/ 2>/dev/null || true
count=$(ls programs | wc -l)
ours=$(seconds "$bin/cardea-bench-look" elf programs)
theirs=$(seconds checksec --dir="$scratch/programs" --output=json)
printf '\nhardening of %d programs: %s s, checksec %s s, %.0fx\n' "$count" "$ours" "$theirs" "$(awk -v a="$theirs" -v b="$ours" 'BEGIN {print a / b}')"
