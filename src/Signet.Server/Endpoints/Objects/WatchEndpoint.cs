using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources;
using Signet.Core.Resources.Cache;
using Signet.Core.Resources.Listing;
using Signet.Server.Http;

namespace Signet.Server.Endpoints.Objects;

/// <summary><c>GET</c> of a collection with <c>watch</c>: what happens from a revision on, a JSON document on each line (apiserver, <c>handlers/watch.go</c>).</summary>
public sealed class WatchEndpoint(ResourceDefinition resource, ObjectServices services) : IEndpoint
{
    private static readonly TimeSpan LongestWatch = TimeSpan.FromMinutes(60);

    /// <inheritdoc/>
    public ValueTask<Answer> AnswerAsync(ApiRequest request, CancellationToken cancellationToken) => new(Begin(request));

    private Answer Begin(ApiRequest request)
    {
        if (!Negotiation.Decide(request.Http.Request, request.Query).TryGetValue(out _, out var error) ||
            !ListOptions.Read(resource, request, isWatch: true).TryGetValue(out var scope, out error))
        {
            return error;
        }

        var text = request.Query.First("resourceVersion") ?? "";
        if (!RevisionText.TryParse(text, out var from, out _))
        {
            return StatusErrors.Unclassified($"strconv.ParseUint: parsing {GoText.Quote(text)}: invalid syntax");
        }

        var cache = services.Cache[resource];
        IEnumerable<StoredObject> existing = [];
        if (from == Revision.Zero)
        {
            // The snapshot is newer than the window's place or the same; what is in both is told once, as it is now.
            var snapshot = cache.Snapshot;
            existing = snapshot.Range(scope.Selector.Namespace);
            from = snapshot.Revision;
        }

        return cache.Watch(from) is { } watch
            ? new Answer.Streaming("application/json", (output, token) => RunAsync(output, existing, watch, scope, LimitOf(request), token))
            : StatusErrors.Expired($"too old resource version: {from} ({services.Cache.Revision})");
    }

    private static TimeSpan LimitOf(ApiRequest request) =>
        int.TryParse(request.Query.First("timeoutSeconds"), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds > 0
            ? TimeSpan.FromSeconds(seconds)
            : LongestWatch;

    private async Task RunAsync(
        PipeWriter output, IEnumerable<StoredObject> existing, ResourceWatch watch, ListOptions scope, TimeSpan limit, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(limit, services.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        foreach (var found in existing)
        {
            if (scope.Selector.Matches(found))
            {
                WriteEvent(output, "ADDED"u8, found.Json.Span);
            }
        }

        try
        {
            while (true)
            {
                await output.FlushAsync(either.Token).ConfigureAwait(false);
                if (watch.TryRead(out var change, out var isExpired))
                {
                    Write(output, change!, scope);
                }
                else if (isExpired)
                {
                    WriteEvent(output, "ERROR"u8, StatusJson.Write(StatusErrors.Expired("too old resource version")));
                    await output.FlushAsync(either.Token).ConfigureAwait(false);
                    return;
                }
                else
                {
                    await watch.WaitAsync(either.Token).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested)
        {
            // The client has gone, or its time is up: a watch ends without a word.
        }
    }

    private static void Write(PipeWriter output, ObjectEvent change, ListOptions scope)
    {
        if (!scope.Selector.Matches(change.Object))
        {
            return;
        }

        WriteEvent(output, change.Type switch
        {
            ObjectEventType.Added => "ADDED"u8,
            ObjectEventType.Modified => "MODIFIED"u8,
            _ => "DELETED"u8,
        }, change.Object.Json.Span);
    }

    private static void WriteEvent(PipeWriter output, ReadOnlySpan<byte> type, ReadOnlySpan<byte> json)
    {
        output.Write("{\"type\":\""u8);
        output.Write(type);
        output.Write("\",\"object\":"u8);
        output.Write(json);
        output.Write("}\n"u8);
    }
}
