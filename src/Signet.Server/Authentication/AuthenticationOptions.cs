namespace Signet.Server.Authentication;

/// <summary>How callers are authenticated.</summary>
public sealed record AuthenticationOptions
{
    /// <summary>The audiences of the server itself (<c>--api-audiences</c>): a caller's token has to be for one of them.</summary>
    public required IReadOnlyList<string> ApiAudiences { get; init; }

    /// <summary>Whether a request without credentials is one of <c>system:anonymous</c> (<c>--anonymous-auth</c>).</summary>
    public bool AllowAnonymous { get; init; } = true;
}
