using Signet.Server.Authentication.Issuers;
using Signet.Server.Files;

namespace Signet.Server.Hosting.Services;

/// <summary>The rules for requests without credentials: those of <c>--authentication-config</c> in force, else <c>--anonymous-auth</c>.</summary>
internal sealed class AnonymousAccess(IValueSource<AuthenticationConfiguration> configuration, bool isAllowed) : IValueSource<AnonymousRules>
{
    private readonly AnonymousRules _fromFlag = new(isAllowed, []);

    /// <inheritdoc/>
    public AnonymousRules Current => configuration.Current.Anonymous ?? _fromFlag;
}
