using Signet.Core.Primitives;
using Signet.Core.Resources.Cache;
using Signet.Core.Resources.Listing;
using Signet.Server.Http;

namespace Signet.Server.Endpoints.Objects;

/// <summary>The parameter <c>resourceVersion</c> of a read of one object: at least so new must the answer be.</summary>
internal static class RevisionParameter
{
    /// <summary>Null when the cache is as new as that.</summary>
    public static async ValueTask<StatusError?> CheckAsync(ApiRequest request, ObjectCache cache, CancellationToken cancellationToken) =>
        RevisionText.TryParse(request.Query.First("resourceVersion") ?? "", out var wanted, out var fault)
            ? await cache.WaitUntilFreshAsync(wanted, cancellationToken).ConfigureAwait(false)
            : StatusErrors.BadRequest("invalid resource version: " + fault);
}
