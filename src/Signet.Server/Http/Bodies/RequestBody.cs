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

/// <summary>A request's body, in a pooled buffer that <see cref="Dispose"/> returns.</summary>
internal sealed class RequestBody : IDisposable
{
    /// <summary>The maximum size of a body in bytes (apiserver, <c>MaxRequestBodyBytes</c>).</summary>
    public const int Limit = 3 * 1024 * 1024;

    private byte[]? _rented;
    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly bool _isProtobuf;
    private readonly RequestNotes? _notes;

    private RequestBody(byte[]? rented, ReadOnlyMemory<byte> bytes, bool isProtobuf, RequestNotes? notes) =>
        (_rented, _bytes, _isProtobuf, _notes) = (rented, bytes, isProtobuf, notes);

    public bool IsEmpty => _bytes.IsEmpty;

    /// <summary>The body as received; for YAML, the JSON that it was converted to.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes.Span;

    /// <summary>Decodes the object, or returns a 400.</summary>
    public Outcome<DecodedObject> Decode(SchemaType type, GroupVersionKind kind)
    {
        var decoded = _isProtobuf ? ProtobufDecoder.Decode(_bytes.Span, type, kind) : ObjectDecoder.Decode(_bytes.Span, type, kind);
        if (_notes is not null && decoded.IsSuccess)
        {
            _notes.NoteObject(decoded.Value.Root, withBody: _isProtobuf);
        }

        return decoded;
    }

    /// <summary>The group, version and kind of the object; missing parts are taken from the expected kind.</summary>
    public Outcome<GroupVersionKind> ReadKind(GroupVersionKind expected) =>
        _isProtobuf ? ProtobufDecoder.ReadKind(_bytes.Span, expected) : ObjectDecoder.ReadKind(_bytes.Span, expected);

    /// <summary>Reads a body: 415 for an unsupported media type, 413 when it is too long, 400 for malformed YAML.</summary>
    public static ValueTask<Outcome<RequestBody>> ReadAsync(ApiRequest request, CancellationToken cancellationToken) =>
        BodyNegotiation.Decide(request.Http.Request).TryGetValue(out var format, out var error) ? ReadAsync(request, format, cancellationToken) : new(error);

    /// <summary>Reads an optional body: the media type is checked only when there is a body.</summary>
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

    /// <summary>Reads a body of a given format: 413 when it is too long, 415 when it is compressed, 400 for malformed YAML.</summary>
    /// <exception cref="BodyIncompleteException">The request was cancelled, or its connection closed, before the body was received.</exception>
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
            read = await ReadAsync(reader, cancellationToken).ConfigureAwait(false);
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

    /// <summary>Waits for more of a body, and leaves it in the pipe.</summary>
    /// <returns>How much of it has arrived, in bytes, and whether that is all.</returns>
    /// <exception cref="BodyIncompleteException">The request was cancelled, or its connection closed, before the body was received.</exception>
    public static async ValueTask<(long Received, bool IsComplete)> ReceiveAsync(PipeReader reader, CancellationToken cancellationToken)
    {
        var read = await ReadAsync(reader, cancellationToken).ConfigureAwait(false);
        var result = (read.Buffer.Length, read.IsCompleted);
        reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        return result;
    }

    private static async ValueTask<ReadResult> ReadAsync(PipeReader reader, CancellationToken cancellationToken)
    {
        try
        {
            return await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException and not BadHttpRequestException)
        {
            throw new BodyIncompleteException(exception, cancellationToken);
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

    public void Dispose()
    {
        if (_rented is { } rented)
        {
            _rented = null;

            // A body may contain a token or a secret, so the buffer is cleared before it returns to the pool.
            rented.AsSpan(0, _bytes.Length).Clear();
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    /// <summary>Most clients send JSON to apply; JSON is valid YAML and is not converted.</summary>
    private static Outcome<RequestBody> FromYaml(RequestBody yaml)
    {
        if (IsJsonObject(yaml._bytes.Span))
        {
            return yaml;
        }

        using (yaml)
        {
            return YamlToJson.Convert(yaml._bytes.Span).TryGetValue(out var json, out var error)
                ? new RequestBody(null, json, isProtobuf: false, yaml._notes)
                : error;
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
