using Signet.Core.Primitives;
using Signet.Server.Endpoints.Discovery;
using Signet.Server.Http;

namespace Signet.Server.Endpoints;

/// <summary>Finds the endpoint of a request that is authenticated and authorized, and has it answer. The one table of paths.</summary>
internal sealed class Dispatcher(ResourceRoutes resources, DiscoveryEndpoints discovery, OpenIdEndpoints openId, ServerDocuments documents)
{
    /// <summary>Answers.</summary>
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

        // One slash at the end is as good as none, wherever there is a document or a resource.
        var count = segments.Length > 1 && segments[^1].Length == 0 ? segments.Length - 1 : segments.Length;
        switch (segments[0])
        {
            case "api":
                return AnswerApi(request, count, cancellationToken);
            case "apis":
                return AnswerApis(request, count, cancellationToken);
            case "livez" or "readyz" or "healthz" when segments.Length <= 2 && !request.Info.Path.EndsWith('/'):
                return documents.Health.AnswerAsync(request, segments[0], segments.Length == 2 ? segments[1] : null, cancellationToken);
            case "version":
                return new(count == 1 ? documents.Version.Answer(request) : StatusErrors.UnknownResource);
        }

        return new(request.Info.Path switch
        {
            "/" or "/index.html" => documents.Root.Answer(request),
            _ => documents.OpenApi.Answer(request) ?? Answer.Text.PageNotFound,
        });
    }

    private ValueTask<Answer> AnswerApi(ApiRequest request, int count, CancellationToken cancellationToken)
    {
        if (count == 1)
        {
            return new(discovery.AnswerVersions(request));
        }

        if (request.Target.Segments[1] != "v1")
        {
            return new(StatusErrors.UnknownResource);
        }

        return count == 2 ? new(discovery.AnswerResources(request, "")) : resources.AnswerAsync(request, 2, count, cancellationToken);
    }

    private ValueTask<Answer> AnswerApis(ApiRequest request, int count, CancellationToken cancellationToken)
    {
        if (count == 1)
        {
            return new(discovery.AnswerGroupList(request));
        }

        var group = request.Target.Segments[1];
        if (!discovery.Groups.Contains(group))
        {
            return new(Answer.Text.PageNotFound);
        }

        if (count == 2)
        {
            return new(discovery.AnswerGroup(request, group));
        }

        if (request.Target.Segments[2] != "v1")
        {
            return new(StatusErrors.UnknownResource);
        }

        return count == 3 ? new(discovery.AnswerResources(request, group)) : resources.AnswerAsync(request, 3, count, cancellationToken);
    }
}
