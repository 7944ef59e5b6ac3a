using System.Globalization;
using System.Reflection;
using System.Text;
using Microsoft.Extensions.Logging;
using Signet.Core.Primitives;
using Signet.Server.Hosting;

namespace Signet.Tests.House.Reference;

/// <summary><c>docs/reference/log-events.md</c>: each log event with its explanation.</summary>
public sealed class LogEventsPageTests : GeneratedPageTests
{
    /// <summary>The level of an event whose level is chosen at run time; its explanation says which one applies when.</summary>
    private const string VariableLevel = "varies";

    private const string Introduction = """
        # Log events

        Every event of the log, with what it means and what to do. This page is generated from the log messages; do not edit it by hand.

        An event in the log is a line with time, level, id and message: [read the log](../troubleshooting.md#read-the-log). Ids and names are stable, texts may change. *varies*
        is a level that depends on the cause; the explanation says how.


        """;

    private static readonly IReadOnlyList<LogEvent> Events =
        [.. typeof(SignetServerBuilder).Assembly.GetTypes().SelectMany(EventsOf).OrderBy(one => one.Message.EventId)];

    [Fact]
    public void Events_Ids_AreUnique() =>
        Assert.Empty(Events.GroupBy(one => one.Message.EventId).Where(group => group.Count() > 1).Select(group => group.Key));

    [Fact]
    public void Events_Each_IsExplainedInSentences()
    {
        Assert.Empty(Events.Where(one => one.Help is null).Select(one => $"{one.Room}/Log.{one.Name} ({one.Message.EventId}) has no [LogHelp]"));
        Assert.All(Events, one => Assert.EndsWith(".", one.Help!.Meaning, StringComparison.Ordinal));
        Assert.All(Events, one => Assert.EndsWith(".", one.Help!.Advice, StringComparison.Ordinal));
    }

    /// <summary>An error needs advice.</summary>
    [Fact]
    public void Events_Errors_SayWhatToDo() =>
        Assert.Empty(Events.Where(one => one.Message.Level is LogLevel.Error or LogLevel.Critical && one.Help!.Advice is "Nothing.")
            .Select(one => one.Message.EventId));

    /// <inheritdoc/>
    protected override ValueTask<IReadOnlyList<(string Name, string Text)>> RenderAsync()
    {
        var page = new StringBuilder(Introduction).Append("| id | level | event |\n|---|---|---|\n");
        foreach (var one in Events)
        {
            page.Append(CultureInfo.InvariantCulture, $"| [{one.Message.EventId}](#{one.Anchor}) | {one.Level} | {one.Name} |\n");
        }

        foreach (var room in Events.GroupBy(one => one.Room))
        {
            page.Append(CultureInfo.InvariantCulture, $"\n## {room.Key}\n");
            foreach (var one in room)
            {
                page.Append(CultureInfo.InvariantCulture, $"\n### {one.Message.EventId} {one.Name}\n")
                    .Append(LinksFromHere(one.Help!.Meaning)).Append("\n\n- level: ").Append(one.Level)
                    .Append("\n- message: `").Append(one.Message.Message.Replace('`', '\'')).Append('`')
                    .Append("\n- what to do: ").Append(LinksFromHere(one.Help.Advice)).Append('\n');
            }
        }

        return new([("log-events.md", page.ToString())]);
    }

    /// <summary>Links in the explanations are relative to the folder <c>docs</c>, the page is one folder below.</summary>
    private static string LinksFromHere(string markdown) => markdown.Replace("](", "](../", StringComparison.Ordinal);

    private static IEnumerable<LogEvent> EventsOf(Type type) => type
        .GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
        .Select(method => (method, message: method.GetCustomAttribute<LoggerMessageAttribute>()))
        .Where(pair => pair.message is not null)
        .Select(pair => new LogEvent(type.Namespace!.Split('.')[2], pair.method.Name, pair.message!, pair.method.GetCustomAttribute<LogHelpAttribute>()));

    private sealed record LogEvent(string Room, string Name, LoggerMessageAttribute Message, LogHelpAttribute? Help)
    {
        public string Level => Message.Level == LogLevel.None ? VariableLevel : Message.Level.ToString().ToLowerInvariant();

        public string Anchor => string.Create(CultureInfo.InvariantCulture, $"{Message.EventId}-{Name.ToLowerInvariant()}");
    }
}
