# Completion of signet in fish.

function __signet_complete
    set -l before (commandline --tokenize --current-process --cut-at-cursor)
    set -l word (commandline --current-token --cut-at-cursor)
    set -l plain (string unescape -- $word; or string replace --regex '^[\'"]' '' -- $word)
    set -l program (string replace --regex '^~/' "$HOME/" -- $before[1])
    command --query $program; or set program signet
    set --erase before[1]
    set -l answer ($program __complete fish $before "$plain" 2>/dev/null)
    set -l head (string split --max 1 \t -- $answer[1])
    set --erase answer[1]
    for line in $answer
        echo -- $head[2]$line
    end

    set -l value (string replace -- "$head[2]" '' "$plain")
    switch "$head[1]"
        case files
            for path in (__fish_complete_path $value)
                echo -- $head[2]$path
            end
        case directories
            for path in (__fish_complete_directories $value '')
                echo -- $head[2]$path
            end
    end
end

complete --command signet --no-files --arguments '(__signet_complete)'
