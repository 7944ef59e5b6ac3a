using Signet.Core.Tokens.Issuers;
using Signet.Server.Files;

namespace Signet.Server.Hosting.Issuers;

/// <summary>The accepted issuers, the one that issues first.</summary>
internal sealed class IssuerNames(AcceptedIssuers issuers) : IValueSource<IReadOnlyList<string>>
{
    /// <inheritdoc/>
    public IReadOnlyList<string> Current => issuers.Current.Names;
}
