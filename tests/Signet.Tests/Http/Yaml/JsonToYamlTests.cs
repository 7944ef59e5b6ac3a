using System.Text;
using System.Text.Json;
using Signet.Server.Http.Yaml;

namespace Signet.Tests.Http.Yaml;

/// <summary>What is written as YAML can be read.</summary>
public sealed class JsonToYamlTests
{
    /// <summary>Found by fuzzing: a key with many characters that are not printable was longer than readers accept.</summary>
    [Theory]
    [InlineData('\u0014', 128)]
    [InlineData('\u0014', 300)]
    [InlineData('\u2028', 128)]
    [InlineData('a', 129)]
    [InlineData('a', 2000)]
    public void Convert_LongKey_IsReadAgain(char letter, int length)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, string> { [new string(letter, length)] = "v" });

        var again = YamlToJson.ConvertFile(JsonToYaml.Convert(json));

        using var document = JsonDocument.Parse(again);
        Assert.Equal("v", document.RootElement.GetProperty(new string(letter, length)).GetString());
    }

    [Fact]
    public void Convert_KeyOfMoreThan128Letters_HasAMark() =>
        Assert.StartsWith("? aaa", Encoding.UTF8.GetString(JsonToYaml.Convert(Encoding.UTF8.GetBytes($"{{\"{new string('a', 129)}\":1}}"))), StringComparison.Ordinal);
}
