using Signet.Server.Files;

namespace Signet.Server.Authentication;

/// <summary>
/// The audiences of credentials that have none of their own: they are valid for this server only (apiserver,
/// <c>authenticator.WrapAudienceAgnosticToken</c>).
/// </summary>
internal sealed class OwnAudiences(IValueSource<IReadOnlyList<string>> apiAudiences)
{
    /// <summary>The requested audiences that are the server's own; null when there are none.</summary>
    public IReadOnlyList<string>? Granted(IReadOnlyList<string> requested)
    {
        // Authentication of a request passes this instance; only a token review requests others.
        var own = apiAudiences.Current;
        if (ReferenceEquals(requested, own))
        {
            return requested;
        }

        List<string>? granted = null;
        for (var i = 0; i < requested.Count; i++)
        {
            if (own.Contains(requested[i]))
            {
                (granted ??= []).Add(requested[i]);
            }
        }

        return granted;
    }
}
