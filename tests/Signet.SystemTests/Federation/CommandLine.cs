namespace Signet.SystemTests.Federation;

/// <summary>The arguments of a stand-in: words, and options in the form <c>--name value</c> or <c>--name=value</c>.</summary>
internal sealed class CommandLine
{
    private readonly Dictionary<string, string> _options = new(StringComparer.Ordinal);
    private readonly HashSet<string> _read = new(StringComparer.Ordinal);

    /// <summary>Parses arguments.</summary>
    /// <param name="arguments">The name of the program and its arguments.</param>
    /// <param name="flags">The names of options without a value.</param>
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

    /// <summary>The arguments that are not options.</summary>
    public string[] Words { get; }

    /// <summary>A required option.</summary>
    public string this[string name]
    {
        get
        {
            _read.Add(name);
            return _options.GetValueOrDefault(name) ?? throw new RefusedException($"{name} is needed");
        }
    }

    /// <summary>Refuses unknown options, so that the page does not use options that are not checked.</summary>
    public void RefuseUnknown()
    {
        if (_options.Keys.Except(_read).FirstOrDefault() is { } unknown)
        {
            throw new RefusedException($"{unknown} is not known");
        }
    }
}
