using System.Text;
using Signet.Core.Signing;
using Signet.Core.Signing.Ring;
using Signet.Core.Tokens.Issuing;
using Signet.Server.Files;
using Signet.Server.Hosting.Directories;
using Signet.Server.Hosting.Options;
using Signet.Server.Hosting.Plans;
using Signet.Server.Hosting.Startup;
using Signet.Signing.Local;

namespace Signet.Server.Hosting.Keys;

/// <summary>Opens the key ring of the configured key files. The files are followed; the signer and the verification keys are replaced together.</summary>
internal static class SigningKeys
{
    private const string SignerSetting = "service-account-signing-key-file";
    private const string KeysSetting = "service-account-key-file";

    /// <summary>The <c>max-age</c> of the JWKS, as in kube-apiserver.</summary>
    private static readonly TimeSpan MaxAge = TimeSpan.FromHours(1);

    /// <summary>Reads the keys; generates a signing key in the directory when the plan requires one and there is none.</summary>
    /// <exception cref="StartupException">A file cannot be used.</exception>
    public static KeyRing Open(KeyPlan plan, ServerOptions options, DataDirectory directory, SettingFiles files)
    {
        IReadOnlyList<SettingFile> verifying = [.. options.Keys.VerificationKeyFiles.Select(path => new SettingFile(KeysSetting, path))];
        return plan switch
        {
            KeyPlan.FromFile file => Follow(options, new SettingFile(SignerSetting, file.Path), null, verifying, files),
            KeyPlan.FromPem pem => Open(options, new KeyFile("the signing key of KeyPlan.FromPem", Encoding.UTF8.GetBytes(pem.PrivateKeyPem)), verifying, files),
            KeyPlan.Generated generated => Open(options, new KeyFile($"--data-dir: {directory.SigningKeyPath}", GeneratedKey(generated, directory)), verifying, files),
            _ => throw new ArgumentOutOfRangeException(nameof(plan)),
        };
    }

    private static KeyRing Open(ServerOptions options, KeyFile signing, IReadOnlyList<SettingFile> verifying, SettingFiles files) =>
        verifying.Count == 0 ? new KeyRing(ParseSigner(options, signing)) : Follow(options, null, signing, verifying, files);

    private static KeyRing Follow(
        ServerOptions options, SettingFile? signingFile, KeyFile? signing, IReadOnlyList<SettingFile> verifying, SettingFiles files)
    {
        IReadOnlyList<SettingFile> followed = signingFile is null ? verifying : [signingFile, .. verifying];
        var file = files.Follow(
            followed,
            contents => Parse(options, followed[0], signing ?? Read(signingFile!, contents), [.. verifying.Select(one => Read(one, contents))]),
            Describe);
        var ring = new KeyRing(file.Current);
        file.OnChange(ring.Replace);
        return ring;
    }

    private static KeyRingSnapshot ParseSigner(ServerOptions options, KeyFile signing)
    {
        try
        {
            return SnapshotOf(options, signing, []);
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
            // The message names the file.
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
        MaxLifetime = TimeSpan.FromSeconds(TokenIssuerOptions.MaxLifetimeSeconds(options.Tokens.MaxLifetime, options.Tokens.ExtendExpiration)),
    }.ToSnapshot();

    private static KeyFile Read(SettingFile file, FileContents contents) => new(file.ToString(), contents.Read(file));

    private static string Describe(KeyRingSnapshot snapshot) =>
        $"signs with {string.Join(", ", snapshot.SigningAlgorithms)}; keys {string.Join(", ", snapshot.Keys.Select(key => key.KeyId))}";

    private static byte[] GeneratedKey(KeyPlan.Generated plan, DataDirectory directory)
    {
        const string Name = DataDirectory.SigningKeyName;
        var text = directory.Read(Name);
        if (text is null)
        {
            text = SigningKeyGenerator.Generate(plan.Algorithm ?? (directory.Path is null ? JwtAlgorithm.ES256 : JwtAlgorithm.RS256)) + "\n";
            directory.Write(Name, text);
        }

        return Encoding.UTF8.GetBytes(text);
    }
}
