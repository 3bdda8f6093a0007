# What install.sh and uninstall.sh share: names, speaking, and doing or only telling. Sourced, not run.
# shellcheck shell=bash disable=SC2034  # the names are used by those who source this

user=proxlb-ui
service=proxlb-ui.service
home=/opt/proxlb-ui
state=/var/lib/proxlb-ui
conf=/etc/proxlb-ui
env_file=$conf/proxlb-ui.env
token_file=$conf/token
# Who owned the settings before, for uninstall.sh.
record=$conf/settings.before
unit_file=/etc/systemd/system/$service
dropins=/etc/systemd/system/$service.d
rule_file=/etc/polkit-1/rules.d/50-proxlb-ui.rules
tmpfiles_file=/etc/tmpfiles.d/proxlb-ui.conf
default_config=/etc/proxlb/proxlb.yaml
default_unit=proxlb.service

dry_run=
changed=

say() { printf '%s\n' "$*"; }
hint() { printf '  note: %s\n' "$*"; }

# die MESSAGE [WHAT TO DO]
die() {
  printf 'error: %s\n' "$1" >&2
  [ $# -lt 2 ] || printf '  %s\n' "$2" >&2
  exit 1
}

# Do it, or with --dry-run only tell.
run() {
  if [ -n "$dry_run" ]; then say "would run: $*"; else "$@"; fi
}

require_root() {
  [ -n "$dry_run" ] || [ "$(id -u)" = 0 ] || die "Only root can do this." "Run it with sudo; --dry-run works without."
}

require_systemd() {
  [ -d /run/systemd/system ] || die "systemd does not run this machine." \
    "For ProxLB in Docker see deploy/docker; to try the cockpit anywhere: make demo."
}

# The value a variable has in the environment file; nothing where there is none.
configured() {
  [ -r "$env_file" ] || return 0
  sed -n "s/^$1=//p" "$env_file" | tail -n 1 | sed 's/^"\(.*\)"$/\1/; s/^'\''\(.*\)'\''$/\1/'
}
