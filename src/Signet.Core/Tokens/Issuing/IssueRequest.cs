using Signet.Core.Objects;
using Signet.Core.Tokens.Identity;

namespace Signet.Core.Tokens.Issuing;

/// <summary>A TokenRequest (<c>authentication.k8s.io/v1</c>), with the account of its path.</summary>
internal sealed record IssueRequest
{
    /// <summary>The namespace and name of the account, from the path.</summary>
    public required ObjectKey Account { get; init; }

    /// <summary><c>metadata.name</c>, or empty; must be that of the account.</summary>
    public string ClaimedName { get; init; } = "";

    /// <summary><c>metadata.uid</c>, or empty; must be that of the account.</summary>
    public string ClaimedUid { get; init; } = "";

    /// <summary><c>spec.audiences</c>; empty means the API audiences.</summary>
    public IReadOnlyList<string> Audiences { get; init; } = [];

    /// <summary><c>spec.expirationSeconds</c>.</summary>
    public required long ExpirationSeconds { get; init; }

    /// <summary><c>spec.boundObjectRef</c>, or null.</summary>
    public BoundObjectReference? BoundObject { get; init; }
}
