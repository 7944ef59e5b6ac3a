using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using Signet.Core.Resources.Listing;
using Signet.Core.Schema;

namespace Signet.Server.Http.Answers;

/// <summary>A list as JSON on one line: its metadata, then the bytes of its objects, copied without kind and apiVersion.</summary>
internal sealed class ListJson
{
    private const int FlushedAt = 64 * 1024;
    private readonly ListPage _page;
    private readonly ReadOnlyMemory<byte> _head;

    public ListJson(ListPage page) => (_page, _head) = (page, Head(page));

    private static ReadOnlySpan<byte> Tail => "]}\n"u8;

    /// <summary>The length in bytes.</summary>
    public long Length
    {
        get
        {
            long length = _head.Length + Tail.Length + Math.Max(0, _page.Items.Count - 1);
            foreach (var item in _page.Items)
            {
                length += item.Json.Length - _page.Resource.TypePrefix.Length + 1;
            }

            return length;
        }
    }

    /// <summary>Writes the list as fast as the client reads; only a part is in memory at a time.</summary>
    public async Task WriteAsync(PipeWriter output, CancellationToken cancellationToken)
    {
        output.Write(_head.Span);
        for (var i = 0; i < _page.Items.Count; i++)
        {
            WriteItem(output, i);
            if (output.UnflushedBytes > FlushedAt)
            {
                await output.FlushAsync(cancellationToken).ConfigureAwait(false);
            }
        }

        output.Write(Tail);
        await output.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The whole list without the line feed, for conversion to other encodings.</summary>
    public byte[] ToBytes()
    {
        var buffer = new ArrayBufferWriter<byte>((int)Length);
        buffer.Write(_head.Span);
        for (var i = 0; i < _page.Items.Count; i++)
        {
            WriteItem(buffer, i);
        }

        buffer.Write(Tail[..^1]);
        return buffer.WrittenSpan.ToArray();
    }

    private void WriteItem(IBufferWriter<byte> output, int index)
    {
        output.Write(index == 0 ? "{"u8 : ",{"u8);
        output.Write(_page.Items[index].Json.Span[_page.Resource.TypePrefix.Length..]);
    }

    private static ReadOnlyMemory<byte> Head(ListPage page)
    {
        using var scratch = JsonScratch.Take();
        var writer = scratch.Writer;
        writer.WriteStartObject();
        writer.WriteString("kind"u8, page.Resource.Kind.Kind + "List");
        writer.WriteString("apiVersion"u8, page.Resource.Kind.ApiVersion);
        writer.WriteStartObject("metadata"u8);
        writer.WriteString("resourceVersion"u8, page.Revision.Value.ToString(CultureInfo.InvariantCulture));
        if (page.Continue is not null)
        {
            writer.WriteString("continue"u8, page.Continue);
        }

        if (page.Remaining is { } remaining)
        {
            writer.WriteNumber("remainingItemCount"u8, remaining);
        }

        writer.WriteEndObject();
        writer.WriteStartArray("items"u8);
        return scratch.ToArray();
    }
}
