using System.Text;

namespace Signet.Tests.Schema.Protobuf;

/// <summary>Builds expected messages field by field, independently of the product.</summary>
internal static class Wire
{
    /// <summary>A string field.</summary>
    public static byte[] Text(int tag, string text) => Content(tag, Encoding.UTF8.GetBytes(text));

    /// <summary>A message or bytes field.</summary>
    public static byte[] Content(int tag, params byte[][] parts)
    {
        var content = Join(parts);
        return [.. Varint((ulong)tag << 3 | 2), .. Varint((ulong)content.Length), .. content];
    }

    /// <summary>A numeric field.</summary>
    public static byte[] Number(int tag, long value) => [.. Varint((ulong)tag << 3), .. Varint((ulong)value)];

    /// <summary>Empty string fields.</summary>
    public static byte[] Empty(params int[] tags) => Join([.. tags.Select(tag => Content(tag))]);

    /// <summary>Numeric fields with zero.</summary>
    public static byte[] Zero(params int[] tags) => Join([.. tags.Select(tag => Number(tag, 0))]);

    /// <summary>A document with an envelope.</summary>
    public static byte[] Envelope(string apiVersion, string kind, params byte[][] message) =>
        Join("k8s\0"u8.ToArray(), Content(1, Text(1, apiVersion), Text(2, kind)), Content(2, message), Empty(3, 4));

    /// <summary>ObjectMeta as Go writes it, with unset fields.</summary>
    public static byte[] Meta(string name, string @namespace, params byte[][] more) =>
        Join([Text(1, name), Empty(2), Text(3, @namespace), Empty(4, 5, 6), Zero(7), Empty(8), .. more]);

    public static byte[] Join(params byte[][] parts) => [.. parts.SelectMany(part => part)];

    private static byte[] Varint(ulong value)
    {
        var bytes = new List<byte>();
        for (; value >= 128; value >>= 7)
        {
            bytes.Add((byte)(value | 128));
        }

        bytes.Add((byte)value);
        return [.. bytes];
    }
}
