# Completion of signet in bash 4.2 or later. It needs no other package.

_signet() {
    local program=${1/#\~\//$HOME/} answer paths prefix
    type -P -- "$program" > /dev/null || program=signet
    COMPREPLY=()
    mapfile -t answer < <("$program" __complete bash "$COMP_WORDBREAKS" "${COMP_LINE:0:COMP_POINT}" 2> /dev/null)
    ((${#answer[@]} > 0)) || return 0
    paths=${answer[0]%%$'\t'*}
    prefix=${answer[0]#*$'\t'}
    COMPREPLY=("${answer[@]:1}")
    if [[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == */ ]]; then
        compopt -o nospace
    fi

    case $paths in
        files)
            if [[ -n $prefix ]]; then
                mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < <(compgen -f -P "$prefix" -- "${2#"$prefix"}")
            else
                compopt -o default
            fi
            ;;
        directories)
            if [[ -n $prefix ]]; then
                mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < <(compgen -d -P "$prefix" -- "${2#"$prefix"}")
            elif ((${#COMPREPLY[@]} == 0)); then
                compopt -o dirnames
            else
                compopt -o plusdirs
            fi
            ;;
    esac
}

complete -F _signet signet
