using System.CommandLine;

namespace Signet.Cli.Store;

/// <summary>The flag <c>--key-encryption-key-file</c> of a command.</summary>
internal sealed class KeyEncryptionKeyOption
{
    private readonly Option<string[]> _files = new("--key-encryption-key-file") { HelpName = "FILE" };

    /// <summary>Adds the flag to a command.</summary>
    public KeyEncryptionKeyOption(Command command, string description)
    {
        _files.Description = description;
        command.Add(_files);
    }

    /// <summary>The files.</summary>
    public IReadOnlyList<string> Read(ParseResult parsed) => parsed.GetValue(_files) ?? [];
}
