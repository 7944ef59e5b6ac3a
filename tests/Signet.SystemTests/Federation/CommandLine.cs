namespace Signet.SystemTests.Federation;

/// <summary>A command as a stand-in gets it: words, and options written as <c>--name value</c> or <c>--name=value</c>.</summary>
internal sealed class CommandLine
{
    private readonly Dictionary<string, string> _options = new(StringComparer.Ordinal);
    private readonly HashSet<string> _read = new(StringComparer.Ordinal);

    /// <summary>Reads one.</summary>
    /// <param name="arguments">The program's name and what follows it.</param>
    /// <param name="flags">The options without a value.</param>
    public CommandLine(IReadOnlyList<string> arguments, params string[] flags)
    {
        var words = new List<string>();
        for (var i = 0; i < arguments.Count; i++)
        {
            var argument = arguments[i];
            if (!argument.StartsWith('-'))
            {
                words.Add(argument);
            }
            else if (argument.IndexOf('=', StringComparison.Ordinal) is var equals and > 0)
            {
                _options.Add(argument[..equals], argument[(equals + 1)..]);
            }
            else
            {
                _options.Add(argument, flags.Contains(argument) ? "true" : arguments[++i]);
            }
        }

        Words = [.. words];
    }

    /// <summary>What is no option.</summary>
    public string[] Words { get; }

    /// <summary>An option that is needed.</summary>
    public string this[string name]
    {
        get
        {
            _read.Add(name);
            return _options.GetValueOrDefault(name) ?? throw new RefusedException($"{name} is needed");
        }
    }

    /// <summary>Refuses options that the stand-in does not know: the page must not use what is not checked.</summary>
    public void RefuseOthers()
    {
        if (_options.Keys.Except(_read).FirstOrDefault() is { } unknown)
        {
            throw new RefusedException($"{unknown} is not known");
        }
    }
}
