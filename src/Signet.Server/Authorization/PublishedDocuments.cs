using Signet.Core.Access;
using Signet.Server.Http.Documents;

namespace Signet.Server.Authorization;

/// <summary>Allows every user to read the issuers' documents (<c>--publish-discovery</c>). Has no opinion about other requests.</summary>
internal sealed class PublishedDocuments(IssuerDocuments documents) : IAuthorizer, IRuleResolver
{
    private static readonly AuthorizationDecision Allowed = new(AuthorizationVerdict.Allow, "the document is published (--publish-discovery)");

    private volatile Made _made = Make(documents.Paths);

    /// <inheritdoc/>
    public ValueTask<AuthorizationDecision> AuthorizeAsync(in RequestAttributes attributes, CancellationToken cancellationToken) =>
        new(!attributes.IsResourceRequest && documents.IsPublic(attributes.Verb, attributes.Path) ? Allowed : AuthorizationDecision.NoOpinion);

    /// <inheritdoc/>
    public ResolvedRules RulesFor(UserInfo user, string ns)
    {
        var (paths, made) = (documents.Paths, _made);
        if (!ReferenceEquals(made.Paths, paths))
        {
            _made = made = Make(paths);
        }

        return made.Rules;
    }

    private static Made Make(IReadOnlyList<string> paths) =>
        new(paths, new ResolvedRules([new PolicyRule { Verbs = ["get", "head"], NonResourceUrls = [.. paths] }], IsIncomplete: false, []));

    private sealed record Made(IReadOnlyList<string> Paths, ResolvedRules Rules);
}
