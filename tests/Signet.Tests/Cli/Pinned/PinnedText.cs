using System.Text.RegularExpressions;
using Signet.Testing;

namespace Signet.Tests.Cli.Pinned;

/// <summary>Output that is compared with a file of this folder. With <c>WRITE_PINNED=1</c> the file is written.</summary>
internal static partial class PinnedText
{
    /// <summary>Compares.</summary>
    /// <param name="name">The file.</param>
    /// <param name="actual">The output.</param>
    public static void Check(string name, string actual)
    {
        var path = Path.Combine(TestMachine.Root, "tests", "Signet.Tests", "Cli", "Pinned", name);
        if (Environment.GetEnvironmentVariable("WRITE_PINNED") == "1")
        {
            File.WriteAllText(path, actual);
        }

        Assert.Equal(File.ReadAllText(path), actual);
    }

    /// <summary>Replaces what differs from run to run: tokens, ids, times, ports and folders.</summary>
    public static string Normalize(string output, params (string Value, string Name)[] known)
    {
        foreach (var (value, name) in known)
        {
            output = output.Replace(value, name, StringComparison.Ordinal);
        }

        output = Token().Replace(output, "<TOKEN>");
        output = Uid().Replace(output, "<UID>");
        output = KeyId().Replace(output, "<KEY-ID>");
        output = Time().Replace(output, "<TIME>");
        output = SincePublication().Replace(output, "<ABOUT 719h59m>");
        output = Seconds().Replace(output, "<SECONDS>");
        output = Hash().Replace(output, "<SHA-256>");
        return Port().Replace(output, "https://127.0.0.1:<PORT>");
    }

    [GeneratedRegex(@"eyJ[\w-]+\.[\w-]+\.[\w-]+")]
    private static partial Regex Token();

    [GeneratedRegex("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")]
    private static partial Regex Uid();

    [GeneratedRegex(@"(?<![\w-])[A-Za-z0-9_-]{43}(?![\w-])")]
    private static partial Regex KeyId();

    [GeneratedRegex(@"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?Z")]
    private static partial Regex Time();

    [GeneratedRegex("7(19|20)h\\d+m\\d+s(?= after its publication)")]
    private static partial Regex SincePublication();

    [GeneratedRegex("""(?<="(exp|iat|nbf|warnafter)": )\d+""")]
    private static partial Regex Seconds();

    [GeneratedRegex("(?<=\")[0-9a-f]{64}(?=\")")]
    private static partial Regex Hash();

    [GeneratedRegex(@"https://127\.0\.0\.1:\d+")]
    private static partial Regex Port();
}
