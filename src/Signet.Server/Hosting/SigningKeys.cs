using Signet.Core.Signing;
using Signet.Server.Files;
using Signet.Signing.Local;

namespace Signet.Server.Hosting;

/// <summary>The signer and the keys that tokens are verified with. Both are replaced in one step when a key file changes.</summary>
internal sealed class SigningKeys(IValueSource<SigningKeySet> keys) : IJwtSigner, IKeySetSource
{
    private const string SignerSetting = "service-account-signing-key-file";
    private const string KeysSetting = "service-account-key-file";

    /// <inheritdoc/>
    public KeySetSnapshot Current => keys.Current.Keys;

    /// <summary>The algorithm of new tokens.</summary>
    public JwtAlgorithm Algorithm => keys.Current.Signer.PublicKey.Algorithm;

    /// <inheritdoc/>
    public ValueTask<JwtSignature> SignAsync(ReadOnlyMemory<byte> encodedPayload, CancellationToken cancellationToken) =>
        keys.Current.Signer.SignAsync(encodedPayload, cancellationToken);

    /// <summary>Reads the keys; makes a signing key in the directory when there is none and no file is given.</summary>
    /// <exception cref="StartupException">A file cannot be used.</exception>
    public static SigningKeys Open(ServerOptions options, DataDirectory directory, SettingFiles files)
    {
        var own = options.SigningKeyFile is null ? ReadOwn(options, directory) : null;
        var verifying = options.KeyFiles.Select(path => new SettingFile(KeysSetting, path)).ToList();
        List<SettingFile> followed = options.SigningKeyFile is { } path ? [new SettingFile(SignerSetting, path), .. verifying] : verifying;
        return followed.Count == 0
            ? new SigningKeys(new FixedValue<SigningKeySet>(new(own!, new KeySetSnapshot([own!.PublicKey]))))
            : new SigningKeys(files.Follow(
                followed,
                contents => Parse(own ?? Read(followed[0], contents, KeyFile.ReadSigner), verifying, contents),
                set => $"signing key {set.Signer.PublicKey.KeyId} ({set.Signer.PublicKey.Algorithm.Name}); verification keys {string.Join(", ", set.Keys.Keys.Select(key => key.KeyId))}"));
    }

    private static SigningKeySet Parse(LocalJwtSigner signer, IEnumerable<SettingFile> verifying, FileContents contents) =>
        new(signer, new KeySetSnapshot([signer.PublicKey, .. verifying.SelectMany(file => Read(file, contents, KeyFile.ReadPublicKeys))]));

    private static T Read<T>(SettingFile file, FileContents contents, Func<string, string, T> read)
    {
        try
        {
            return read(file.Path, FileContents.TextOf(contents.Read(file)));
        }
        catch (KeyFileException exception)
        {
            throw new UnusableFileException(file, exception.Message.Replace($"{file.Path}: ", "", StringComparison.Ordinal), exception);
        }
    }

    private static LocalJwtSigner ReadOwn(ServerOptions options, DataDirectory directory)
    {
        const string Name = DataDirectory.SigningKeyName;
        if (directory.Read(Name) is null)
        {
            directory.Write(Name, SigningKeyGenerator.Generate(options.SigningAlgorithm) + "\n");
        }

        try
        {
            return KeyFile.ReadSigner(directory.SigningKey);
        }
        catch (KeyFileException exception)
        {
            throw new StartupException($"--data-dir: {exception.Message}", exception);
        }
    }
}
