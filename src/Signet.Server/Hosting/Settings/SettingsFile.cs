using System.Text;
using System.Text.Json.Nodes;
using Signet.Server.Hosting.Startup;
using Signet.Server.Http.Yaml;

namespace Signet.Server.Hosting.Settings;

/// <summary>Reads the configuration file.</summary>
internal static class SettingsFile
{
    /// <summary>The values by the name of the setting.</summary>
    /// <param name="path">The path of the file.</param>
    /// <param name="faults">Gets what is wrong with the file.</param>
    public static Dictionary<string, IReadOnlyList<string>> Read(string path, List<StartupException> faults)
    {
        var settings = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var (name, value) in ParseMap(path, faults) ?? [])
        {
            if (SettingsTable.Find(name) is null)
            {
                faults.Add(new StartupException(
                    $"{path}: {name}: unknown setting{NameSuggestion.Suggest(name, SettingsTable.All.Select(setting => setting.Name))} ('signet serve --help' lists all settings)"));
                continue;
            }

            var entries = value is JsonArray list ? list.ToList() : [value];
            if (entries.TrueForAll(entry => entry is JsonValue))
            {
                settings[name] = [.. entries.Select(TextOf)];
            }
            else
            {
                faults.Add(new StartupException($"{path}: {name}: it must be a value or a list of values"));
            }
        }

        return settings;
    }

    private static JsonObject? ParseMap(string path, List<StartupException> faults)
    {
        try
        {
            var node = JsonNode.Parse(Encoding.UTF8.GetString(YamlToJson.ConvertFile(File.ReadAllBytes(path))));
            if (node is null or JsonObject)
            {
                return (JsonObject?)node;
            }

            faults.Add(new StartupException($"--config: {path}: it must be a map of settings, such as 'secure-port: 6443'"));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            faults.Add(new StartupException($"--config: {path} cannot be read: {exception.Message}", exception));
        }
        catch (FormatException exception)
        {
            faults.Add(new StartupException($"--config: {path}: {exception.Message}", exception));
        }

        return null;
    }

    private static string TextOf(JsonNode? value) => value!.AsValue().TryGetValue<string>(out var text) ? text : value.ToJsonString();
}
