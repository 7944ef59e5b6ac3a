using Signet.Server.Authorization;

namespace Signet.Server.Hosting.Options;

/// <summary>Authorization of requests.</summary>
public sealed record AuthorizationOptions
{
    /// <summary><c>--authorization-mode</c>, in order.</summary>
    public IReadOnlyList<AuthorizationMode> Modes { get; init; } = [AuthorizationMode.Node, AuthorizationMode.RBAC];

    /// <summary><c>--authorization-webhook-*</c>.</summary>
    public AuthorizationWebhookFlags Webhook { get; init; } = new();
}
