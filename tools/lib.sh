# lib.sh: what the scripts beside it share.  To be sourced by bash, not run.

set -euo pipefail
umask 022
PATH=$PATH:/usr/sbin:/sbin		# runuser; a plain "su" leaves them out
unset CDPATH MAKEFLAGS MFLAGS MAKEOVERRIDES MAKELEVEL

tree=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
oldest_major=15

# initdb and postgres refuse root, so that root runs them as this user.
server_user=$(id -un)
[ "$server_user" != root ] || server_user=postgres

say()
{
	printf '%s\n' "$*"
}

# die MESSAGE [HINT...]: ends the script.
die()
{
	printf '%s: %s\n' "${0##*/}" "$1" >&2
	shift
	[ $# -eq 0 ] || printf '  %s\n' "$@" >&2
	exit 1
}

# Prints the pg_config to build with: that of the caller's PG_CONFIG or PATH,
# if it can build extensions (plain make takes the same one), else the newest
# that the system's packages hold.  Fails when there is none.
find_pg_config()
{
	local candidate

	if [ -n "${PG_CONFIG:-}" ]; then
		command -v "$PG_CONFIG" || die "PG_CONFIG=$PG_CONFIG is no program"
		return
	fi
	for candidate in pg_config \
		$(printf '%s\n' /usr/lib/postgresql/*/bin/pg_config | sort -rV); do
		if [ -f "$("$candidate" --pgxs 2>/dev/null)" ]; then
			command -v "$candidate"
			return
		fi
	done
	return 1
}

# major_of PG_CONFIG
major_of()
{
	"$1" --version | sed -E 's/^[^0-9]*([0-9]+).*/\1/'
}

# as_server COMMAND...: runs it as the user that the scratch server runs as.
as_server()
{
	if [ "$server_user" = "$(id -un)" ]; then
		"$@"
	else
		runuser -u "$server_user" -- "$@"
	fi
}
