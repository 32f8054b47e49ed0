#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The assessor's looks beside what others take for the same, in the same run: TLS of five servers beside testssl.sh, hardening of
# programs beside checksec. As root, in a network of its own. Ends with a table and, for each server, what testssl.sh finds bad and
# our facts do not show.
# usage: run.sh BIN PACKAGES       PACKAGES: what tests/foreign/fetch.sh unpacked
set -euo pipefail
here=$(dirname "$(readlink -f "$0")")
bin=$(readlink -f "${1:?usage: run.sh BIN PACKAGES}")
packages=$(readlink -f "${2:?usage: run.sh BIN PACKAGES}")
if [ -z "${CARDEA_BENCH_INSIDE:-}" ]; then
  CARDEA_BENCH_INSIDE=1 exec unshare --net --pid --fork --mount-proc --kill-child "$0" "$bin" "$packages"
fi
ip link set lo up
root=$packages/root
export LC_ALL=C PATH="$root/usr/sbin:$root/usr/bin:$PATH:/usr/sbin:/sbin"
libraries=("$root"/usr/lib/*-linux-gnu "$root"/lib/*-linux-gnu)
LD_LIBRARY_PATH=$(IFS=:; printf '%s' "${libraries[*]}")
export LD_LIBRARY_PATH
# Where Debian's testssl keeps its tables: without them it asks a question and waits.
[ -r "$root/etc/testssl/tls_data.txt" ] && export TESTSSL_INSTALL_DIR="$root/etc/testssl"
scratch=$(mktemp -d "${TMPDIR:-/var/tmp}/cardea-bench-XXXXXX")
trap 'rm -rf "$scratch"' EXIT
chmod 755 "$scratch"
cd "$scratch"

identity() {  # NAME BITS HASH
  openssl req -x509 -newkey "rsa:$2" -nodes -keyout "$1-key.pem" -out "$1-cert.pem" -days 30 -subj /CN=device.example.com "-$3" 2>/dev/null
  cat "$1-cert.pem" "$1-key.pem" >"$1-both.pem"
}
identity good 2048 sha256
identity weak 1024 sha1
# A prime that everybody has.
openssl genpkey -genparam -algorithm DH -pkeyopt group:modp_1536 -out common-prime.pem 2>/dev/null
chmod 644 ./*.pem
mkdir www
printf 'a page\n' >www/index.html

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

# Everything that this machine's OpenSSL still speaks.
start_openssl() {
  start openssl 4431 openssl s_server -accept 127.0.0.1:4431 -key weak-key.pem -cert weak-cert.pem -www -quiet \
    -cipher 'ALL:@SECLEVEL=0' -min_protocol TLSv1
}
# As most write it, with a prime out of a book.
start_nginx() {
  cat >nginx.conf <<END
user root;
pid $scratch/nginx.pid;
error_log $scratch/nginx.err;
events {}
http {
  access_log off;
  client_body_temp_path $scratch/body; proxy_temp_path $scratch/proxy; fastcgi_temp_path $scratch/fastcgi;
  uwsgi_temp_path $scratch/uwsgi; scgi_temp_path $scratch/scgi;
  server {
    listen 127.0.0.1:4432 ssl;
    root $scratch/www;
    gzip on; gzip_min_length 1;
    ssl_certificate $scratch/good-cert.pem; ssl_certificate_key $scratch/good-key.pem;
    ssl_protocols TLSv1.2 TLSv1.3;
    ssl_dhparam $scratch/common-prime.pem;
    ssl_ciphers HIGH:!aNULL:@SECLEVEL=0;
  }
}
END
  start nginx 4432 nginx -c "$scratch/nginx.conf" -p "$scratch" -e "$scratch/nginx.err" -g 'daemon off;'
}
# Old versions and old ciphers, a good key, and HSTS.
start_lighttpd() {
  cat >lighttpd.conf <<END
server.document-root = "$scratch/www"
index-file.names = ("index.html")
server.port = 4433
server.bind = "127.0.0.1"
server.modules = ("mod_openssl", "mod_setenv")
setenv.add-response-header = ("Strict-Transport-Security" => "max-age=31536000")
ssl.engine = "enable"
ssl.pemfile = "$scratch/good-both.pem"
ssl.openssl.ssl-conf-cmd = ("MinProtocol" => "TLSv1", "CipherString" => "ALL:@SECLEVEL=0")
END
  start lighttpd 4433 lighttpd -D -f lighttpd.conf -m "$root/usr/lib/lighttpd"
}
# A wrapper before something that is not there: TLS answers, nothing behind it does.
start_stunnel() {
  cat >stunnel.conf <<END
foreground = yes
pid =
[door]
accept = 127.0.0.1:4434
connect = 127.0.0.1:9
cert = $scratch/good-both.pem
sslVersionMin = TLSv1.1
securityLevel = 0
ciphers = AES128-SHA:ECDHE-RSA-AES128-GCM-SHA256:DHE-RSA-AES128-SHA
END
  start stunnel 4434 stunnel4 stunnel.conf
}
# Its own choice of versions from TLS 1.2 on, and no HTTP behind it.
start_mosquitto() {
  cat >mosquitto.conf <<END
listener 4435 127.0.0.1
allow_anonymous true
user root
certfile $scratch/good-cert.pem
keyfile $scratch/good-key.pem
tls_version tlsv1.2
END
  start mosquitto 4435 mosquitto -c mosquitto.conf
}

# COMMAND...: what it printed goes to out, "SECONDS MIB" to figures.
measure() {
  python3 "$here/measure.py" "$scratch/figures" "$@" >"$scratch/out" 2>"$scratch/err" </dev/null || true
}
row() {  # NAME OURS_S OURS_MIB THEIRS_S THEIRS_MIB
  printf '%-22s %9.3f s %6.1f MiB %10.3f s %6.1f MiB %8.0fx\n' "$@" "$(awk -v a="$4" -v b="$2" 'BEGIN {print a / b}')" >>table
}

declare -A ports=([openssl]=4431 [nginx]=4432 [lighttpd]=4433 [stunnel]=4434 [mosquitto]=4435)
for server in ${CARDEA_BENCH_SERVERS:-openssl nginx lighttpd stunnel mosquitto}; do
  port=${ports[$server]}
  "start_$server"
  measure "$bin/cardea-bench-look" tls 127.0.0.1 "$port"
  cp out "$server.facts"
  read -r ours ours_mib <figures
  printf 'bench: %s: our look %s s; now testssl.sh, up to three minutes\n' "$server" "$ours" >&2
  measure testssl --quiet --warnings off --color 0 --ip one --jsonfile "$scratch/$server.json" "127.0.0.1:$port"
  read -r theirs theirs_mib <figures
  [ -s "$server.json" ] || { printf 'bench: testssl.sh said nothing: %s\n' "$(tail -3 out err)" >&2; exit 1; }
  [ -z "${CARDEA_BENCH_KEEP:-}" ] || cp "$server.json" "$server.facts" "$CARDEA_BENCH_KEEP/"
  row "TLS of $server" "$ours" "$ours_mib" "$theirs" "$theirs_mib"
  python3 "$here/missed.py" "$server" "$server.json" "$server.facts" >>missed
done

mkdir programs
for file in /usr/bin/* /usr/sbin/*; do
  [ -f "$file" ] && [ -x "$file" ] && [ "$(head -c 4 "$file" | tail -c 3 | tr -d '\0')" = ELF ] && cp -L "$file" programs/
  [ "$(find programs -type f | wc -l)" -lt 100 ] || break
done
count=$(find programs -type f | wc -l)
printf 'bench: hardening of %s programs\n' "$count" >&2
measure "$bin/cardea-bench-look" elf programs
read -r ours ours_mib <figures
measure checksec "--dir=$scratch/programs" --output=json
read -r theirs theirs_mib <figures
row "ELF of $count programs" "$ours" "$ours_mib" "$theirs" "$theirs_mib"

printf 'load %s\n\n%-22s %11s %10s %12s %10s %9s   bound: 20x\n' "$(cut -d' ' -f1-3 /proc/loadavg)" "a look at" ours peak theirs peak ratio
cat table
printf '\n'
cat missed
