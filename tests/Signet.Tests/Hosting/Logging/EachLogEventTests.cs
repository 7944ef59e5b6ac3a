using System.Reflection;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Signet.Server.Hosting;

namespace Signet.Tests.Hosting.Logging;

/// <summary>Each event of the log in both formats, with content that tries to forge lines.</summary>
public sealed class EachLogEventTests
{
    private const string Evil = "x\n2026-01-01T00:00:00.000Z info: Forged[1] \r\u001b[2J\u0085\u2028\u202e\ud800\"}\n{\"msg\":\"forged\"";
    private static readonly DateTimeOffset Moment = new(2026, 11, 30, 6, 0, 0, TimeSpan.Zero);

    public static TheoryData<string> Events => [.. All.Keys];

    private static Dictionary<string, MethodInfo> All { get; } = typeof(SignetServerBuilder).Assembly.GetTypes()
        .SelectMany(type => type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
        .Where(method => method.GetCustomAttribute<LoggerMessageAttribute>() is not null)
        .ToDictionary(method => $"{method.GetCustomAttribute<LoggerMessageAttribute>()!.EventId} {method.Name}");

    [Theory]
    [MemberData(nameof(Events))]
    public void Json_EachEvent_IsOneObjectWithEachField(string name)
    {
        using var lines = LogLines.Json();
        var values = Log(name, lines);

        var line = Assert.Single(lines.Written);
        Assert.EndsWith("\n", line, StringComparison.Ordinal);
        Assert.DoesNotContain(line[..^1], letter => letter is < ' ' or > '~');
        using var json = JsonDocument.Parse(line);
        var root = json.RootElement;
        Assert.Equal(root.EnumerateObject().Select(member => member.Name).Distinct().Count(), root.EnumerateObject().Count());
        Assert.Equal(1500.25m, root.GetProperty("ts").GetDecimal());
        Assert.Equal(name, $"{root.GetProperty("eventId").GetInt32()} {root.GetProperty("event").GetString()}");
        Assert.NotEqual("", root.GetProperty("msg").GetString());
        Assert.Equal(root.GetProperty("level").GetString() != "error", root.TryGetProperty("v", out _));
        foreach (var (field, value) in values)
        {
            var found = root.GetProperty(field == "AuditId" ? "auditID" : field);
            Assert.Equal(value is string, found.ValueKind == JsonValueKind.String && value is string);
            if (value is string text)
            {
                Assert.Equal(text.Replace('\ud800', '\ufffd'), found.GetString());
            }
        }
    }

    [Theory]
    [MemberData(nameof(Events))]
    public void Text_EachEvent_IsOneLineWithoutControlCharacters(string name)
    {
        using var lines = LogLines.Text();
        Log(name, lines);

        var line = Assert.Single(lines.Written);
        Assert.EndsWith("\n", line, StringComparison.Ordinal);
        Assert.DoesNotContain(line[..^1], letter => char.IsControl(letter) || letter is '\u2028' or '\u202e' || char.IsSurrogate(letter));
        Assert.Contains($"Signet.Server.Room[{name[..name.IndexOf(' ', StringComparison.Ordinal)]}] ", line, StringComparison.Ordinal);
    }

    /// <summary>Logs an event; returns the values of its fields by name in the template.</summary>
    private static Dictionary<string, object?> Log(string name, LogLines lines)
    {
        var method = All[name];
        var template = method.GetCustomAttribute<LoggerMessageAttribute>()!.Message;
        var values = new Dictionary<string, object?>();
        var arguments = method.GetParameters().Select(parameter =>
        {
            var value = ValueOf(parameter.ParameterType, lines);
            if (template.Contains($"{{{parameter.Name}", StringComparison.OrdinalIgnoreCase))
            {
                values[template.Substring(template.IndexOf($"{{{parameter.Name}", StringComparison.OrdinalIgnoreCase) + 1, parameter.Name!.Length)] = value;
            }

            return value;
        }).ToArray();
        method.Invoke(null, arguments);
        return values;
    }

    private static object? ValueOf(Type type, LogLines lines) =>
        type == typeof(ILogger) ? lines
        : type == typeof(Exception) ? new InvalidOperationException(Evil)
        : type == typeof(LogLevel) ? LogLevel.Warning
        : type == typeof(string) ? Evil
        : type == typeof(DateTimeOffset) ? Moment
        : type == typeof(DateTimeOffset?) ? Moment
        : type == typeof(Uri) ? new Uri("https://issuer.example/")
        : type.IsValueType ? Activator.CreateInstance(type)
        : throw new InvalidOperationException($"the test has no value of the type {type}");
}
