using System.Security.Cryptography;

namespace Signet.Fuzz.Engine;

/// <summary>The folder of the findings of one target: for each kind the first input, and beside it what happened.</summary>
internal sealed class FindingFolder(string path)
{
    private readonly HashSet<string> _kinds = new(StringComparer.Ordinal);

    /// <summary>The number of kinds that were found.</summary>
    public int Count => _kinds.Count;

    /// <summary>Saves an input, unless its kind is known.</summary>
    public void Add(Finding finding, ReadOnlySpan<byte> input)
    {
        if (!_kinds.Add(finding.Kind))
        {
            return;
        }

        Directory.CreateDirectory(path);
        var letters = string.Concat(finding.Kind.Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-' ? letter : '_'));
        var file = Path.Combine(path, $"{letters}-{Convert.ToHexStringLower(SHA256.HashData(input))[..12]}");
        File.WriteAllBytes(file, input);
        File.WriteAllText(file + ".txt", finding.Detail + "\n");
        Console.Error.WriteLine($"FINDING {finding.Kind}: {file}");
    }
}
