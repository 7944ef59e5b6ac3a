using System.Text;
using Signet.Core.Tracing;

namespace Signet.Signing.External.Calls;

/// <summary>
/// The header block of the requests of a method. All its fields are constant; none is put into the peer's dynamic table, so that all requests have the
/// same bytes on all connections.
/// </summary>
internal static class RequestHead
{
    /// <summary>As kube-apiserver sends it.</summary>
    private const string Authority = "localhost";

    /// <summary>Encodes the fields (RFC 7541, section 6; gRPC over HTTP/2, Requests).</summary>
    /// <param name="path">The path: <c>/SERVICE/METHOD</c>.</param>
    public static byte[] Encode(string path)
    {
        var block = new List<byte> { 0x83, 0x86 }; // :method POST, :scheme http
        Add(block, [0x04], path);
        Add(block, [0x01], Authority);
        Add(block, [0x0f, 0x10], "application/grpc"); // content-type
        Add(block, [0x00, 2, (byte)'t', (byte)'e'], "trailers");
        Add(block, [0x0f, 0x2b], "signet"); // user-agent
        return [.. block];
    }

    /// <summary>The block with the headers of a trace: <c>traceparent</c> and, unless null, <c>tracestate</c>.</summary>
    public static byte[] WithTrace(byte[] head, string parent, string? state)
    {
        var block = new List<byte>(head);
        AddNamed(block, TraceContext.ParentHeader, parent);
        if (state is not null)
        {
            AddNamed(block, TraceContext.StateHeader, state);
        }

        return [.. block];
    }

    /// <summary>A literal field without indexing, with a new name of fewer than 127 bytes.</summary>
    private static void AddNamed(List<byte> block, string name, string value)
    {
        block.Add(0);
        block.Add((byte)name.Length);
        block.AddRange(Encoding.ASCII.GetBytes(name));

        // The length as an integer with a prefix of 7 bits (RFC 7541, section 5.1).
        block.Add((byte)Math.Min(value.Length, 0x7f));
        if (value.Length >= 0x7f)
        {
            var rest = value.Length - 0x7f;
            for (; rest >= 0x80; rest >>= 7)
            {
                block.Add((byte)(rest | 0x80));
            }

            block.Add((byte)rest);
        }

        block.AddRange(Encoding.ASCII.GetBytes(value));
    }

    /// <summary>A literal field without indexing; its value has fewer than 127 bytes.</summary>
    private static void Add(List<byte> block, ReadOnlySpan<byte> name, string value)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(value.Length, 0x7f);
        block.AddRange(name);
        block.Add((byte)value.Length);
        block.AddRange(Encoding.ASCII.GetBytes(value));
    }
}
