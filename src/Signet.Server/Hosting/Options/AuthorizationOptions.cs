using Signet.Server.Authorization;

namespace Signet.Server.Hosting.Options;

/// <summary>The authorizers that decide what callers may do.</summary>
public sealed record AuthorizationOptions
{
    /// <summary><c>--authorization-mode</c>, in order.</summary>
    public IReadOnlyList<AuthorizationMode> Modes { get; init; } = [AuthorizationMode.Node, AuthorizationMode.RBAC];

    /// <summary><c>--authorization-webhook-*</c>.</summary>
    public AuthorizationWebhookFlags Webhook { get; init; } = new();
}
