using Signet.Core.Signing;
using Signet.Server.Hosting.Options;

namespace Signet.Server.Hosting.Plans;

/// <summary>Where the key that signs tokens comes from.</summary>
public abstract record KeyPlan
{
    private KeyPlan()
    {
    }

    /// <summary>What settings say: a file, or the key of the data directory.</summary>
    public static KeyPlan Of(KeyOptions options) => options.SigningKeyFile is { } file ? new FromFile(file) : new Generated(options.SigningAlgorithm);

    /// <summary>The key of the data directory, made at its first start. Without a data directory each start makes one in memory.</summary>
    /// <param name="Algorithm">Of a key that is made; null for RS256 on disk and ES256 in memory.</param>
    public sealed record Generated(JwtAlgorithm? Algorithm) : KeyPlan;

    /// <summary>A private key in a PEM file.</summary>
    /// <param name="Path">The file.</param>
    public sealed record FromFile(string Path) : KeyPlan;

    /// <summary>A given private key. It is not written to the data directory.</summary>
    /// <param name="PrivateKeyPem">PEM: RSA (RS256), or elliptic (ES256, ES384, ES512 by its curve).</param>
    public sealed record FromPem(string PrivateKeyPem) : KeyPlan
    {
        /// <summary>Without the key.</summary>
        public override string ToString() => nameof(FromPem);
    }
}
