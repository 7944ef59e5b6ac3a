namespace Signet.Core.Tokens.Claims;

/// <summary>The claims read so far; null for claims that have not been read.</summary>
internal struct ClaimsBuilder
{
    public string? Issuer;
    public string? Subject;
    public string? Id;
    public IReadOnlyList<string>? Audiences;
    public long? ExpiresAt;
    public long? NotBefore;
    public long? IssuedAt;
    public bool HasPrivate;
    public string? Namespace;
    public ObjectClaim? ServiceAccount;
    public ObjectClaim? Pod;
    public ObjectClaim? Secret;
    public ObjectClaim? Node;
    public long? WarnAfter;

    public readonly TokenClaims ToClaims() => new()
    {
        Issuer = Issuer ?? "",
        Subject = Subject ?? "",
        Audiences = Audiences ?? [],
        IssuedAt = IssuedAt ?? 0,
        NotBefore = NotBefore ?? 0,
        ExpiresAt = ExpiresAt ?? 0,
        Id = Id ?? "",
        Namespace = Namespace ?? "",
        ServiceAccount = ServiceAccount ?? new ObjectClaim("", ""),
        Bound = Pod is { } pod ? new BoundClaim.Pod(pod, Node)
            : Secret is { } secret ? new BoundClaim.Secret(secret)
            : Node is { } node ? new BoundClaim.Node(node)
            : BoundClaim.None.Instance,
        WarnAfter = WarnAfter ?? 0,
    };
}
