#compdef signet
# Completion of signet in zsh.

_signet() {
    local program=${(Q)words[1]} line value paths prefix
    local -a before answer whole begun
    program=${~program}
    (( $+commands[$program] )) || [[ -x $program ]] || program=signet
    (( CURRENT > 2 )) && before=("${(@Q)words[2,CURRENT-1]}")
    answer=("${(@f)$("$program" __complete zsh "${before[@]}" "${(Q)PREFIX}" 2> /dev/null)}")
    [[ -n $answer[1] ]] || return 1
    paths=${answer[1]%%$'\t'*}
    prefix=${answer[1]#*$'\t'}
    [[ -n $prefix ]] && compset -P '[^=]#='
    for line in "${(@)answer[2,-1]}"; do
        value=${${line%%$'\t'*}//:/\\:}
        line=${line#*$'\t'}
        if [[ $value == */ ]]; then
            begun+=("$value${line:+:$line}")
        else
            whole+=("$value${line:+:$line}")
        fi
    done

    local found=1
    (( $#whole )) && _describe -t values value whole && found=0
    (( $#begun )) && _describe -t values value begun -S '' && found=0
    case $paths in
        files) _files && found=0 ;;
        directories) _files -/ && found=0 ;;
    esac
    return found
}

if [[ $funcstack[1] == _signet ]]; then
    _signet "$@"
else
    compdef _signet signet
fi
