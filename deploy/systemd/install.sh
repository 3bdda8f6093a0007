#!/usr/bin/env bash
# Installs the cockpit beside ProxLB on Debian 12, 13 or a Proxmox host, from this checkout; run it again to upgrade.
set -euo pipefail
umask 022
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
source_folder=$(cd "$here/../.." && pwd)
# shellcheck source=deploy/systemd/common.sh
. "$here/common.sh"

port='' unit='' config='' python='' start=yes
started_within_seconds=30

usage() {
  cat <<'USAGE'
usage: install.sh [options]

  --port PORT      where the cockpit listens, 1024 to 65535 (default: 8080)
  --unit UNIT      ProxLB's systemd unit (default: proxlb.service)
  --config FILE    ProxLB's settings file (default: /etc/proxlb/proxlb.yaml)
  --python PYTHON  Python 3.11 or newer (default: python3)
  --no-start       install everything, but neither start nor enable it
  --dry-run        say what would be done, and change nothing

Run it again to upgrade: the environment file, the token and ProxLB's settings stay as they are.
USAGE
}

read_options() {
  while [ $# -gt 0 ]; do
    case $1 in
      --port | --unit | --config | --python)
        [ -n "${2:-}" ] || die "$1 needs a value." "See install.sh --help."
        declare -g "${1#--}=$2"
        shift
        ;;
      --no-start) start= ;;
      --dry-run) dry_run=yes ;;
      -h | --help) usage && exit 0 ;;
      *) die "There is no option $1." "See install.sh --help." ;;
    esac
    shift
  done
}

# --- What is to be installed -------------------------------------------------------------------------------------------

# decided OPTION VARIABLE DEFAULT: the option, else what the environment file says, else the default.
decided() {
  local given=${!1} kept
  kept=$(configured "$2")
  if [ -n "$given" ] && [ -f "$env_file" ] && [ "$given" != "${kept:-$3}" ]; then
    die "--$1 $given differs from $2=${kept:-$3} in $env_file, which is yours." \
      "Change it there, then run install.sh without --$1."
  fi
  declare -g "$1=${given:-${kept:-$3}}"
}

decide() {
  decided port PORT 8080
  decided unit PROXLB_UNIT "$default_unit"
  decided config PROXLB_CONFIG "$default_config"
  [[ $port =~ ^[1-9][0-9]{3,4}$ && $port -ge 1024 && $port -le 65535 ]] ||
    die "The port $port is not a number from 1024 to 65535." "Ports below are for root; put a reverse proxy there."
  # Nothing that means something in the rule's JavaScript, in a unit file or to sed.
  [[ $unit =~ ^[A-Za-z0-9][A-Za-z0-9:_.@-]*\.service$ && $unit != "$service" ]] ||
    die "$unit is not the name of a service unit that the cockpit could steer." "Such as --unit proxlb.service."
  decide_folder
}

decide_folder() {
  [[ $config =~ ^(/[A-Za-z0-9][A-Za-z0-9._@-]*){2,}$ ]] ||
    die "$config is not a plain absolute path." "Such as --config $default_config."
  folder=$(dirname "$config")
  case $folder/ in
    /etc/pve/* | /home/* | /root/* | /tmp/* | /var/tmp/* | /run/* | /dev/* | /proc/* | /sys/* | "$conf"/*)
      die "The settings cannot lie in $folder: the cockpit cannot or must not write there." \
        "Move them to $default_config, and tell ProxLB's unit."
      ;;
  esac
  [[ ${folder##*/} == *proxlb* ]] ||
    die "$folder is not a folder of ProxLB's own, and the cockpit needs to write there." \
      "Move the settings to a folder such as /etc/proxlb, and tell ProxLB's unit."
  [ ! -e "$folder" ] || [ "$(readlink -f "$folder")" = "$folder" ] ||
    die "$folder is a symbolic link, or below one." "Name the folder itself: --config $(readlink -f "$folder")/${config##*/}"
}

# Who reads the settings besides the cockpit: the group of ProxLB's unit.
look_at_unit() {
  local reader
  settings_group=$user settings_private=no
  if [ "$(systemctl show --property=LoadState --value -- "$unit")" != loaded ]; then
    hint "there is no $unit on this machine. Install ProxLB, then run install.sh again, so that both can read the settings."
    return
  fi
  settings_private=yes
  reader=$(systemctl show --property=User --value -- "$unit")
  if [ -n "$reader" ] && [ "$reader" != root ]; then
    settings_group=$(systemctl show --property=Group --value -- "$unit")
    [ -n "$settings_group" ] || settings_group=$(id -gn -- "$reader") ||
      die "$unit runs as the user $reader, who does not exist." "Install ProxLB properly first."
  fi
  [[ $(systemctl show --property=ExecStart --value -- "$unit") == *"$config"* ]] ||
    hint "$unit does not name $config; if ProxLB's settings are elsewhere, set PROXLB_CONFIG in $env_file and run install.sh again."
}

# --- Debian packages ---------------------------------------------------------------------------------------------------

python_can() { "$python" -I -c "$1" 2>/dev/null; }

apt_install() {
  command -v apt-get >/dev/null || return 1
  run env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@"
}

need_packages() {
  local wanted=()
  [ -e /usr/lib/polkit-1/polkitd ] || [ -e /usr/libexec/polkitd ] || wanted+=(polkitd)
  [ -S /run/dbus/system_bus_socket ] || wanted+=(dbus)
  python=${python:-python3}
  if ! command -v "$python" >/dev/null; then
    [ "$python" = python3 ] || die "There is no Python at $python." "Name another with --python, or none for Debian's."
    wanted+=(python3 python3-venv python3-systemd)
  else
    python=$(command -v "$python")
    look_at_python
  fi
  [ ${#wanted[@]} = 0 ] && return
  say "Debian packages that are missing: ${wanted[*]}"
  apt_install "${wanted[@]}" ||
    die "These packages could not be installed: ${wanted[*]}" "Try: apt update && apt install ${wanted[*]}"
  [ -n "$dry_run" ] || python=$(command -v "$python")
}

look_at_python() {
  local version
  version=$("$python" -I -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null) ||
    die "$python is not a Python that works." "Name another with --python."
  python_can 'import sys; sys.exit(sys.version_info < (3, 11))' ||
    die "Python $version is too old: 3.11 or newer is needed." \
      "Debian 12 and newer have one; or name another with --python /path/to/python3.12."
  if ! python_can 'import venv, ensurepip'; then
    [ "$(readlink -f "$python")" = "$(readlink -f /usr/bin/python3)" ] ||
      die "$python has no venv module." "Name a complete Python with --python."
    wanted+=(python3-venv)
  fi
  # Debian's binding to the journal fits Debian's Python alone; without it the cockpit reads through journalctl.
  python_can 'import systemd.journal' || [ "$(readlink -f "$python")" != "$(readlink -f /usr/bin/python3)" ] ||
    wanted+=(python3-systemd)
}

# --- Files -------------------------------------------------------------------------------------------------------------

# place TARGET MODE < CONTENT: write it unless it is there already.
place() {
  local target=$1 mode=$2 content
  content=$(cat)
  if [ -f "$target" ] && [ "$content" = "$(cat "$target" 2>/dev/null)" ]; then
    say "unchanged: $target"
    return
  fi
  changed=yes
  if [ -n "$dry_run" ]; then say "would write: $target"; return; fi
  mkdir -p "$(dirname "$target")"
  printf '%s\n' "$content" >"$target.new"
  chmod "$mode" "$target.new"
  mv "$target.new" "$target"
  say "written: $target"
}

place_configuration() {
  [ -n "$dry_run" ] || install -d -m 750 -o root -g "$user" "$conf"
  if [ -f "$env_file" ]; then
    say "kept: $env_file"
  else
    sed -e "s|^PORT=.*|PORT=$port|" -e "s|^PROXLB_UNIT=.*|PROXLB_UNIT=$unit|" \
      -e "s|^PROXLB_CONFIG=.*|PROXLB_CONFIG=$config|" "$here/proxlb-ui.env" | without_absent_authorities | place "$env_file" 640
  fi
  if [ -f "$token_file" ]; then
    say "kept: $token_file"
  elif [ -n "$dry_run" ]; then
    say "would write: $token_file, a new access token"
  else
    "$python" -I -c 'import secrets; print(secrets.token_urlsafe(32))' | place "$token_file" 640
  fi
  place "$tmpfiles_file" 644 <"$here/proxlb-ui.tmpfiles"
  run systemd-tmpfiles --create "$tmpfiles_file"
}

# Naming a file that is not there would break every connection.
without_absent_authorities() {
  if [ -e /etc/ssl/certs/ca-certificates.crt ]; then cat; else sed 's/^REQUESTS_CA_BUNDLE/#&/'; fi
}

place_unit() {
  sed -e "s|^ReadWritePaths=.*|ReadWritePaths=-$folder|" -e "/^After=/s| proxlb\.service$| $unit|" \
    "$here/$service" | place "$unit_file" 644
  sed "s|\"proxlb\.service\"|\"$unit\"|" "$here/50-proxlb-ui.rules" | place "$rule_file" 644
}

share_settings() {
  say "settings: the folder $folder and ${config##*/} become $user's, readable for the group $settings_group"
  [ "$settings_private" = no ] || say "settings: other users cannot read ${config##*/} any more, which holds a secret"
  run mkdir -p "$folder"
  run "$python" -I "$here/settings_access.py" give "$config" "$user" "$settings_group" "$settings_private" "$record"
}

# --- The program -------------------------------------------------------------------------------------------------------

# Only what the wheel is made of, and elsewhere: building it must not leave root's files in the checkout.
stage() {
  staging=$(mktemp -d)
  trap 'rm -rf "$staging"' EXIT
  tar -C "$source_folder" --exclude=__pycache__ -c -f - \
    pyproject.toml setup.py constraints.txt README.md LICENSE domain adapters entrypoints web_assets | tar -x -f - -C "$staging"
  stamp=$({ "$python" -I -c 'import sys; print(sys.version, sys.executable)'
    cd "$staging" && find . -type f -print0 | sort -z | xargs -0 sha256sum; } | sha256sum)
}

install_program() {
  say "program: $home, with $python"
  if [ -n "$dry_run" ]; then
    say "would run: $python -m venv $home"
    say "would run: $home/bin/python -m pip install -c constraints.txt $source_folder"
    say "would link: Debian's python3-systemd into $home, where it fits"
    return
  fi
  [ ! -e "$home" ] || [ -f "$home/pyvenv.cfg" ] || die "$home exists and is not ours." "Move it away, then try again."
  stage
  if [ "$stamp" = "$(cat "$home/.installed" 2>/dev/null)" ]; then say "unchanged: $home"; else install_libraries; fi
  link_journal
}

install_libraries() {
  changed=yes
  rm -f "$home/.installed"
  # A Python that has changed underneath, as by an upgrade of Debian, needs a new environment.
  same_python || "$python" -m venv --clear "$home"
  "$home/bin/python" -m pip install --quiet --disable-pip-version-check --no-input --no-cache-dir --retries 1 --timeout 15 \
    -c "$staging/constraints.txt" "${staging}[systemd]" || pip_failed
  printf '%s\n' "$stamp" >"$home/.installed"
  say "installed: $("$home/bin/proxlb-ui" --version)"
}

same_python() {
  local which='import os, sys; print(sys.version, os.path.realpath(sys._base_executable))'
  "$home/bin/python" -I -c 'import pip' 2>/dev/null &&
    [ "$("$home/bin/python" -I -c "$which")" = "$("$python" -I -c "$which")" ]
}

pip_failed() {
  say "For a machine without a way to the package index: on another one with the same Debian, in this checkout, run" >&2
  say "  pip wheel -w wheels -c constraints.txt '.[systemd]' && pip download -d wheels 'setuptools>=69'" >&2
  say "then bring the folder here: PIP_NO_INDEX=1 PIP_FIND_LINKS=\$PWD/wheels deploy/systemd/install.sh" >&2
  die "pip could not install the cockpit's libraries; its own words are above."
}

# Just this one package of Debian's: all of them (--system-site-packages) would bring old versions of our libraries.
link_journal() {
  local found site
  site=$("$home/bin/python" -I -c 'import sysconfig; print(sysconfig.get_path("platlib"))')
  found=$("$python" -I -c 'import os, systemd.journal as j; print(os.path.dirname(j.__file__))' 2>/dev/null) || found=
  [ -z "$found" ] || [ -e "$site/systemd" ] || ln -sfn "$found" "$site/systemd"
  "$home/bin/python" -I -c 'import systemd.journal' 2>/dev/null && return
  [ ! -L "$site/systemd" ] || rm "$site/systemd"
  hint "Debian's python3-systemd does not fit $python; the cockpit reads the journal through journalctl instead."
}

# --- Starting ----------------------------------------------------------------------------------------------------------

start_service() {
  run systemctl daemon-reload
  if [ -z "$start" ]; then hint "not started; later: systemctl enable --now $service"; return; fi
  run systemctl --quiet enable "$service"
  if [ -n "$changed" ] || ! systemctl --quiet is-active "$service"; then run systemctl restart "$service"; fi
  [ -z "$dry_run" ] || return 0
  for ((second = 0; second < started_within_seconds; second++)); do
    as_service healthcheck >/dev/null 2>&1 && return
    sleep 1
  done
  journalctl --unit "$service" --lines 15 --no-pager --output cat >&2 || true
  die "$service does not answer on port $port after $started_within_seconds seconds; its last words are above." \
    "Once that is mended: systemctl restart $service"
}

# A command of the cockpit's, as its service runs it.
as_service() {
  systemd-run --quiet --pipe --wait --collect --property=User="$user" --property=SupplementaryGroups=systemd-journal \
    --property=EnvironmentFile="$env_file" "$home/bin/proxlb-ui" "$@"
}

conclude() {
  if [ -n "$dry_run" ]; then say "Nothing was changed."; return; fi
  if [ -n "$start" ]; then
    printf '\nWhat the cockpit found:\n'
    as_service check </dev/null || true
    printf '\nOpen     http://%s:%s/\n' "$(uname -n)" "$port"
  else
    printf '\nInstalled, not started.\n'
  fi
  printf 'Token    cat %s\nLog      journalctl -u %s\nConfig   %s\nRemove   %s/uninstall.sh\n' \
    "$token_file" "$service" "$env_file" "$here"
}

read_options "$@"
require_root
require_systemd
decide
need_packages
look_at_unit
install_program
run systemd-sysusers "$here/proxlb-ui.sysusers"
place_configuration
share_settings
place_unit
start_service
conclude
