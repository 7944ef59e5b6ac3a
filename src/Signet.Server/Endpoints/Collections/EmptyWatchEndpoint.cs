using System.Text.Json.Nodes;
using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.Cache;
using Signet.Core.Resources.Watching;
using Signet.Server.Endpoints.Objects;
using Signet.Server.Http.Answers;
using Signet.Server.Http.Formats;
using Signet.Server.Http.Requests;
using Signet.Server.Http.Watching;

namespace Signet.Server.Endpoints.Collections;

/// <summary>
/// A watch of an <see cref="EmptyCollection"/>: it sends only the bookmark after the (empty) initial events, which a reflector
/// with a watch list waits for. Ends at its time limit.
/// </summary>
/// <param name="kind">The kind, which may be missing in the schema.</param>
/// <param name="view">Has the revision.</param>
/// <param name="time">For the time limit.</param>
internal sealed class EmptyWatchEndpoint(GroupVersionKind kind, ObjectView view, TimeProvider time) : IEndpoint
{
    /// <inheritdoc/>
    public ValueTask<Answer> AnswerAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        if (!Negotiation.DecideWatch(request.Http.Request, request.Query).TryGetValue(out var format, out var error) ||
            !ListOptions.ReadTimeout(request.Query).TryGetValue(out var limit, out error))
        {
            return new(error);
        }

        if (format.Encoding == BodyFormat.Protobuf)
        {
            // The schema does not have the kind, so its bookmarks have no protobuf encoding.
            return new(Negotiation.NotAcceptable("application/json, application/json;stream=watch"));
        }

        var hasBookmark = request.Query.IsSet("sendInitialEvents") && request.Query.IsSet("allowWatchBookmarks");
        var encoding = WatchEncodings.For(null, format, time);
        return new(new Answer.Streaming(encoding.MediaType, (output, access, token) =>
        {
            var watch = new WatchOutput(output, encoding, time);
            return watch.RunAsync(sending => SendAsync(watch, access, hasBookmark, limit, sending), access, token);
        }));
    }

    private async Task SendAsync(WatchOutput output, StreamAccess access, bool hasBookmark, TimeSpan limit, CancellationToken cancellationToken)
    {
        if (hasBookmark)
        {
            output.Write(Bookmark());
        }

        // The headers tell the client that the watch has begun.
        await output.FlushAsync(cancellationToken).ConfigureAwait(false);
        access.NoteBegun();
        await Task.Delay(limit, time, cancellationToken).ConfigureAwait(false);
    }

    private WatchNotice Bookmark()
    {
        var revision = view.Revision;
        var root = new JsonObject
        {
            ["kind"] = kind.Kind,
            ["apiVersion"] = kind.ApiVersion,
            ["metadata"] = new JsonObject
            {
                ["resourceVersion"] = revision.ToString(),
                ["annotations"] = new JsonObject { [BookmarkObject.InitialEventsEnd] = "true" },
            },
        };
        var json = System.Text.Encoding.UTF8.GetBytes(root.ToJsonString());
        return new WatchNotice(WatchNoticeType.Bookmark, new StoredObject { Key = new ObjectKey("", ""), Uid = "", Revision = revision, Json = json });
    }
}
