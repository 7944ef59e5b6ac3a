using Signet.Core.Signing.Ring;
using Signet.Core.Tokens;
using Signet.Signing.Local;

namespace Signet.Server.Hosting;

/// <summary>The key ring of the key files that the settings name.</summary>
internal static class SigningKeys
{
    /// <summary>How long clients may keep the JWKS: kube-apiserver's <c>max-age</c>.</summary>
    private static readonly TimeSpan MaxAge = TimeSpan.FromHours(1);

    /// <summary>Reads the keys; makes a signing key in the directory when there is none and no file is given.</summary>
    /// <exception cref="StartupException">A file cannot be used.</exception>
    public static KeyRing Open(ServerOptions options, DataDirectory directory)
    {
        try
        {
            var signing = options.SigningKeyFile is { } path
                ? Load("--service-account-signing-key-file", path)
                : Load("--data-dir", OwnKey(options, directory));
            return new KeyRing(Parse(options, signing, [.. options.KeyFiles.Select(file => Load("--service-account-key-file", file))]));
        }
        catch (Exception exception) when (exception is KeyFileException or KeyRingException)
        {
            throw new StartupException(exception.Message, exception);
        }
    }

    /// <summary>Makes a snapshot of the contents of the files; reads nothing from the disk.</summary>
    /// <param name="options">The settings.</param>
    /// <param name="signing">The file of the signing key.</param>
    /// <param name="verification">The files of <c>--service-account-key-file</c>.</param>
    /// <exception cref="KeyFileException">A file cannot be used; the message names it.</exception>
    /// <exception cref="KeyRingException">The keys do not go together.</exception>
    public static KeyRingSnapshot Parse(ServerOptions options, KeyFile signing, IReadOnlyList<KeyFile> verification) => new StaticKeys
    {
        SigningFile = signing,
        VerificationFiles = verification,
        MaxAge = MaxAge,
        LongestLifetime = TimeSpan.FromSeconds(TokenIssuerOptions.LongestLifetime(options.MaximumTokenLifetime, options.ExtendTokenExpiration)),
    }.ToSnapshot();

    private static KeyFile Load(string setting, string path) => KeyFile.Load(path, $"{setting}: {path}");

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
