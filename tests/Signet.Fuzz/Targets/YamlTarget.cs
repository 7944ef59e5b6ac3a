using System.Text.Json;
using Signet.Core.Schema;
using Signet.Server.Http.Yaml;

namespace Signet.Fuzz.Targets;

/// <summary>The conversion of YAML, of bodies and of files, and back. The first byte is the kind that the result is decoded as.</summary>
internal sealed class YamlTarget : FuzzTarget
{
    /// <inheritdoc/>
    public override string Name => "yaml";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Words =>
    [
        .. FuzzKind.Words.Where(word => word.Length < 32), "---\n", "...\n", "- ", "? ", ": ", "&a ", "*a", "<<: *a", "!!str ", "!!binary ", "!!int ", "!<tag:yaml.org,2002:float> ", "|-\n ", ">+2\n ",
        "%YAML 1.1\n", "%TAG ! tag:x,2000:\n", "\"\\x41\"", "\"\\uD800\"", "'it''s'", "yes", "~", ".inf", ".nan", "0o17", "0x1F", "0b11", "1_000", "190:20:30", "2001-12-14t21:59:43.10-05:00", "\u2028", "\ufeff", "\t",
    ];

    /// <inheritdoc/>
    public override void Run(ReadOnlySpan<byte> input)
    {
        if (input.IsEmpty)
        {
            return;
        }

        var yaml = input[1..];
        CheckFile(yaml);
        if (!YamlToJson.Convert(yaml).TryGetValue(out var json, out var error))
        {
            Property.IsClientError(error);
            return;
        }

        using (var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = ObjectDecoder.MaxDepth + 2 }))
        {
            Property.Holds(document.RootElement.ValueKind != JsonValueKind.Undefined, "yaml-is-not-json");
        }

        var kind = FuzzKind.At(FuzzKind.All, input[0]);
        var decoded = ObjectDecoder.Decode(json, kind.Type, kind.Kind);
        DecodedDocument.Check(kind, decoded);
        if (decoded.IsSuccess)
        {
            CheckBack(json);
        }
    }

    private static void CheckFile(ReadOnlySpan<byte> yaml)
    {
        try
        {
            YamlToJson.ConvertFile(yaml);
        }
        catch (FormatException)
        {
            // The clear error of a file that cannot be used.
        }
    }

    /// <summary>An answer as YAML is read as the same JSON.</summary>
    private static void CheckBack(byte[] json)
    {
        var yaml = JsonToYaml.Convert(json);
        var again = YamlToJson.Convert(yaml);
        Property.Holds(again.IsSuccess, "written-yaml-is-not-read", again.Error?.Message ?? "");
    }
}
