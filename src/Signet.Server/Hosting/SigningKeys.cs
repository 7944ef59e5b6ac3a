using Signet.Core.Signing.Ring;
using Signet.Core.Tokens;
using Signet.Server.Files;
using Signet.Signing.Local;

namespace Signet.Server.Hosting;

/// <summary>The key ring of the key files that the settings name. The files are followed: signer and verification keys are replaced in one step.</summary>
internal static class SigningKeys
{
    private const string SignerSetting = "service-account-signing-key-file";
    private const string KeysSetting = "service-account-key-file";

    /// <summary>How long clients may keep the JWKS: kube-apiserver's <c>max-age</c>.</summary>
    private static readonly TimeSpan MaxAge = TimeSpan.FromHours(1);

    /// <summary>Reads the keys; makes a signing key in the directory when there is none and no file is given.</summary>
    /// <exception cref="StartupException">A file cannot be used.</exception>
    public static KeyRing Open(ServerOptions options, DataDirectory directory, SettingFiles files)
    {
        var own = options.SigningKeyFile is null ? ReadOwn(options, directory) : null;
        var verifying = options.KeyFiles.Select(path => new SettingFile(KeysSetting, path)).ToList();
        if (options.SigningKeyFile is null && verifying.Count == 0)
        {
            return new KeyRing(ParseOwn(options, own!));
        }

        List<SettingFile> followed = options.SigningKeyFile is { } path ? [new SettingFile(SignerSetting, path), .. verifying] : verifying;
        var file = files.Follow(
            followed,
            contents => Parse(options, followed[0], own ?? Read(followed[0], contents), [.. verifying.Select(one => Read(one, contents))]),
            Describe);
        var ring = new KeyRing(file.Current);
        file.OnChange(ring.Replace);
        return ring;
    }

    private static KeyRingSnapshot ParseOwn(ServerOptions options, KeyFile own)
    {
        try
        {
            return SnapshotOf(options, own, []);
        }
        catch (Exception exception) when (exception is KeyFileException or KeyRingException)
        {
            throw new StartupException(exception.Message, exception);
        }
    }

    private static KeyRingSnapshot Parse(ServerOptions options, SettingFile first, KeyFile signing, IReadOnlyList<KeyFile> verification)
    {
        try
        {
            return SnapshotOf(options, signing, verification);
        }
        catch (KeyFileException exception)
        {
            // It names the file itself.
            throw new UnusableFileException(exception.Message, exception);
        }
        catch (KeyRingException exception)
        {
            throw new UnusableFileException(first, exception.Message, exception);
        }
    }

    private static KeyRingSnapshot SnapshotOf(ServerOptions options, KeyFile signing, IReadOnlyList<KeyFile> verification) => new StaticKeys
    {
        SigningFile = signing,
        VerificationFiles = verification,
        MaxAge = MaxAge,
        LongestLifetime = TimeSpan.FromSeconds(TokenIssuerOptions.LongestLifetime(options.MaximumTokenLifetime, options.ExtendTokenExpiration)),
    }.ToSnapshot();

    private static KeyFile Read(SettingFile file, FileContents contents) => new(file.ToString(), contents.Read(file));

    private static string Describe(KeyRingSnapshot snapshot) =>
        $"signs with {string.Join(", ", snapshot.SigningAlgorithms)}; keys {string.Join(", ", snapshot.Keys.Select(key => key.KeyId))}";

    private static KeyFile ReadOwn(ServerOptions options, DataDirectory directory)
    {
        const string Name = DataDirectory.SigningKeyName;
        if (directory.Read(Name) is null)
        {
            directory.Write(Name, SigningKeyGenerator.Generate(options.SigningAlgorithm) + "\n");
        }

        try
        {
            return KeyFile.Load(directory.SigningKey, $"--data-dir: {directory.SigningKey}");
        }
        catch (KeyFileException exception)
        {
            throw new StartupException(exception.Message, exception);
        }
    }
}
