using Signet.Core.Primitives;
using Signet.Core.Resources.Listing;
using Signet.Core.Resources.Model;
using Signet.Core.Resources.Watching;
using Signet.Server.Http.Answers;
using Signet.Server.Http.Formats;
using Signet.Server.Http.Requests;
using Signet.Server.Http.Watching;

namespace Signet.Server.Endpoints.Objects;

/// <summary>
/// <c>GET</c> of a collection with <c>watch</c> (apiserver, <c>pkg/endpoints/handlers/get.go</c>): decides which objects are watched, and
/// for how long.
/// </summary>
internal sealed class WatchEndpoint(ResourceDefinition resource, ObjectServices services) : IEndpoint
{
    /// <inheritdoc/>
    public async ValueTask<Answer> AnswerAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        if (!Negotiation.DecideWatch(request.Http.Request, request.Query).TryGetValue(out var format, out var error) ||
            !ListOptions.Read(resource, request, isWatch: true).TryGetValue(out var options, out error))
        {
            return error;
        }

        if (!RevisionText.TryParse(options.ResourceVersion, out var after, out var fault))
        {
            return StatusErrors.Unclassified(fault);
        }

        var query = new WatchQuery
        {
            Selector = options.Selector,
            After = after,
            IsMostRecent = options.ResourceVersion.Length == 0,
            SendInitialEvents = options.SendInitialEvents,
            AllowBookmarks = options.AllowBookmarks,
        };
        var watch = await ObjectWatch.BeginAsync(services.View, resource, query, cancellationToken).ConfigureAwait(false);
        var encoding = WatchEncodings.For(resource, format, services.Time);
        return new Answer.Streaming(encoding.MediaType, (output, access, token) =>
        {
            var stream = new WatchStream(watch, options.AllowBookmarks, new WatchOutput(output, encoding, services.Time), services.Time);
            return stream.RunAsync(options.WatchLimit, access, token);
        });
    }
}
