using Signet.Server.Authentication.Issuers;
using Signet.Server.Files;
using Signet.Server.Http.Documents;

namespace Signet.Server.Authentication.Chain;

/// <summary>The options of request authentication.</summary>
internal sealed record RequestAuthenticationOptions
{
    /// <summary>The audiences of the server (<c>--api-audiences</c>). The token of a caller must have one of them.</summary>
    public required IValueSource<IReadOnlyList<string>> ApiAudiences { get; init; }

    /// <summary>
    /// Which requests without credentials are authenticated as <c>system:anonymous</c> (<c>--anonymous-auth</c>, <c>--authentication-config</c>).
    /// </summary>
    public IValueSource<AnonymousRules> Anonymous { get; init; } = new FixedValue<AnonymousRules>(new(IsEnabled: true, []));

    /// <summary>The documents that may be read without credentials even where <see cref="Anonymous"/> refuses.</summary>
    public IssuerDocuments Documents { get; init; } = IssuerDocuments.None;

    /// <summary>The clock of the rate at which failures are logged.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
