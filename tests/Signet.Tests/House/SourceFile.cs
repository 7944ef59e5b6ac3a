using System.Text.RegularExpressions;
using Signet.Testing;

namespace Signet.Tests.House;

/// <summary>A file below <c>src/</c>: its path and content.</summary>
internal sealed record SourceFile(string Path, string Project, IReadOnlyList<string> Folders, IReadOnlyList<string> Lines)
{
    /// <summary>The types that are declared in the namespace.</summary>
    public IEnumerable<string> DeclaredTypes => Lines
        .Select(line => Regex.Match(line, @"^(?:[a-z]+ )+(?:class|record struct|record|struct|interface|enum) (\w+)"))
        .Where(match => match.Success)
        .Select(match => match.Groups[1].Value);

    /// <summary>The namespace of its folder.</summary>
    public string Namespace => string.Join('.', Path.Split('/')[1..^1]);

    /// <summary>All files of the product.</summary>
    public static IReadOnlyList<SourceFile> ReadAll()
    {
        var files = new List<SourceFile>();
        foreach (var file in Directory.EnumerateFiles(System.IO.Path.Combine(TestMachine.Root, "src"), "*.cs", SearchOption.AllDirectories))
        {
            var parts = System.IO.Path.GetRelativePath(TestMachine.Root, file).Split(System.IO.Path.DirectorySeparatorChar);
            if (!parts.Contains("obj") && !parts.Contains("bin"))
            {
                files.Add(new SourceFile(string.Join('/', parts), parts[1], parts[2..^1], File.ReadAllLines(file)));
            }
        }

        return files;
    }
}
