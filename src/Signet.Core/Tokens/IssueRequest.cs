using Signet.Core.Objects;

namespace Signet.Core.Tokens;

/// <summary>What a TokenRequest asks for (<c>authentication.k8s.io/v1</c> TokenRequest, with the path that it was sent to).</summary>
public sealed record IssueRequest
{
    /// <summary>Namespace and name of the account, from the path.</summary>
    public required ObjectKey Account { get; init; }

    /// <summary><c>metadata.name</c>, or empty: it has to be the account's.</summary>
    public string ClaimedName { get; init; } = "";

    /// <summary><c>metadata.uid</c>, or empty: it has to be the account's.</summary>
    public string ClaimedUid { get; init; } = "";

    /// <summary><c>spec.audiences</c>; empty stands for the server's own.</summary>
    public IReadOnlyList<string> Audiences { get; init; } = [];

    /// <summary><c>spec.expirationSeconds</c>.</summary>
    public required long ExpirationSeconds { get; init; }

    /// <summary><c>spec.boundObjectRef</c>, or null.</summary>
    public BoundObjectReference? BoundObject { get; init; }
}

/// <summary>The object that a token shall be bound to, as the client names it; nothing of it is checked yet.</summary>
public sealed record BoundObjectReference(string Kind, string ApiVersion, string Name, string Uid);

/// <summary>A token that was issued.</summary>
public sealed record IssuedToken
{
    /// <summary>The account that it is for.</summary>
    public required StoredObject Account { get; init; }

    /// <summary>The token: a JWT in compact form.</summary>
    public required string Token { get; init; }

    /// <summary>What it says.</summary>
    public required TokenClaims Claims { get; init; }

    /// <summary>The lifetime that the client is told, after shortening and before extension.</summary>
    public required long ExpirationSeconds { get; init; }

    /// <summary>When the client shall have renewed it: now and <see cref="ExpirationSeconds"/>.</summary>
    public required DateTimeOffset ExpirationTimestamp { get; init; }

    /// <summary>What is worth a warning.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}
