using Signet.Core.Primitives;
using Signet.Core.Resources.Cache;
using Signet.Core.Resources.Listing;
using Signet.Server.Http.Requests;

namespace Signet.Server.Endpoints.Objects;

/// <summary>
/// The parameter <c>resourceVersion</c> of a read of one object: the minimum revision of the answer. Without it the answer is at least as
/// new as the store at the time of the request; 0 allows any revision.
/// </summary>
internal static class RevisionParameter
{
    /// <summary>Waits until the view has the revision; returns the failure, or null.</summary>
    public static async ValueTask<StatusError?> CheckAsync(ApiRequest request, ObjectView view, CancellationToken cancellationToken)
    {
        var text = request.Query.First("resourceVersion") ?? "";
        if (text.Length == 0)
        {
            await view.ConfirmAsync(cancellationToken).ConfigureAwait(false);
            return null;
        }

        return RevisionText.TryParse(text, out var minimum, out var fault)
            ? await view.WaitUntilFreshAsync(minimum, cancellationToken).ConfigureAwait(false)
            : StatusErrors.BadRequest("invalid resource version: " + fault);
    }
}
