using Signet.Server.Hosting.Options;

namespace Signet.Server.Hosting.Plans;

/// <summary>The source of the key that signs tokens.</summary>
public abstract record KeyPlan
{
    private KeyPlan()
    {
    }

    /// <summary>The plan of the settings: <see cref="External"/>, <see cref="FromFile"/> or <see cref="Managed"/>.</summary>
    internal static KeyPlan Of(KeyOptions options) =>
        options.SigningEndpoint is { } endpoint ? new External(endpoint)
        : options.SigningKeyFile is { } file ? new FromFile(file)
        : new Managed();

    /// <summary>Keys that the server generates, rotates and keeps sealed in the store, as <see cref="KeyOptions"/> say.</summary>
    public sealed record Managed : KeyPlan;

    /// <summary>A private key in a PEM file, which is followed.</summary>
    /// <param name="Path">The path of the file.</param>
    public sealed record FromFile(string Path) : KeyPlan;

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
