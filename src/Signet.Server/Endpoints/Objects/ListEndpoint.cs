using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources;
using Signet.Core.Resources.Cache;
using Signet.Core.Schema;
using Signet.Server.Http;

namespace Signet.Server.Endpoints.Objects;

/// <summary><c>GET</c> of a collection: copies the bytes of a snapshot's objects (apiserver, <c>pkg/endpoints/handlers/get.go</c>).</summary>
public sealed class ListEndpoint(ResourceDefinition resource, ObjectServices services) : IEndpoint
{
    /// <inheritdoc/>
    public ValueTask<Answer> AnswerAsync(ApiRequest request, CancellationToken cancellationToken) => new(List(request));

    private Answer List(ApiRequest request)
    {
        if (!Negotiation.Decide(request.Http.Request, request.Query).TryGetValue(out var format, out var error) ||
            !ListScope.Read(resource, request).TryGetValue(out var scope, out error))
        {
            return error;
        }

        request.Format = format;
        var cache = services.Cache[resource];
        var continued = request.Query.First("continue") ?? "";
        var now = services.Cache.Revision;
        if (continued.Length == 0)
        {
            return RevisionParameter.Check(request, now) is { } refused
                ? refused
                : Page(cache, cache.Snapshot, now, scope, null);
        }

        if (ContinueToken.TryParse(continued) is not { } token)
        {
            return ContinueToken.Malformed;
        }

        return cache.FindPaged(token.Revision) is { } kept ? Page(cache, kept, kept.Revision, scope, token.After) : ContinueToken.TooOld;
    }

    private Answer.Object Page(ResourceCache cache, ResourceSnapshot snapshot, Revision atLeast, ListScope scope, ObjectKey? after)
    {
        // The cache has come at least so far, even when nothing of this resource has changed since.
        var revision = snapshot.Revision > atLeast ? snapshot.Revision : atLeast;
        var items = new ArrayBufferWriter<byte>(1024);
        var (count, remaining) = (0, 0L);
        ObjectKey? last = null;
        foreach (var found in snapshot.Range(scope.Namespace, after))
        {
            if (!scope.Selector.Matches(found.Key))
            {
                continue;
            }

            if (scope.Limit > 0 && count == scope.Limit)
            {
                remaining++;
                continue;
            }

            items.Write(count == 0 ? "{"u8 : ",{"u8);
            items.Write(found.Json.Span[resource.TypePrefix.Length..]);
            count++;
            last = found.Key;
        }

        if (remaining == 0)
        {
            return new Answer.Object(200, Write(revision, items.WrittenSpan, null, 0));
        }

        if (after is null)
        {
            cache.KeepForPaging(snapshot);
        }

        var next = new ContinueToken(snapshot.Revision, last!.Value);
        return new Answer.Object(200, Write(after is null ? revision : snapshot.Revision, items.WrittenSpan, next, scope.HasSelector ? 0 : remaining));
    }

    private ReadOnlyMemory<byte> Write(Revision revision, ReadOnlySpan<byte> items, ContinueToken? next, long remaining)
    {
        var buffer = new ArrayBufferWriter<byte>(items.Length + 256);
        using (var writer = new Utf8JsonWriter(buffer, CanonicalJson.WriterOptions))
        {
            writer.WriteStartObject();
            writer.WriteString("kind"u8, resource.Kind.Kind + "List");
            writer.WriteString("apiVersion"u8, resource.Kind.ApiVersion);
            writer.WriteStartObject("metadata"u8);
            writer.WriteString("resourceVersion"u8, revision.Value.ToString(CultureInfo.InvariantCulture));
            if (next is not null)
            {
                writer.WriteString("continue"u8, next.ToString());
            }

            if (remaining > 0)
            {
                writer.WriteNumber("remainingItemCount"u8, remaining);
            }

            writer.WriteEndObject();
            writer.WritePropertyName("items"u8);
            writer.Flush();
        }

        buffer.Write("["u8);
        buffer.Write(items);
        buffer.Write("]}"u8);
        return buffer.WrittenMemory;
    }
}
