using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Signet.Server.Http.Yaml;

namespace Signet.Cli.Commands;

/// <summary>Prints a JSON object in the format of <c>-o</c>.</summary>
internal static class ObjectOutput
{
    private static readonly JsonWriterOptions Indented = new() { Indented = true, NewLine = "\n" };

    /// <summary>Renders an object; ends with a line feed.</summary>
    /// <param name="value">The object.</param>
    /// <param name="format">The format.</param>
    /// <param name="table">Renders the object for people.</param>
    public static string Render(JsonObject value, OutputFormat format, Func<JsonObject, string> table) => format switch
    {
        OutputFormat.Json => Json(value),
        OutputFormat.Yaml => Encoding.UTF8.GetString(JsonToYaml.Convert(Encoding.UTF8.GetBytes(value.ToJsonString()))),
        _ => table(value),
    };

    private static string Json(JsonObject value)
    {
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes, Indented))
        {
            value.WriteTo(writer);
        }

        return Encoding.UTF8.GetString(bytes.ToArray()) + "\n";
    }
}
