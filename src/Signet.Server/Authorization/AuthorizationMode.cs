namespace Signet.Server.Authorization;

/// <summary>An authorizer of requests; the names are the values of <c>--authorization-mode</c>.</summary>
public enum AuthorizationMode
{
    /// <summary>The node authorizer: nodes may access what their pods need.</summary>
    Node,

    /// <summary>Role-based access control: roles and bindings.</summary>
    RBAC,

    /// <summary>Allows every request.</summary>
    AlwaysAllow,

    /// <summary>Allows no request.</summary>
    AlwaysDeny,

    /// <summary>A webhook decides.</summary>
    Webhook,
}
