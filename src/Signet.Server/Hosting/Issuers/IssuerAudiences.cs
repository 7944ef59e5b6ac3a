using Signet.Core.Tokens.Issuers;
using Signet.Server.Files;

namespace Signet.Server.Hosting.Issuers;

/// <summary>
/// The audiences that are accepted in callers' tokens: the server's own, and accepted issuers that the settings do not name. Those were the
/// audiences while they were current, or are the audiences of another server of the store.
/// </summary>
internal sealed class IssuerAudiences(AcceptedIssuers issuers, IReadOnlyList<string> own) : IValueSource<IReadOnlyList<string>>
{
    private volatile Made _made = Make(issuers.Current, own);

    /// <inheritdoc/>
    public IReadOnlyList<string> Current
    {
        get
        {
            var (current, made) = (issuers.Current, _made);
            if (!ReferenceEquals(made.From, current))
            {
                _made = made = Make(current, own);
            }

            return made.Audiences;
        }
    }

    private static Made Make(IssuerSnapshot from, IReadOnlyList<string> own) => new(
        from, from.Former.Count == 0 ? own : [.. own.Union(from.Former.Select(former => former.Issuer), StringComparer.Ordinal)]);

    private sealed record Made(IssuerSnapshot From, IReadOnlyList<string> Audiences);
}
