using System.Text.Json.Nodes;
using Signet.Server.Hosting.Settings;

namespace Signet.Cli.Support;

/// <summary>The settings in force.</summary>
internal static class SettingFacts
{
    /// <summary>The document: each setting with its value and where it was given, or its default.</summary>
    /// <param name="loaded">The settings.</param>
    /// <param name="variables">The environment variables; of those of OpenTelemetry only the names are shown.</param>
    public static JsonObject Of(LoadedSettings loaded, IReadOnlyDictionary<string, string> variables)
    {
        var given = loaded.Given.ToDictionary(one => one.Setting.Name);
        var settings = new JsonObject();
        foreach (var setting in SettingsTable.All)
        {
            settings[setting.Name] = given.TryGetValue(setting.Name, out var one)
                ? new JsonObject { ["value"] = new JsonArray([.. one.Values.Select(value => (JsonNode)Shown(setting, value))]), ["source"] = one.Source }
                : new JsonObject { ["default"] = setting.Default };
        }

        return new JsonObject
        {
            ["configurationFile"] = loaded.ConfigPath,
            ["settings"] = settings,
            ["openTelemetryVariables"] = new JsonArray(
                [.. variables.Keys.Where(name => name.StartsWith("OTEL_", StringComparison.Ordinal)).Order(StringComparer.Ordinal).Select(name => (JsonNode)name)]),
        };
    }

    /// <summary>A URL that may have a password is shown as scheme, host and port.</summary>
    private static string Shown(Setting setting, string value) => !setting.IsValueHidden ? value : string.Join(',', value.Split(',').Select(one =>
        Uri.TryCreate(one, UriKind.Absolute, out var url) && url.Host.Length > 0 ? $"{url.Scheme}://{url.Authority}" : Redactor.Mark));
}
