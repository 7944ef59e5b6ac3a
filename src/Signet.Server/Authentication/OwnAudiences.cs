namespace Signet.Server.Authentication;

/// <summary>
/// For tokens that say nothing of the server's audiences: they are for the server itself and for nobody else (apiserver,
/// <c>authenticator.WrapAudienceAgnosticToken</c>).
/// </summary>
internal sealed class OwnAudiences(IReadOnlyList<string> apiAudiences)
{
    /// <summary>Those of the requested audiences that such a token is for; null for none.</summary>
    public IReadOnlyList<string>? Granted(IReadOnlyList<string> requested)
    {
        // A caller's own token asks for exactly these.
        if (ReferenceEquals(requested, apiAudiences))
        {
            return requested;
        }

        List<string>? granted = null;
        for (var i = 0; i < requested.Count; i++)
        {
            if (apiAudiences.Contains(requested[i]))
            {
                (granted ??= []).Add(requested[i]);
            }
        }

        return granted;
    }
}
