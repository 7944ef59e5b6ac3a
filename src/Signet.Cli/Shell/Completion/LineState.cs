using System.CommandLine;

namespace Signet.Cli.Shell.Completion;

/// <summary>The position of a word in a command line: the command, and the flag whose value comes next.</summary>
internal sealed class LineState
{
    private readonly HashSet<Option> _given = [];

    private LineState(Command command) => Command = command;

    /// <summary>The command.</summary>
    public Command Command { get; private set; }

    /// <summary>The flag whose value is the next word; null when the word is no value of a flag.</summary>
    public Option? Pending { get; private set; }

    /// <summary>Whether the value of the pending flag may be left out.</summary>
    public bool IsPendingOptional => Pending is { Arity.MinimumNumberOfValues: 0 };

    /// <summary>Whether <c>--</c> was given: no flags follow.</summary>
    public bool IsAfterDashes { get; private set; }

    /// <summary>The number of arguments that are no flags and no commands.</summary>
    public int Arguments { get; private set; }

    /// <summary>The flags that can be given at this place, without those that were given and cannot be repeated.</summary>
    public IEnumerable<Option> Flags => FlagsOf(Command)
        .Where(option => !option.Hidden && (!_given.Contains(option) || option.Arity.MaximumNumberOfValues > 1));

    /// <summary>Reads the words before the one that is completed.</summary>
    public static LineState After(RootCommand root, IEnumerable<string> words)
    {
        var state = new LineState(root);
        foreach (var word in words)
        {
            state.Read(word);
        }

        return state;
    }

    /// <summary>The flag of a name or alias; null when there is none.</summary>
    public Option? FindFlag(string name) => FlagsOf(Command).FirstOrDefault(option => option.Name == name || option.Aliases.Contains(name));

    private void Read(string word)
    {
        if (IsAfterDashes)
        {
            Arguments++;
        }
        else if (Pending is not null && !(IsPendingOptional && word.StartsWith('-')))
        {
            Pending = null;
        }
        else if (word == "--")
        {
            (Pending, IsAfterDashes) = (null, true);
        }
        else if (word.StartsWith('-') && word.Length > 1)
        {
            ReadFlag(word);
        }
        else if (Arguments == 0 && Command.Subcommands.FirstOrDefault(sub => sub.Name == word) is { } sub)
        {
            Command = sub;
            _given.Clear();
        }
        else
        {
            Arguments++;
        }
    }

    private void ReadFlag(string word)
    {
        var equals = word.IndexOf('=', StringComparison.Ordinal);
        var option = FindFlag(equals < 0 ? word : word[..equals]);
        Pending = equals < 0 && option is { Arity.MaximumNumberOfValues: > 0 } && option.ValueType != typeof(bool) ? option : null;
        if (option is not null)
        {
            _given.Add(option);
        }
    }

    private static IEnumerable<Option> FlagsOf(Command command) => command.Options
        .Concat(command.Parents.OfType<Command>().SelectMany(FlagsOf).Where(option => option.Recursive));
}
