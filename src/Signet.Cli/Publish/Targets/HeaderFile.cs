namespace Signet.Cli.Publish.Targets;

/// <summary>A file with headers of uploads, lines <c>Name: value</c>. It is read for each request, so that credentials can be replaced.</summary>
internal static class HeaderFile
{
    /// <summary>Reads the headers.</summary>
    /// <exception cref="PublicationException">The file cannot be used. The message has no content of it.</exception>
    public static IReadOnlyList<KeyValuePair<string, string>> Read(string path)
    {
        var headers = new List<KeyValuePair<string, string>>();
        var lines = SecretFile.ReadLines(path);
        for (var i = 0; i < lines.Count; i++)
        {
            var line = lines[i];
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (line.Trim().Length == 0)
            {
                continue;
            }

            if (colon <= 0 || !line[..colon].All(IsNameCharacter))
            {
                throw new PublicationException($"{path}: line {i + 1} is not 'Name: value'", isTransient: false);
            }

            headers.Add(new(line[..colon], line[(colon + 1)..].Trim()));
        }

        return headers;
    }

    private static bool IsNameCharacter(char letter) => char.IsAsciiLetterOrDigit(letter) || "!#$%&'*+-.^_`|~".Contains(letter, StringComparison.Ordinal);
}
