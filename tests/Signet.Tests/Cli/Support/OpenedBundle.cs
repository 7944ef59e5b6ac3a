using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;

namespace Signet.Tests.Cli.Support;

/// <summary>The files of a support bundle.</summary>
internal sealed class OpenedBundle
{
    private const string Folder = "signet-support/";

    private OpenedBundle(IReadOnlyDictionary<string, string> files) => Files = files;

    /// <summary>The contents by name.</summary>
    public IReadOnlyDictionary<string, string> Files { get; }

    /// <summary>Opens it.</summary>
    public static OpenedBundle Open(string path)
    {
        var files = new Dictionary<string, string>(StringComparer.Ordinal);
        using var tar = new TarReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        while (tar.GetNextEntry() is { } entry)
        {
            Assert.StartsWith(Folder, entry.Name, StringComparison.Ordinal);
            using var text = new StreamReader(entry.DataStream!, Encoding.Latin1);
            files[entry.Name[Folder.Length..]] = text.ReadToEnd();
        }

        return new OpenedBundle(files);
    }

    /// <summary>A document.</summary>
    public JsonNode Json(string name) => JsonNode.Parse(Files[name])!;

    /// <summary>Why a part is not complete; null when it is.</summary>
    public string? FaultOf(string part) => (string?)Json("MANIFEST.json")["parts"]!.AsArray().Single(one => (string?)one!["name"] == part)!["error"];
}
