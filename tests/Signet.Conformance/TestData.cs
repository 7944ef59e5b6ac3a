using System.Text.Json.Nodes;
using Signet.Conformance.Json;

namespace Signet.Conformance;

/// <summary>The files in <c>Data/</c>, in the folder of the test executable.</summary>
internal static class TestData
{
    private static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "Data");

    /// <summary>The names of the documents in a folder, ordered.</summary>
    public static IEnumerable<string> Names(string folder) =>
        Directory.EnumerateFiles(Path.Combine(Folder, folder), "*.json").Select(path => Path.GetFileNameWithoutExtension(path)!).Order(StringComparer.Ordinal);

    /// <summary>Reads a document of a folder.</summary>
    public static JsonNode Load(string folder, string name) => JsonText.Load(Path.Combine(Folder, folder, name + ".json"));

    /// <summary>Reads the lines of a list without blank lines and comments: a name, a space, and a remark.</summary>
    public static Dictionary<string, string> List(string file) => File.ReadLines(Path.Combine(Folder, file))
        .Select(line => line.Trim())
        .Where(line => line.Length > 0 && line[0] != '#')
        .Select(line => line.Split(' ', 2))
        .ToDictionary(parts => parts[0], parts => parts.Length > 1 ? parts[1] : "", StringComparer.Ordinal);
}
