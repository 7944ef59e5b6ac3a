using Signet.Core.Primitives;
using Signet.Server.Endpoints.Api;
using Signet.Server.Endpoints.Discovery;
using Signet.Server.Endpoints.Documents;
using Signet.Server.Http.Answers;
using Signet.Server.Http.Requests;
using Signet.Server.Http.Targets;

namespace Signet.Server.Endpoints.Dispatch;

/// <summary>Finds the endpoint of an authorized request by its path, and returns its answer.</summary>
internal sealed class Dispatcher(
    ServedApi api, ResourceRoutes resources, DiscoveryEndpoints discovery, OpenIdEndpoints openId, ServerDocuments documents) : IEndpoint
{
    /// <inheritdoc/>
    public ValueTask<Answer> AnswerAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        var segments = request.Target.Segments;
        if (request.Target.Fault != RequestTargetFault.None)
        {
            return new(StatusErrors.UnknownResource);
        }

        if (openId.Answer(request) is { } document)
        {
            return new(document);
        }

        // Trailing slashes are ignored for documents and resources.
        var count = CountWithoutEnd(segments);
        switch (segments[0])
        {
            case "api":
                return AnswerApiAsync(request, count, cancellationToken);
            case "apis":
                return AnswerApisAsync(request, count, cancellationToken);
            case "livez" or "readyz" or "healthz":
                return AnswerHealthAsync(request, cancellationToken);
            case "version":
                return new(count == 1 ? documents.Version.Answer(request) : StatusErrors.UnknownResource);
        }

        return new(request.Info.Path is "/" or "/index.html"
            ? documents.Page.Answer(request) ?? documents.Root.Answer(request)
            : documents.OpenApi.Answer(request) ?? documents.Metrics.Answer(request.Identified.Received) ?? Answer.Text.PageNotFound);
    }

    private async ValueTask<Answer> AnswerHealthAsync(ApiRequest request, CancellationToken cancellationToken) =>
        await documents.Health.AnswerAsync(request.Identified.Received, cancellationToken).ConfigureAwait(false) ?? Answer.Text.PageNotFound;

    private static int CountWithoutEnd(ReadOnlySpan<string> segments)
    {
        var count = segments.Length;
        while (count > 1 && segments[count - 1].Length == 0)
        {
            count--;
        }

        return count;
    }

    private ValueTask<Answer> AnswerApiAsync(ApiRequest request, int count, CancellationToken cancellationToken)
    {
        if (count == 1)
        {
            return new(discovery.AnswerVersions(request));
        }

        return AnswerVersionAsync(request, api.Core, 1, count, cancellationToken);
    }

    private ValueTask<Answer> AnswerApisAsync(ApiRequest request, int count, CancellationToken cancellationToken)
    {
        if (count == 1)
        {
            // Here more than one trailing slash is a 404.
            return new(request.Target.Segments.Length <= 2 ? discovery.AnswerGroupList(request) : Answer.Text.PageNotFound);
        }

        var name = request.Target.Segments[1];
        if (name.Length == 0 || api.Find(name) is not { } group)
        {
            // A group that has only collections without discovery has no discovery documents.
            return name.Length > 0 && count > 3 && resources.HasVersion(new GroupVersion(name, request.Target.Segments[2]))
                ? resources.AnswerAsync(request, 3, count, cancellationToken)
                : new(Answer.Text.PageNotFound);
        }

        return count == 2 ? new(discovery.AnswerGroup(request, group)) : AnswerVersionAsync(request, group, 2, count, cancellationToken);
    }

    /// <summary>Answers requests for a version of a group and the paths below it.</summary>
    /// <param name="request">The request.</param>
    /// <param name="group">The group.</param>
    /// <param name="at">The index of the version in the path's segments.</param>
    /// <param name="count">The number of segments.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    private ValueTask<Answer> AnswerVersionAsync(ApiRequest request, ServedGroup group, int at, int count, CancellationToken cancellationToken)
    {
        if (group.Find(request.Target.Segments[at]) is not { } version)
        {
            return new(StatusErrors.UnknownResource);
        }

        return count == at + 1 ? new(discovery.AnswerResources(request, version)) : resources.AnswerAsync(request, at + 1, count, cancellationToken);
    }
}
