# Ends COMMAND when Lull itself was ended by a signal that nobody can handle (kill -9) or by a crash.
#
# Started as: sh -c "this text" lull-guard GRACE_SECONDS PID…, with a pipe from Lull as its standard input. Nothing is
# ever written to it: read returns when Lull's end is closed, which the kernel does however Lull ends. An ordinary end of
# Lull kills this process first. Only POSIX sh and /proc are used, and sleep(1) in the end.

trap '' HUP INT TERM
grace=$1
shift
roots=$*

read -r _

# "PID/START" of a live process (proc_pid_stat(5): the fields after the last parenthesis begin with the third, its state).
# The time of its start tells it from another process that gets the same number later.
identity() {
    { read -r line < "/proc/$1/stat"; } 2>/dev/null || return 1
    # shellcheck disable=SC2086 # words are wanted
    set -- "$1" ${line##*) }
    [ "$2" != Z ] && identified=$1/${21}
}

alive() {
    identity "${1%/*}" && [ "$identified" = "$1" ]
}

# All descendants of $roots, level by level.
family=
for pid in $roots; do
    identity "$pid" && family="$family $identified"
done
level=" $roots "
while [ "$level" != "  " ]; do
    next=
    for stat in /proc/[0-9]*/stat; do
        pid=${stat#/proc/}
        pid=${pid%/stat}
        { read -r line < "$stat"; } 2>/dev/null || continue
        rest=${line##*) }
        rest=${rest#* }
        case $level in
        *" ${rest%% *} "*) identity "$pid" && next="$next$pid " && family="$family $identified" ;;
        esac
    done
    level=" $next "
    [ -n "$next" ] || break
done

signal_all() {
    left=
    for each in $family; do
        if alive "$each"; then
            left="$left $each"
            kill "-$1" "${each%/*}" 2>/dev/null
        fi
    done
    family=$left
}

signal_all TERM
while [ "$grace" -gt 0 ] && [ -n "$family" ]; do
    sleep 1
    grace=$((grace - 1))
    signal_all 0
done
signal_all KILL
