using Signet.Server.Hosting.Options;
using Signet.Signing.Pkcs11.Uris;

namespace Signet.Server.Hosting.Plans;

/// <summary>The source of the key that signs tokens.</summary>
public abstract record KeyPlan
{
    private KeyPlan()
    {
    }

    /// <summary>The plan of the settings: <see cref="External"/>, <see cref="FromFile"/>, <see cref="FromPkcs11"/> or <see cref="Managed"/>.</summary>
    internal static KeyPlan Of(KeyOptions options) =>
        options.SigningEndpoint is { } endpoint ? new External(endpoint)
        : options.SigningKeyFile is not { } file ? new Managed()
        : Pkcs11Uri.IsOne(file) ? new FromPkcs11(file)
        : new FromFile(file);

    /// <summary>Keys that the server generates, rotates and keeps sealed in the store, as <see cref="KeyOptions"/> say.</summary>
    public sealed record Managed : KeyPlan;

    /// <summary>A private key in a PEM file, which is followed.</summary>
    /// <param name="Path">The path of the file.</param>
    public sealed record FromFile(string Path) : KeyPlan;

    /// <summary>A private key in a token (an HSM), which never leaves it. The PIN is in a file that the URI names by <c>pin-source</c>.</summary>
    /// <param name="Uri">The URI (RFC 7512): <c>pkcs11:token=T;object=O?module-path=/M&amp;pin-source=file:/P</c>.</param>
    public sealed record FromPkcs11(string Uri) : KeyPlan
    {
        /// <summary>Omits the URI: one with a PIN is refused only when the server starts.</summary>
        public override string ToString() => nameof(FromPkcs11);
    }

    /// <summary>The keys of an external signer (Kubernetes' <c>ExternalJWTSigner</c>), which signs in a process of its own.</summary>
    /// <param name="Endpoint">The path of its socket, or <c>@name</c> for a name in Linux' abstract namespace.</param>
    public sealed record External(string Endpoint) : KeyPlan;

    /// <summary>A private key that the caller provides. It is not written to the data directory.</summary>
    /// <param name="PrivateKeyPem">The key in PEM: RSA (RS256), or EC (ES256, ES384, ES512 by its curve).</param>
    public sealed record FromPem(string PrivateKeyPem) : KeyPlan
    {
        /// <summary>Omits the key.</summary>
        public override string ToString() => nameof(FromPem);
    }
}
