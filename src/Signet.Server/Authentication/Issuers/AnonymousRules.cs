namespace Signet.Server.Authentication.Issuers;

/// <summary>The rules for requests without credentials.</summary>
/// <param name="IsEnabled">Whether anonymous requests are allowed.</param>
/// <param name="Paths">The allowed paths, compared exactly; empty allows all.</param>
internal sealed record AnonymousRules(bool IsEnabled, IReadOnlyList<string> Paths)
{
    /// <summary>Whether an anonymous request for a path is allowed.</summary>
    public bool Allows(string path) => IsEnabled && (Paths.Count == 0 || Paths.Contains(path));
}
