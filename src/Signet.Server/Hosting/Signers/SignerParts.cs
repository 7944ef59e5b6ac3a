using Signet.Core.Signing.Managed.Operating;
using Signet.Core.Signing.Ring;
using Signet.Server.Hosting.Directories;
using Signet.Server.Hosting.Options;
using Signet.Server.Tracing;

namespace Signet.Server.Hosting.Signers;

/// <summary>The opened parts that a served signer needs.</summary>
internal sealed record SignerParts
{
    /// <summary>The settings.</summary>
    public required ServerOptions Options { get; init; }

    /// <summary>The keys.</summary>
    public required KeyRing Keys { get; init; }

    /// <summary>The data directory.</summary>
    public required DataDirectory Directory { get; init; }

    /// <summary>The control socket of a signer without an API; null when it has none.</summary>
    public ControlSocket? Control { get; init; }

    /// <summary>Changes the keys through the control socket; null when files or a device give them.</summary>
    public KeyOperator? Operator { get; init; }

    /// <summary>The traces.</summary>
    public required RequestTracing Tracing { get; init; }

    /// <summary>The clock.</summary>
    public required TimeProvider Time { get; init; }
}
