using Signet.Core.Schema.Protobuf;

namespace Signet.Fuzz.Targets;

/// <summary>The protobuf decoder and the path of a create. The first byte is the kind, the rest the document, without its magic.</summary>
internal sealed class ProtobufTarget : FuzzTarget
{
    /// <inheritdoc/>
    public override string Name => "protobuf";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Words => [.. FuzzKind.Words.Where(word => word.Length < 48), "\n", "\u0012", "\u001a", "k8s\0"];

    /// <inheritdoc/>
    public override void Run(ReadOnlySpan<byte> input)
    {
        if (!input.IsEmpty)
        {
            var kind = FuzzKind.At(FuzzKind.All, input[0]);
            byte[] document = [.. "k8s\0"u8, .. input[1..]];
            DecodedDocument.Check(kind, ProtobufDecoder.Decode(document, kind.Type, kind.Kind));
        }
    }
}
