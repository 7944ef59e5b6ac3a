using Signet.Core.Primitives;
using Signet.Core.Resources.Cache;
using Signet.Core.Resources.Listing;
using Signet.Server.Http.Requests;

namespace Signet.Server.Endpoints.Objects;

/// <summary>The parameter <c>resourceVersion</c> of a read of one object: the answer has to be at least as new. Without it the answer is not older than the store was when the request came; with 0 it may be.</summary>
internal static class RevisionParameter
{
    /// <summary>Completes when the view is as new as that; null on success.</summary>
    public static async ValueTask<StatusError?> CheckAsync(ApiRequest request, ObjectView view, CancellationToken cancellationToken)
    {
        var text = request.Query.First("resourceVersion") ?? "";
        if (text.Length == 0)
        {
            await view.ConfirmAsync(cancellationToken).ConfigureAwait(false);
            return null;
        }

        return RevisionText.TryParse(text, out var wanted, out var fault)
            ? await view.WaitUntilFreshAsync(wanted, cancellationToken).ConfigureAwait(false)
            : StatusErrors.BadRequest("invalid resource version: " + fault);
    }
}
