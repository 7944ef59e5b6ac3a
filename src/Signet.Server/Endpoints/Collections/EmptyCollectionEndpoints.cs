using Signet.Core.Primitives;
using Signet.Core.Resources.Cache;
using Signet.Server.Http.Answers;
using Signet.Server.Http.Requests;

namespace Signet.Server.Endpoints.Collections;

/// <summary>The endpoints of an <see cref="EmptyCollection"/>: lists and watches are empty, every name is a 404, creates are refused.</summary>
/// <param name="view">Has the revision.</param>
/// <param name="time">For watches.</param>
internal sealed class EmptyCollectionEndpoints(ObjectView view, TimeProvider time)
{
    private static readonly string[] NamedVerbs = ["get", "update", "patch", "delete"];

    /// <summary>The routes by key (<see cref="ResourceRoutes"/>).</summary>
    public IEnumerable<KeyValuePair<string, ResourceRoute>> Routes()
    {
        foreach (var collection in EmptyCollection.All)
        {
            var kind = collection.GroupVersion.OfKind(collection.Kind);
            var resource = new GroupResource(collection.Group, collection.Plural);
            var watch = new EmptyWatchEndpoint(kind, view, time);
            var list = new EmptyListEndpoint(kind, view);
            var missing = new Refusal(request => StatusErrors.NotFound(resource, request.Info.Name));
            var path = ResourceRoutes.KeyOf(collection.GroupVersion, collection.Plural);
            yield return new(path, new ResourceRoute(collection.IsNamespaced, new Dictionary<string, IEndpoint>
            {
                ["list"] = list,
                ["watch"] = watch,

                // The answer is the list of deleted objects.
                ["deletecollection"] = list,
                ["create"] = new Refusal(_ => StatusErrors.MethodNotAllowed with
                {
                    Message = $"{StatusErrors.MethodNotAllowed.Message}: {resource} are not stored by this server, the collection is always empty",
                }),
            }));
            var named = NamedVerbs.ToDictionary(verb => verb, IEndpoint (_) => missing);

            // Only the deprecated watch paths have a name.
            named["watch"] = watch;
            yield return new(path + "/*", new ResourceRoute(collection.IsNamespaced, named));
        }
    }

    /// <summary>Answers every request with an error.</summary>
    private sealed class Refusal(Func<ApiRequest, StatusError> errorFor) : IEndpoint
    {
        public ValueTask<Answer> AnswerAsync(ApiRequest request, CancellationToken cancellationToken) => new(errorFor(request));
    }
}
