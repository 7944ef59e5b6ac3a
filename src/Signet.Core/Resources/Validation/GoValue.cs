using System.Text;
using Signet.Core.Schema;

namespace Signet.Core.Resources.Validation;

/// <summary>Formats composite values in error texts as Kubernetes does: JSON with the names of the Go fields.</summary>
internal static class GoValue
{
    /// <summary>A struct: <c>{"Path":"/x","Verb":"get"}</c>; null for a nil pointer.</summary>
    public static string Struct(params ReadOnlySpan<(string Name, string? Value)> fields)
    {
        using var scratch = JsonScratch.Take();
        var writer = scratch.Writer;
        writer.WriteStartObject();
        foreach (var (name, value) in fields)
        {
            writer.WriteString(name, value);
        }

        writer.WriteEndObject();
        return Encoding.UTF8.GetString(scratch.Written);
    }
}
