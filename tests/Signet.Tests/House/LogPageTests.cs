using System.Text.RegularExpressions;
using Signet.Testing;

namespace Signet.Tests.House;

/// <summary>Checks <c>docs/troubleshooting.md</c> against the log events of the product.</summary>
public sealed partial class LogPageTests
{
    private const string PagePath = "docs/troubleshooting.md";

    /// <summary>The level of an event whose level is chosen at run time; its row says which one applies when.</summary>
    private const string VariableLevel = "varies";
    private static readonly IReadOnlyList<LoggedEvent> Events = ReadEvents();
    private static readonly IReadOnlyList<Match> Rows =
        [.. File.ReadLines(Path.Combine(TestMachine.Root, PagePath)).Select(line => Row().Match(line)).Where(match => match.Success)];

    [Fact]
    public void Events_EachId_HasOneRow()
    {
        Assert.NotEmpty(Events);
        Assert.Empty(Events.Where(one => Rows.All(row => row.Groups["id"].Value != one.Id))
            .Select(one => $"{PagePath} lacks a row: | {one.Id} | {one.Level} | (what it means) | (what to do) |   {one.Message}"));
        Assert.Equal(Rows.Count, Rows.DistinctBy(row => row.Groups["id"].Value).Count());
    }

    [Fact]
    public void Rows_EachId_IsLogged() =>
        Assert.Empty(Rows.Select(row => row.Groups["id"].Value).Where(id => Events.All(one => one.Id != id)).Select(id => $"{PagePath}: no event has the id {id}"));

    [Fact]
    public void Rows_Level_IsThatOfTheEvent() => Assert.All(Rows, row =>
        Assert.Equal(row.Groups["level"].Value, Events.FirstOrDefault(one => one.Id == row.Groups["id"].Value)?.Level ?? row.Groups["level"].Value));

    [Fact]
    public void Rows_MeaningAndAdvice_AreSentences() =>
        Assert.All(Rows, row => Assert.All((string[])["meaning", "advice"], cell => Assert.EndsWith(".", row.Groups[cell].Value, StringComparison.Ordinal)));

    /// <summary>An error needs advice.</summary>
    [Fact]
    public void Rows_Errors_SayWhatToDo() => Assert.Empty(Rows
        .Where(row => row.Groups["level"].Value is "error" && row.Groups["advice"].Value is "Nothing.").Select(row => row.Value));

    private static List<LoggedEvent> ReadEvents() =>
        [.. SourceFile.ReadAll().Where(file => file.Path.EndsWith("/Log.cs", StringComparison.Ordinal))
            .SelectMany(file => Event().Matches(string.Join('\n', file.Lines)))
            .Select(match => new LoggedEvent(
                match.Groups["id"].Value, match.Groups["level"] is { Success: true } level ? level.Value.ToLowerInvariant() : VariableLevel, match.Groups["message"].Value))];

    [GeneratedRegex(@"\[LoggerMessage\((EventId = )?(?<id>\d+),\s*((Level = )?LogLevel\.(?<level>\w+),\s*)?(Message = )?""(?<message>[^""]*)", RegexOptions.ExplicitCapture)]
    private static partial Regex Event();

    [GeneratedRegex(@"^\| (?<id>\d{4}) \| (?<level>\w+) \| (?<meaning>[^|]+) \| (?<advice>[^|]+) \|$", RegexOptions.ExplicitCapture)]
    private static partial Regex Row();

    private sealed record LoggedEvent(string Id, string Level, string Message);
}
