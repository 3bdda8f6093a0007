#!/usr/bin/env bash
# Removes what install.sh installed. ProxLB, its settings and Debian's packages stay.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=deploy/systemd/common.sh
. "$here/common.sh"

purge=

usage() {
  cat <<'USAGE'
usage: uninstall.sh [--purge] [--dry-run]

Removes the service, the program and the polkit rule, and gives ProxLB's settings back to their owner. Keeps the
environment file and token in /etc/proxlb-ui, the state in /var/lib/proxlb-ui and the user proxlb-ui.

  --purge    remove these too
  --dry-run  say what would be done, and change nothing
USAGE
}

read_options() {
  for option in "$@"; do
    case $option in
      --purge) purge=yes ;;
      --dry-run) dry_run=yes ;;
      -h | --help) usage && exit 0 ;;
      *) die "There is no option $option." "See uninstall.sh --help." ;;
    esac
  done
}

remove() {
  for path in "$@"; do
    [ -e "$path" ] || [ -L "$path" ] || continue
    run rm -rf -- "$path"
    [ -n "$dry_run" ] || say "removed: $path"
  done
}

stop_service() {
  [ -e "$unit_file" ] || return 0
  run systemctl --quiet disable --now "$service"
}

give_settings_back() {
  if [ ! -e "$record" ] || ! id -u "$user" >/dev/null 2>&1; then return; fi
  run python3 -I "$here/settings_access.py" restore "$user" "$record"
  sed 's/^\([^ ]* \)\{3\}/given back: /' "$record"
  remove "$record"
}

forget_user() {
  if id -u "$user" >/dev/null 2>&1; then run userdel "$user"; fi
  if getent group "$user" >/dev/null; then run groupdel "$user"; fi
}

read_options "$@"
require_root
require_systemd
stop_service
give_settings_back
remove "$unit_file" "$rule_file" "$tmpfiles_file" "$home"
run systemctl daemon-reload
if [ -z "$dry_run" ]; then systemctl reset-failed "$service" 2>/dev/null || true; fi
if [ -n "$purge" ]; then
  remove "$conf" "$state" "$dropins"
  forget_user
else
  say "kept: $conf, $state, $dropins and the user $user; remove them with --purge"
fi
say "kept: ProxLB, its settings, and Debian's packages"
if [ -n "$dry_run" ]; then say "Nothing was changed."; fi
