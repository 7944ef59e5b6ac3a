using System.Buffers;
using Signet.Core.Resources.Watching;
using Signet.Server.Http.Answers;

namespace Signet.Server.Http.Watching;

/// <summary>One JSON document per line; the stored bytes of objects are copied.</summary>
internal sealed class JsonWatchEncoding : IWatchEncoding
{
    /// <summary>The shared instance; this encoding has no state.</summary>
    public static JsonWatchEncoding Instance { get; } = new();

    /// <inheritdoc/>
    public string MediaType => "application/json";

    /// <inheritdoc/>
    public void Write(IBufferWriter<byte> output, in WatchNotice notice) =>
        Write(output, notice.Type, notice.Error is { } error ? StatusJson.Write(error) : notice.Object!.Json.Span);

    /// <summary>Writes a notice about an object in JSON.</summary>
    internal static void Write(IBufferWriter<byte> output, WatchNoticeType type, ReadOnlySpan<byte> json)
    {
        output.Write("{\"type\":\""u8);
        output.Write(NameOf(type));
        output.Write("\",\"object\":"u8);
        output.Write(json);
        output.Write("}\n"u8);
    }

    /// <summary>The type in the wire format.</summary>
    internal static ReadOnlySpan<byte> NameOf(WatchNoticeType type) => type switch
    {
        WatchNoticeType.Added => "ADDED"u8,
        WatchNoticeType.Modified => "MODIFIED"u8,
        WatchNoticeType.Deleted => "DELETED"u8,
        WatchNoticeType.Bookmark => "BOOKMARK"u8,
        _ => "ERROR"u8,
    };
}
