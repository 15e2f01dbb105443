# Ends COMMAND, or a line that Lull runs around a stop, when Lull itself was ended by a signal that nobody can handle (kill -9) or by a crash.
#
# Started as: sh -c "this text" lull-guard GRACE_SECONDS SIGNAL PID/START…, with a pipe from Lull as its standard input. Nothing
# is ever written to it: read returns when Lull's end is closed, which the kernel does however Lull ends. An ordinary end
# of Lull kills this process first. Only POSIX sh and /proc are used, and sleep(1) in the end.
#
# START is when the process began, as /proc/PID/stat says it: it tells the process from another one that got its number
# later. Lull reads it while the process is sure to be the one it means; START is empty where there is no /proc.

trap '' HUP INT TERM
grace=$1
signal=$2
shift 2
roots=$*

read -r _

# Reads state, parent and start of a process (proc_pid_stat(5): the fields after the last parenthesis begin with the
# third, its state).
look() {
    { read -r line < "/proc/$1/stat"; } 2>/dev/null || return 1
    # shellcheck disable=SC2086 # words are wanted
    set -- ${line##*) }
    state=$1 parent=$2 start=${20}
}

# Whether PID/START runs still, and is not another process of that number.
alive() {
    if [ -z "${1#*/}" ]; then
        kill -0 "${1%/*}" 2>/dev/null
    else
        look "${1%/*}" && [ "$state" != Z ] && [ "$start" = "${1#*/}" ]
    fi
}

# The roots that are alive, and all their descendants, level by level. What a root started that was killed together with Lull
# is not found: with both gone, nothing tells whose it was. One that has ended has no children any more; the
# children of its number are somebody else's.
family=
level=' '
for root in $roots; do
    alive "$root" && family="$family $root" && level="$level${root%/*} "
done
while [ "$level" != ' ' ]; do
    next=' '
    for stat in /proc/[0-9]*/stat; do
        pid=${stat#/proc/}
        pid=${pid%/stat}
        look "$pid" || continue
        [ "$state" != Z ] || continue
        case $level in
        *" $parent "*) next="$next$pid " && family="$family $pid/$start" ;;
        esac
    done
    level=$next
done

# What was given gets the signal that it was to be asked with; what it started, SIGTERM.
ask_all() {
    for each in $family; do
        alive "$each" || continue
        case " $roots " in
        *" $each "*) kill "-$signal" "${each%/*}" ;;
        *) kill -TERM "${each%/*}" ;;
        esac 2>/dev/null
    done
}

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

ask_all
while [ "$grace" -gt 0 ] && [ -n "$family" ]; do
    sleep 1
    grace=$((grace - 1))
    signal_all 0
done
signal_all KILL
