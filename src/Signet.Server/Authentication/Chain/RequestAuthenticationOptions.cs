using Signet.Server.Authentication.Issuers;
using Signet.Server.Files;
using Signet.Server.Http.Documents;

namespace Signet.Server.Authentication.Chain;

/// <summary>How callers are authenticated.</summary>
internal sealed record RequestAuthenticationOptions
{
    /// <summary>The audiences of the server itself (<c>--api-audiences</c>): a caller's token has to be for one of them.</summary>
    public required IReadOnlyList<string> ApiAudiences { get; init; }

    /// <summary>Which requests without credentials are those of <c>system:anonymous</c> (<c>--anonymous-auth</c>, <c>--authentication-config</c>).</summary>
    public IValueSource<AnonymousRules> Anonymous { get; init; } = new FixedValue<AnonymousRules>(new(IsEnabled: true, []));

    /// <summary>What may be read without credentials, whatever <see cref="Anonymous"/> says.</summary>
    public IssuerDocuments Documents { get; init; } = IssuerDocuments.None;
}
