using System.Buffers;
using Signet.Server.Audit.Events;

namespace Signet.Server.Audit.Webhook;

/// <summary>Events as one document: an <c>audit.k8s.io/v1</c> EventList.</summary>
internal static class AuditEventList
{
    /// <summary>The bytes of a list besides its events.</summary>
    public static int Overhead => Head.Length + Tail.Length;

    private static ReadOnlySpan<byte> Head => "{\"kind\":\"EventList\",\"apiVersion\":\"audit.k8s.io/v1\",\"metadata\":{},\"items\":["u8;

    private static ReadOnlySpan<byte> Tail => "]}"u8;

    /// <summary>Writes the list.</summary>
    public static void Write(IBufferWriter<byte> output, ReadOnlySpan<AuditLine> lines)
    {
        output.Write(Head);
        for (var i = 0; i < lines.Length; i++)
        {
            if (i > 0)
            {
                output.Write(","u8);
            }

            output.Write(lines[i].Json);
        }

        output.Write(Tail);
    }
}
