using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Signet.Conformance.Json;
using Signet.Conformance.Scenarios;

namespace Signet.Conformance.Sessions;

/// <summary>Normalizes the output of kubectl: replaces values that differ between runs or between versions of kubectl.</summary>
internal sealed partial class SessionText(Variables variables, Uri server)
{
    private static readonly string[] UnlikeClaims = ["exp", "iat", "nbf", "jti"];

    public string Normalise(string text)
    {
        text = variables.Hide(TokenPattern().Replace(text, match => Token(match.Value)));
        text = text.Replace(server.GetLeftPart(UriPartial.Authority), "<server>", StringComparison.Ordinal);
        text = UidPattern().Replace(text, "<uid>");
        text = TimePattern().Replace(text, "<time>");
        text = RevisionPattern().Replace(text, "$1<rv>");
        // Messages that differ between versions of kubectl.
        text = DeletedFromPattern().Replace(text, "$1");
        text = AnnotatePattern().Replace(text, " annotated");
        text = NoTimePattern().Replace(text, "");
        text = AgePattern().Replace(text, "<age>");
        text = FolderPattern().Replace(text, "$1<dir>/");
        // Column widths depend on the replaced values, so that several spaces inside of a line count as one.
        return string.Join('\n', text.Split('\n').Select(line => ColumnGapPattern().Replace(line, "  ").TrimEnd()));
    }

    private static string Token(string token)
    {
        var claims = Jwt.Read(token).Payload;
        var lifetime = (long?)claims["exp"] - (long?)claims["iat"];
        foreach (var name in UnlikeClaims)
        {
            claims.Remove(name);
        }

        return $"<token {Sorted(claims)} for {lifetime} s>";
    }

    // The format of the recordings: ordered members, a space after each comma and colon.
    private static string Sorted(JsonNode? value) => value switch
    {
        JsonObject members => "{" + string.Join(", ", members
            .OrderBy(m => m.Key, StringComparer.Ordinal)
            .Select(m => $"{JsonText.Show(JsonValue.Create(m.Key))}: {Sorted(m.Value)}")) + "}",
        JsonArray entries => "[" + string.Join(", ", entries.Select(Sorted)) + "]",
        _ => JsonText.Show(value),
    };

    [GeneratedRegex(@"eyJ[\w-]+\.eyJ[\w-]+\.[\w-]+")]
    private static partial Regex TokenPattern();

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")]
    private static partial Regex UidPattern();

    [GeneratedRegex(@"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")]
    private static partial Regex TimePattern();

    [GeneratedRegex("""(resourceVersion"?: ?"?)\d+""")]
    private static partial Regex RevisionPattern();

    [GeneratedRegex("""(" (force )?deleted) from \S+ namespace""")]
    private static partial Regex DeletedFromPattern();

    [GeneratedRegex(" annotate$", RegexOptions.Multiline)]
    private static partial Regex AnnotatePattern();

    [GeneratedRegex("^ *creationTimestamp: null\n", RegexOptions.Multiline)]
    private static partial Regex NoTimePattern();

    [GeneratedRegex(@"(?<=\s)(\d+[smhd])+(?=\s|$)", RegexOptions.Multiline)]
    private static partial Regex AgePattern();

    [GeneratedRegex("(/)[^/ ]*tmp[^ /]*/")]
    private static partial Regex FolderPattern();

    [GeneratedRegex(@"(?<=\S) {2,}")]
    private static partial Regex ColumnGapPattern();
}
