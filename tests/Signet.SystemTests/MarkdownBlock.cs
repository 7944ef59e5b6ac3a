namespace Signet.SystemTests;

/// <summary>A fenced block of a Markdown file.</summary>
/// <param name="Language">The info string of the fence, such as <c>sh</c>.</param>
/// <param name="Text">The lines between the fences.</param>
/// <param name="Output">The expected output: the text of the next block, if its language is <c>text</c>.</param>
internal sealed record MarkdownBlock(string Language, string Text, string? Output)
{
    /// <summary>Reads all blocks of a file, in order.</summary>
    public static IReadOnlyList<MarkdownBlock> Read(string path)
    {
        const string Fence = "```";
        var blocks = new List<MarkdownBlock>();
        List<string>? lines = null;
        var language = "";
        foreach (var line in File.ReadLines(path))
        {
            if (!line.StartsWith(Fence, StringComparison.Ordinal))
            {
                lines?.Add(line);
            }
            else if (lines is null)
            {
                (language, lines) = (line[Fence.Length..].Trim(), []);
            }
            else
            {
                var text = string.Join('\n', lines) + "\n";
                if (language == "text" && blocks.Count > 0)
                {
                    blocks[^1] = blocks[^1] with { Output = text };
                }
                else
                {
                    blocks.Add(new MarkdownBlock(language, text, null));
                }

                lines = null;
            }
        }

        return blocks;
    }
}
