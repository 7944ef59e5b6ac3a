using Signet.Core.Primitives;
using Signet.Server.Endpoints.Api;
using Signet.Server.Http.Answers;
using Signet.Server.Http.Formats;
using Signet.Server.Http.Requests;

namespace Signet.Server.Endpoints.Discovery;

/// <summary>Discovery: <c>/api</c>, <c>/apis</c> and the documents below. Rendered once.</summary>
internal sealed class DiscoveryEndpoints
{
    private readonly byte[] _versions;
    private readonly byte[] _groupList;
    private readonly Dictionary<ServedGroup, byte[]> _groups;
    private readonly Dictionary<ServedVersion, byte[]> _resources;
    private readonly AggregatedDocument _coreAggregated;
    private readonly AggregatedDocument _groupsAggregated;

    /// <summary>Renders the documents.</summary>
    /// <param name="api">The served API.</param>
    /// <param name="serverAddress">Host and port under which clients reach the server.</param>
    public DiscoveryEndpoints(ServedApi api, string serverAddress)
    {
        _versions = DiscoveryDocuments.RenderVersions(api.Core, serverAddress);
        _groupList = DiscoveryDocuments.RenderGroups(api.Groups);
        _groups = api.Groups.ToDictionary(group => group, DiscoveryDocuments.RenderGroup);
        _resources = api.Groups.Prepend(api.Core).SelectMany(group => group.Versions).ToDictionary(version => version, DiscoveryDocuments.RenderResources);
        _coreAggregated = AggregatedDiscovery.Render([api.Core]);
        _groupsAggregated = AggregatedDiscovery.Render(api.Groups);
        Paths =
        [
            "/api", .. api.Core.Versions.Select(version => version.GroupVersion.Path),
            "/apis", "/apis/", .. api.Groups.SelectMany(group => group.Versions.Select(version => version.GroupVersion.Path).Prepend($"/apis/{group.Name}")),
        ];
    }

    /// <summary>The paths of the documents, as <c>/</c> lists them, including <c>/apis/</c>.</summary>
    public IReadOnlyList<string> Paths { get; }

    /// <summary><c>/api</c>.</summary>
    public Answer AnswerVersions(ApiRequest request) => AnswerDocument(request, _versions, isFiltered: true, _coreAggregated);

    /// <summary><c>/apis</c>; with a trailing slash never aggregated, as recorded.</summary>
    public Answer AnswerGroupList(ApiRequest request) =>
        AnswerDocument(request, _groupList, isFiltered: false, request.Info.Path.EndsWith('/') ? null : _groupsAggregated);

    /// <summary>
    /// <c>/apis/GROUP</c>. With more than one trailing slash another handler of kube-apiserver answers, which filters media types.
    /// </summary>
    public Answer AnswerGroup(ApiRequest request, ServedGroup group) =>
        AnswerDocument(request, _groups[group], isFiltered: request.Info.Path.EndsWith("//", StringComparison.Ordinal));

    /// <summary><c>/api/VERSION</c> for the core group, <c>/apis/GROUP/VERSION</c> for the others.</summary>
    public Answer AnswerResources(ApiRequest request, ServedVersion version) => AnswerDocument(request, _resources[version], isFiltered: true);

    private static Answer AnswerDocument(ApiRequest request, byte[] json, bool isFiltered, AggregatedDocument? aggregated = null)
    {
        if (request.Info.Verb != "get")
        {
            return StatusErrors.MethodNotAllowed;
        }

        var http = request.Http.Request;
        if (aggregated is not null && Negotiation.DecideAggregated(http, request.Query) is { } aggregatedFormat)
        {
            return aggregated.In(aggregatedFormat);
        }

        var decided = isFiltered ? Negotiation.DecideOneShape(http, request.Query) : Negotiation.DecideUnfiltered(http, request.Query);
        return decided.TryGetValue(out var format, out var error) ? new Answer.Object(200, json) { Format = format } : error;
    }
}
