using Microsoft.Extensions.Logging;
using Signet.Core.Admission.Events;

namespace Signet.Server.Hosting.Options;

/// <summary>
/// All settings of a server, one record for each room. As they are by default a server keeps everything in memory, writes no file, and listens on
/// a free port of the loopback address. The table of the flags is <see cref="Settings.SettingsTable"/>.
/// </summary>
public sealed record ServerOptions
{
    /// <summary>The address to listen on.</summary>
    public ListenerOptions Listener { get; init; } = new();

    /// <summary>The serving certificate.</summary>
    public TlsOptions Tls { get; init; } = new();

    /// <summary>Where objects, keys and certificates are kept.</summary>
    public StoreOptions Store { get; init; } = new();

    /// <summary>The keys that tokens are signed and verified with.</summary>
    public KeyOptions Keys { get; init; } = new();

    /// <summary>The tokens that are issued and accepted.</summary>
    public TokenOptions Tokens { get; init; } = new();

    /// <summary>The discovery document and the JWKS.</summary>
    public DocumentOptions Documents { get; init; } = new();

    /// <summary>The credentials that callers are known by.</summary>
    public AuthenticationOptions Authentication { get; init; } = new();

    /// <summary>The authorizers.</summary>
    public AuthorizationOptions Authorization { get; init; } = new();

    /// <summary>The audit log.</summary>
    public AuditOptions Audit { get; init; } = new();

    /// <summary><c>--event-ttl</c>, <c>--max-events</c> and <c>--max-event-bytes</c>.</summary>
    public EventRetention Events { get; init; } = new();

    /// <summary>Limits of requests.</summary>
    public RequestLimitOptions Requests { get; init; } = new();

    /// <summary>The background controllers.</summary>
    public ControllerOptions Controllers { get; init; } = new();

    /// <summary><c>--log-level</c>: of the log on the console. A server in another process logs as its <see cref="Plans.LoggingPlan"/> says.</summary>
    public LogLevel LogLevel { get; init; } = LogLevel.Information;
}
