using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Signet.Core.Objects;
using Signet.Server.Http.Yaml;

namespace Signet.Cli.Keys.Output;

/// <summary>Prints the result of an operation.</summary>
internal static class KeyOutput
{
    private static readonly JsonWriterOptions Indented = new() { Indented = true, NewLine = "\n" };

    /// <summary>Renders a <c>SigningKeyOperation</c>.</summary>
    /// <param name="operation">The operation with its status.</param>
    /// <param name="format">The format.</param>
    /// <param name="table">Renders the status for people.</param>
    public static string Render(JsonObject operation, OutputFormat format, Func<JsonObject, string> table) => format switch
    {
        OutputFormat.Json => Json(operation),
        OutputFormat.Yaml => Encoding.UTF8.GetString(JsonToYaml.Convert(Encoding.UTF8.GetBytes(operation.ToJsonString()))),
        _ => table(operation.GetObject("status") ?? []),
    };

    private static string Json(JsonObject operation)
    {
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes, Indented))
        {
            operation.WriteTo(writer);
        }

        return Encoding.UTF8.GetString(bytes.ToArray()) + "\n";
    }
}
