using Microsoft.Extensions.Logging;
using Signet.Core.Admission.Events;

namespace Signet.Server.Hosting.Options;

/// <summary>
/// All settings of a server, one record per area. By default a server keeps everything in memory, writes no files, and listens on a free port of the
/// loopback address. Each property names its flag; <c>docs/reference/settings.md</c> explains the flags.
/// </summary>
public sealed record ServerOptions
{
    /// <summary>The address to listen on.</summary>
    public ListenerOptions Listener { get; init; } = new();

    /// <summary>Limits of connections.</summary>
    public ConnectionOptions Connections { get; init; } = new();

    /// <summary>The serving certificate, versions and cipher suites.</summary>
    public TlsOptions Tls { get; init; } = new();

    /// <summary>Where objects, keys and certificates are kept.</summary>
    public StoreOptions Store { get; init; } = new();

    /// <summary>The keys that sign and verify tokens.</summary>
    public KeyOptions Keys { get; init; } = new();

    /// <summary>The served signer.</summary>
    public SignerOptions Signer { get; init; } = new();

    /// <summary>Issued and accepted tokens.</summary>
    public TokenOptions Tokens { get; init; } = new();

    /// <summary>The discovery document and the JWKS.</summary>
    public DocumentOptions Documents { get; init; } = new();

    /// <summary>The address of metrics.</summary>
    public MetricsOptions Metrics { get; init; } = new();

    /// <summary>Authentication of callers.</summary>
    public AuthenticationOptions Authentication { get; init; } = new();

    /// <summary>Authorization of requests.</summary>
    public AuthorizationOptions Authorization { get; init; } = new();

    /// <summary>The audit log.</summary>
    public AuditOptions Audit { get; init; } = new();

    /// <summary><c>--event-ttl</c>, <c>--max-events</c> and <c>--max-event-bytes</c>.</summary>
    public EventRetention Events { get; init; } = new();

    /// <summary>Limits of requests.</summary>
    public RequestLimitOptions Requests { get; init; } = new();

    /// <summary>Priority and fairness of requests.</summary>
    public OverloadOptions Overload { get; init; } = new();

    /// <summary>The background controllers.</summary>
    public ControllerOptions Controllers { get; init; } = new();

    /// <summary><c>--core-dumps</c>: whether the process of <c>signet serve</c> may be dumped. A server in another process does not change that one.</summary>
    public bool AllowsCoreDumps { get; init; }

    /// <summary>
    /// <c>--log-level</c>: the minimum level of the console log of <c>signet serve</c>. A server in another process logs as
    /// <see cref="SignetServerBuilder.Logging"/> says.
    /// </summary>
    public LogLevel LogLevel { get; init; } = LogLevel.Information;

    /// <summary><c>--logging-format</c>: the format of the console log of <c>signet serve</c>.</summary>
    public LogFormat LogFormat { get; init; }

    /// <summary>Traces.</summary>
    public TracingOptions Tracing { get; init; } = new();
}
