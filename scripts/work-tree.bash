# For the other scripts here: a copy of the work tree, to build or to break.

# copy_work_tree FROM TO: every file that git tracks or would track, as it is now, committed or not.
copy_work_tree() {
    local from=$1 to=$2
    mkdir -p "$to"
    # A tracked file that was deleted is still listed: "test -e" leaves it out.
    (cd "$from" && git ls-files -z --cached --others --exclude-standard \
        | while IFS= read -r -d '' file; do if [ -e "$file" ]; then printf '%s\0' "$file"; fi; done \
        | tar --create --no-recursion --null --files-from=-) | tar --extract --directory="$to" --no-same-permissions --no-same-owner
}
