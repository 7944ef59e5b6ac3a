using Signet.Core.Signing;
using Signet.Server.Hosting.Plans;
using Signet.Signing.Local;

namespace Signet.Server.Hosting;

/// <summary>The signer and the keys that tokens are verified with.</summary>
/// <param name="Signer">Signs new tokens.</param>
/// <param name="Keys">The signing key's public half first, then those of <c>--service-account-key-file</c>.</param>
internal sealed record SigningKeys(LocalJwtSigner Signer, IKeySetSource Keys)
{
    /// <summary>Reads the keys; makes a signing key in the directory when the plan is to keep one there and there is none.</summary>
    /// <exception cref="StartupException">A file cannot be used.</exception>
    public static SigningKeys Open(KeyPlan plan, ServerOptions options, DataDirectory directory)
    {
        var signer = plan switch
        {
            KeyPlan.File file => Read("--service-account-signing-key-file", file.Path, KeyFile.ReadSigner),
            KeyPlan.Given given => Read("the given signing key", given.PrivateKeyPem, pem => KeyFile.ParseSigner("PEM", pem)),
            KeyPlan.Kept kept => Read("--data-dir", kept, own => KeyFile.ParseSigner(directory.SigningKey, OwnKey(own, directory))),
            _ => throw new ArgumentOutOfRangeException(nameof(plan)),
        };
        return new SigningKeys(
            signer,
            new StaticKeySet([
                signer.PublicKey,
                .. options.Keys.VerificationKeyFiles.SelectMany(path => Read("--service-account-key-file", path, KeyFile.ReadPublicKeys)),
            ]));
    }

    private static TKey Read<TFrom, TKey>(string subject, TFrom from, Func<TFrom, TKey> read)
    {
        try
        {
            return read(from);
        }
        catch (KeyFileException exception)
        {
            throw new StartupException($"{subject}: {exception.Message}", exception);
        }
    }

    private static string OwnKey(KeyPlan.Kept plan, DataDirectory directory)
    {
        const string Name = DataDirectory.SigningKeyName;
        if (directory.Read(Name) is { } kept)
        {
            return kept;
        }

        var made = SigningKeyGenerator.Generate(plan.Algorithm ?? (directory.Path is null ? JwtAlgorithm.ES256 : JwtAlgorithm.RS256)) + "\n";
        directory.Write(Name, made);
        return made;
    }
}
