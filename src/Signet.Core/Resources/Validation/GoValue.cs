using System.Text;
using Signet.Core.Schema;

namespace Signet.Core.Resources.Validation;

/// <summary>Values in error texts as Kubernetes shows those that are more than one text or number: as JSON, by the names that Go has for the fields.</summary>
internal static class GoValue
{
    /// <summary>A struct: <c>{"Path":"/x","Verb":"get"}</c>; null is a pointer to nothing.</summary>
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
