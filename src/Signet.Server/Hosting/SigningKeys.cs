using Signet.Core.Signing;
using Signet.Signing.Local;

namespace Signet.Server.Hosting;

/// <summary>The signer and the keys that tokens are verified with.</summary>
/// <param name="Signer">Signs new tokens.</param>
/// <param name="Keys">The signing key's public half first, then those of <c>--service-account-key-file</c>.</param>
internal sealed record SigningKeys(LocalJwtSigner Signer, IKeySetSource Keys)
{
    /// <summary>Reads the keys; makes a signing key in the directory when there is none and no file is given.</summary>
    /// <exception cref="StartupException">A file cannot be used.</exception>
    public static SigningKeys Open(ServerOptions options, DataDirectory directory)
    {
        var signer = options.SigningKeyFile is { } file
            ? Read("--service-account-signing-key-file", file, KeyFile.ReadSigner)
            : Read("--data-dir", OwnKey(options, directory), KeyFile.ReadSigner);
        return new SigningKeys(
            signer,
            new StaticKeySet([signer.PublicKey, .. options.KeyFiles.SelectMany(path => Read("--service-account-key-file", path, KeyFile.ReadPublicKeys))]));
    }

    private static T Read<T>(string setting, string path, Func<string, T> read)
    {
        try
        {
            return read(path);
        }
        catch (KeyFileException exception)
        {
            throw new StartupException($"{setting}: {exception.Message}", exception);
        }
    }

    private static string OwnKey(ServerOptions options, DataDirectory directory)
    {
        const string Name = DataDirectory.SigningKeyName;
        if (directory.Read(Name) is null)
        {
            directory.Write(Name, SigningKeyGenerator.Generate(options.SigningAlgorithm) + "\n");
        }

        return directory.SigningKey;
    }
}
