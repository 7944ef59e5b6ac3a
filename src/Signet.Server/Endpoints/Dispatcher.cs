using Signet.Core.Primitives;
using Signet.Server.Endpoints.Discovery;
using Signet.Server.Http;

namespace Signet.Server.Endpoints;

/// <summary>Finds the endpoint of a request that is authenticated and authorized, and has it answer. The one table of paths.</summary>
internal sealed class Dispatcher(ResourceRoutes resources, DiscoveryEndpoints discovery, OpenIdEndpoints openId, ServerDocuments documents) : IEndpoint
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

        // Slashes at the end are as good as none, wherever there is a document or a resource.
        var count = CountWithoutEnd(segments);
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

        return new(request.Info.Path is "/" or "/index.html"
            ? documents.Root.Answer(request)
            : documents.OpenApi.Answer(request) ?? Answer.Text.PageNotFound);
    }

    private static int CountWithoutEnd(ReadOnlySpan<string> segments)
    {
        var count = segments.Length;
        while (count > 1 && segments[count - 1].Length == 0)
        {
            count--;
        }

        return count;
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
            // Here more than one slash leads nowhere.
            return new(request.Target.Segments.Length <= 2 ? discovery.AnswerGroupList(request) : Answer.Text.PageNotFound);
        }

        var group = request.Target.Segments[1];
        if (!discovery.Groups.Contains(group))
        {
            // A group of nothing but collections that discovery does not list has no documents either.
            return count > 3 && request.Target.Segments[2] == "v1" && resources.HasGroup(group)
                ? resources.AnswerAsync(request, 3, count, cancellationToken)
                : new(Answer.Text.PageNotFound);
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
