using Signet.Core.Objects;
using Signet.Core.Tokens.Identity;

namespace Signet.Core.Tokens.Issuing;

/// <summary>What a TokenRequest asks for (<c>authentication.k8s.io/v1</c> TokenRequest, with the path that it was sent to).</summary>
internal sealed record IssueRequest
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
