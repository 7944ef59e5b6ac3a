using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Signet.Core.Primitives;
using Signet.Core.Schema;
using Signet.Core.Schema.Protobuf;
using Signet.Server.Http.Formats;
using Signet.Server.Http.Requests;
using Signet.Server.Http.Yaml;

namespace Signet.Server.Http.Bodies;

/// <summary>A request's body, in a rented buffer that <see cref="Dispose"/> gives back.</summary>
internal sealed class RequestBody : IDisposable
{
    /// <summary>The most bytes that a body may have (apiserver, <c>MaxRequestBodyBytes</c>).</summary>
    public const int Limit = 3 * 1024 * 1024;

    private byte[]? _rented;
    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly bool _isProtobuf;
    private readonly RequestNotes? _notes;

    private RequestBody(byte[]? rented, ReadOnlyMemory<byte> bytes, bool isProtobuf, RequestNotes? notes) =>
        (_rented, _bytes, _isProtobuf, _notes) = (rented, bytes, isProtobuf, notes);

    /// <summary>Whether there is none.</summary>
    public bool IsEmpty => _bytes.IsEmpty;

    /// <summary>As it came, or the JSON that YAML was turned into.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes.Span;

    /// <summary>The object in it, or a 400.</summary>
    public Outcome<DecodedObject> Decode(SchemaType type, GroupVersionKind kind)
    {
        var decoded = _isProtobuf ? ProtobufDecoder.Decode(_bytes.Span, type, kind) : ObjectDecoder.Decode(_bytes.Span, type, kind);
        if (_notes is not null && decoded.IsSuccess)
        {
            _notes.NoteObject(decoded.Value.Root, withBody: _isProtobuf);
        }

        return decoded;
    }

    /// <summary>What kind of object is in it; what it does not say is as expected.</summary>
    public Outcome<GroupVersionKind> ReadKind(GroupVersionKind expected) =>
        _isProtobuf ? ProtobufDecoder.ReadKind(_bytes.Span, expected) : ObjectDecoder.ReadKind(_bytes.Span, expected);

    /// <summary>Reads a body: 415 for a media type that nobody reads, 413 when it is too long, 400 when it is YAML with a fault.</summary>
    public static ValueTask<Outcome<RequestBody>> ReadAsync(ApiRequest request, CancellationToken cancellationToken) =>
        BodyNegotiation.Decide(request.Http.Request).TryGetValue(out var format, out var error) ? ReadAsync(request, format, cancellationToken) : new(error);

    /// <summary>The same for a request that needs no body: the media type counts only when there is one.</summary>
    public static async ValueTask<Outcome<RequestBody>> ReadOptionalAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        var isKnown = BodyNegotiation.Decide(request.Http.Request).TryGetValue(out var format, out var unknown);
        if (!(await ReadAsync(request, isKnown ? format : BodyFormat.Json, cancellationToken).ConfigureAwait(false)).TryGetValue(out var body, out var error))
        {
            return error;
        }

        if (isKnown || body.IsEmpty)
        {
            return body;
        }

        body.Dispose();
        return unknown!;
    }

    /// <summary>Reads a body whose format is known: 413 when it is too long, 415 when it is compressed, 400 when it is YAML with a fault.</summary>
    /// <exception cref="BodyIncompleteException">The request is cancelled, or the client has gone, before the whole body has come.</exception>
    public static async ValueTask<Outcome<RequestBody>> ReadAsync(ApiRequest request, BodyFormat format, CancellationToken cancellationToken)
    {
        if (request.Http.Request.ContentLength > Limit)
        {
            return StatusErrors.RequestEntityTooLarge(Limit);
        }

        var reader = request.Http.Request.BodyReader;
        ReadResult read;
        while (true)
        {
            try
            {
                read = await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is OperationCanceledException or IOException and not BadHttpRequestException)
            {
                throw new BodyIncompleteException(exception, cancellationToken);
            }

            if (read.Buffer.Length > Limit)
            {
                reader.AdvanceTo(read.Buffer.End);
                return StatusErrors.RequestEntityTooLarge(Limit);
            }

            if (read.IsCompleted)
            {
                break;
            }

            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }

        var length = (int)read.Buffer.Length;
        var rented = ArrayPool<byte>.Shared.Rent(Math.Max(1, length));
        var body = new RequestBody(rented, rented.AsMemory(0, length), format == BodyFormat.Protobuf, request.Notes);
        try
        {
            read.Buffer.CopyTo(rented);
            reader.AdvanceTo(read.Buffer.End);
            if (ContentCodings.Check(request.Http, body.Bytes, format) is { } coded)
            {
                body.Dispose();
                return coded;
            }

            return Prepare(body, request.Notes, format);
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    private static Outcome<RequestBody> Prepare(RequestBody body, RequestNotes? notes, BodyFormat format)
    {
        if (format == BodyFormat.Yaml && !FromYaml(body).TryGetValue(out body!, out var error))
        {
            return error;
        }

        if (format != BodyFormat.Protobuf)
        {
            notes?.NoteBody(body.Bytes);
        }

        return body;
    }

    /// <summary>Gives the buffer back.</summary>
    public void Dispose()
    {
        if (_rented is { } rented)
        {
            _rented = null;

            // A body may hold a token or a secret; the next one to rent the buffer shall not find it.
            rented.AsSpan(0, _bytes.Length).Clear();
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    /// <summary>JSON is YAML too, and clients that apply mostly send it.</summary>
    private static Outcome<RequestBody> FromYaml(RequestBody yaml)
    {
        if (IsJsonObject(yaml._bytes.Span))
        {
            return yaml;
        }

        using (yaml)
        {
            return YamlToJson.Convert(yaml._bytes.Span).TryGetValue(out var json, out var error) ? new RequestBody(null, json, isProtobuf: false, yaml._notes) : error;
        }
    }

    private static bool IsJsonObject(ReadOnlySpan<byte> bytes)
    {
        try
        {
            var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { MaxDepth = ObjectDecoder.MaxDepth });
            var isObject = reader.Read() && reader.TokenType == JsonTokenType.StartObject;
            while (isObject && reader.Read())
            {
            }

            return isObject;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
