namespace Signet.Server.Authorization;

/// <summary>Who can be asked whether a request may be made (<c>--authorization-mode</c>); the names are those of the setting.</summary>
public enum AuthorizationMode
{
    /// <summary>Nodes may do what their pods need.</summary>
    Node,

    /// <summary>Roles and bindings.</summary>
    RBAC,

    /// <summary>Everybody may do everything.</summary>
    AlwaysAllow,

    /// <summary>Nobody may do anything.</summary>
    AlwaysDeny,

    /// <summary>Another server is asked.</summary>
    Webhook,
}
