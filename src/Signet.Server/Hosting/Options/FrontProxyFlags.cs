namespace Signet.Server.Hosting.Options;

/// <summary>Front proxies, which authenticate the caller and name it in headers: <c>--requestheader-*</c>.</summary>
public sealed record FrontProxyFlags
{
    /// <summary><c>--requestheader-client-ca-file</c>; null trusts no front proxy.</summary>
    public string? CaFile { get; init; }

    /// <summary><c>--requestheader-allowed-names</c>.</summary>
    public IReadOnlyList<string> AllowedNames { get; init; } = [];

    /// <summary><c>--requestheader-username-headers</c>.</summary>
    public IReadOnlyList<string> UsernameHeaders { get; init; } = [];

    /// <summary><c>--requestheader-uid-headers</c>.</summary>
    public IReadOnlyList<string> UidHeaders { get; init; } = [];

    /// <summary><c>--requestheader-group-headers</c>.</summary>
    public IReadOnlyList<string> GroupHeaders { get; init; } = [];

    /// <summary><c>--requestheader-extra-headers-prefix</c>.</summary>
    public IReadOnlyList<string> ExtraPrefixes { get; init; } = [];
}
