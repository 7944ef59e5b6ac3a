using Signet.Core.Schema;

namespace Signet.Fuzz.Targets;

/// <summary>The JSON decoder and the path of a create. The first byte is the kind, the rest the document.</summary>
internal sealed class JsonTarget : FuzzTarget
{
    /// <inheritdoc/>
    public override string Name => "json";

    /// <inheritdoc/>
    public override int MaxLength => 8192;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Words => FuzzKind.Words;

    /// <inheritdoc/>
    public override void Run(ReadOnlySpan<byte> input)
    {
        if (!input.IsEmpty)
        {
            var kind = FuzzKind.At(FuzzKind.All, input[0]);
            DecodedDocument.Check(kind, ObjectDecoder.Decode(input[1..], kind.Type, kind.Kind));
        }
    }
}
