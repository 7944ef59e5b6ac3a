using System.Text.RegularExpressions;

namespace Signet.Tests.House;

/// <summary>
/// Secrets that a client sends are compared in constant time: as hashes (<c>TokenHash</c>), or by <c>CryptographicOperations.FixedTimeEquals</c>. The
/// time of an ordinary comparison tells how much of a guess is right.
/// </summary>
public sealed partial class SecretComparisonTests
{
    /// <summary>Comparisons whose both sides are the process's own, with the reason.</summary>
    private static readonly Dictionary<string, string> Own = new(StringComparer.Ordinal)
    {
        ["src/Signet.Client/TokenRequestSource.cs"] = "the client's own token, against the one that it got before",
        ["src/Signet.Signing/Pkcs11/Pkcs11JwtSigner.cs"] = "by reference: whether the PIN was replaced meanwhile",
    };

    [Fact]
    public void Secrets_Comparisons_AreOfConstantTime()
    {
        var found = new List<string>();
        foreach (var file in SourceFile.ReadAll().Where(file => file.Path.StartsWith("src/", StringComparison.Ordinal) && !Own.ContainsKey(file.Path)))
        {
            found.AddRange(file.Lines.Select((line, i) => (line, at: $"{file.Path}:{i + 1}: {line.Trim()}"))
                .Where(pair => Comparison().IsMatch(pair.line)).Select(pair => pair.at));
        }

        Assert.Empty(found);
    }

    [Fact]
    public void Exceptions_Files_StillCompare() =>
        Assert.All(Own.Keys, path => Assert.Contains(SourceFile.ReadAll().Single(file => file.Path == path).Lines, line => Comparison().IsMatch(line)));

    [Theory]
    [InlineData("if (token == given)", true)]
    [InlineData("known.Token.Value == token.Value", true)]
    [InlineData("password.Equals(other)", true)]
    [InlineData("secret.SequenceEqual(given)", true)]
    [InlineData("bearerToken != expected", true)]
    [InlineData("string.Equals(token, other)", true)]
    [InlineData("token == null", false)]
    [InlineData("token.Length == 0", false)]
    [InlineData("reader.TokenType == JsonTokenType.EndArray", false)]
    public void Comparison_Line_IsFound(string line, bool isFound) => Assert.Equal(isFound, Comparison().IsMatch(line));

    [GeneratedRegex(
        @"\b(\w*[a-z])?([Tt]oken|[Ss]ecret|[Pp]assword|[Pp]in|[Ss]ignature|[Mm]ac)(\.Value|\.Span)?(\s*(==|!=)\s*(?!null|""|'|JsonTokenType|LabelToken|FieldToken)\w|\.(Equals|SequenceEqual)\()|" +
        @"\bEquals\((\w*[a-z])?([Tt]oken|[Ss]ecret|[Pp]assword)\b")]
    private static partial Regex Comparison();
}
