using System.Text;
using Signet.Core.Signing.Managed.Sealing;
using Signet.Server.Files;
using Signet.Server.Hosting.Directories;
using Signet.Server.Hosting.Options;
using Signet.Server.Hosting.Startup;

namespace Signet.Server.Hosting.Keys;

/// <summary>The key-encryption keys: the files that settings name, or the one of the data directory, which the first start makes.</summary>
internal static class KeyEncryptionKeyFiles
{
    /// <summary>What managed keys have sealed.</summary>
    public const string SigningKeys = "the signing keys";

    private const string Setting = "--key-encryption-key-file";

    /// <summary>Reads them.</summary>
    /// <param name="options">The settings.</param>
    /// <param name="directory">The data directory.</param>
    /// <param name="sealedByIt">What the store has that was sealed with it, a plural: then a missing key is an error, and none is made. Null for nothing.</param>
    /// <exception cref="StartupException">A file cannot be used, or is missing.</exception>
    public static KeyEncryptionKeys Open(KeyOptions options, DataDirectory directory, string? sealedByIt) => options.KeyEncryptionKeyFiles.Count == 0
        ? new KeyEncryptionKeys([OwnKey(directory, sealedByIt)])
        : Read(options.KeyEncryptionKeyFiles);

    /// <summary>Reads the keys of files.</summary>
    /// <exception cref="StartupException">A file cannot be used.</exception>
    public static KeyEncryptionKeys Read(IReadOnlyList<string> paths) => new([.. paths.Select(Read)]);

    private static KeyEncryptionKey OwnKey(DataDirectory directory, string? sealedByIt)
    {
        const string Name = DataDirectory.KeyEncryptionKeyName;
        var text = directory.Read(Name);
        if (text is null)
        {
            if (sealedByIt is not null)
            {
                throw new StartupException(
                    $"--data-dir: {directory.File(Name)} is missing, and {sealedByIt} in the store cannot be opened without it; restore it from a backup, or set {Setting}");
            }

            text = Encoding.ASCII.GetString(KeyEncryptionKeyFile.Generate());
            directory.Write(Name, text);
        }

        return Parse($"--data-dir: {directory.File(Name)}", Encoding.UTF8.GetBytes(text));
    }

    private static KeyEncryptionKey Read(string path)
    {
        try
        {
            var key = Parse($"{Setting}: {path}", File.ReadAllBytes(path));
            return SecretFile.FaultOf(path) is { } fault ? throw new StartupException($"{Setting}: {path} {fault}") : key;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"{Setting}: {path} cannot be read: {exception.Message}", exception);
        }
    }

    private static KeyEncryptionKey Parse(string name, byte[] content) => KeyEncryptionKeyFile.TryParse(content)
        ?? throw new StartupException($"{name} is not a key-encryption key; `signet keys new-encryption-key` makes one");
}
