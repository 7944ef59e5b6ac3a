namespace Signet.Server.Authentication.Issuers;

/// <summary>Who may come without credentials.</summary>
/// <param name="IsEnabled">Whether anybody may.</param>
/// <param name="Paths">The only paths, letter by letter; empty for all.</param>
internal sealed record AnonymousRules(bool IsEnabled, IReadOnlyList<string> Paths)
{
    /// <summary>Whether a request for a path may.</summary>
    public bool Allows(string path) => IsEnabled && (Paths.Count == 0 || Paths.Contains(path));
}
