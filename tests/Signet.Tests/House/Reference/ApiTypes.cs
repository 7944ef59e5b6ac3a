using System.Globalization;
using System.Text;
using System.Text.Json;
using Signet.Core.Primitives;
using Signet.Core.Resources.Kinds;
using Signet.Core.Schema;
using Signet.Server.Endpoints.Api;
using Signet.Server.Endpoints.OpenApi;

namespace Signet.Tests.House.Reference;

/// <summary>The types of the API as the server's OpenAPI document has them, and so as <c>kubectl explain</c> shows them.</summary>
internal sealed class ApiTypes : IDisposable
{
    /// <summary>The page of the types that several groups use.</summary>
    public const string SharedPage = "meta-v1.md";

    private const string Meta = "io.k8s.apimachinery.pkg.apis.meta.v1.";
    private const string Reference = "#/definitions/";

    /// <summary>The types of lists, of answers that are no object, of watches and of deletions.</summary>
    public static IReadOnlyList<string> OfAnswers { get; } =
        [Meta + "ListMeta", Meta + "Status", Meta + "WatchEvent", Meta + "DeleteOptions"];

    private readonly JsonDocument _document = JsonDocument.Parse(new OpenApiDocuments(ServedApi.Of(ServedKinds.Registry), "v1").V2.Bytes);

    /// <summary>The page of a group and version.</summary>
    public static string PageOf(GroupVersion version) => $"{(version.Group.Length == 0 ? "core" : version.Group.Split('.')[0])}-{version.Version}.md";

    /// <summary>The name of the type of a kind.</summary>
    public static string NameOf(GroupVersionKind kind) => SchemaCatalog.Served.Kinds[kind];

    /// <summary>The last part of a type's name: <c>PodSpec</c>.</summary>
    public static string ShortNameOf(string type) => type[(type.LastIndexOf('.') + 1)..];

    /// <summary>A link to a type from another type of the reference.</summary>
    public static string LinkTo(string type, string fromPage)
    {
        var (name, page) = (ShortNameOf(type), PageOf(type));
        return $"[{name}]({(page == fromPage ? "" : page)}#{name.ToLowerInvariant()})";
    }

    /// <summary>The page that describes a type.</summary>
    public static string PageOf(string type)
    {
        var parts = type.Split('.');
        return type switch
        {
            _ when type.StartsWith("io.k8s.api.", StringComparison.Ordinal) => $"{parts[3]}-{parts[4]}.md",
            _ when type.StartsWith("dev.signet.", StringComparison.Ordinal) => $"{parts[2]}-{parts[3]}.md",
            _ => SharedPage,
        };
    }

    /// <summary>The types and all types of their fields.</summary>
    public IReadOnlySet<string> Close(IEnumerable<string> types)
    {
        var all = new SortedSet<string>(StringComparer.Ordinal);
        var open = new Stack<string>(types);
        while (open.TryPop(out var type))
        {
            if (all.Add(type))
            {
                foreach (var field in FieldsOf(type))
                {
                    ReferencesIn(field.Value).ForEach(open.Push);
                }
            }
        }

        return all;
    }

    /// <summary>The description of a type, or an empty text.</summary>
    public string DescriptionOf(string type) => TextOf(Find(type), "description");

    /// <summary>Appends the table of a type's fields; nothing for a type without fields.</summary>
    public void AppendFields(StringBuilder page, string type, string pageName)
    {
        var fields = FieldsOf(type);
        if (fields.Count == 0)
        {
            return;
        }

        var required = Find(type).TryGetProperty("required", out var names) ? names.EnumerateArray().Select(name => name.GetString()!).ToHashSet() : [];
        page.Append("\n| field | type | meaning |\n|---|---|---|\n");
        foreach (var field in fields)
        {
            page.Append(CultureInfo.InvariantCulture, $"| `{field.Name}` | {TypeOf(field.Value, pageName)}{(required.Contains(field.Name) ? ", required" : "")} | {MeaningOf(field.Value)} |\n");
        }
    }

    public void Dispose() => _document.Dispose();

    private JsonElement Find(string type) => _document.RootElement.GetProperty("definitions").GetProperty(type);

    private List<JsonProperty> FieldsOf(string type) => Find(type).TryGetProperty("properties", out var fields) ? [.. fields.EnumerateObject()] : [];

    private static List<string> ReferencesIn(JsonElement field)
    {
        var found = new List<string>();
        if (field.TryGetProperty("$ref", out var reference))
        {
            found.Add(reference.GetString()![Reference.Length..]);
        }

        foreach (var inner in (ReadOnlySpan<string>)["items", "additionalProperties"])
        {
            if (field.TryGetProperty(inner, out var element) && element.ValueKind == JsonValueKind.Object)
            {
                found.AddRange(ReferencesIn(element));
            }
        }

        return found;
    }

    private static string TypeOf(JsonElement field, string page) =>
        field.TryGetProperty("$ref", out var reference) ? LinkTo(reference.GetString()![Reference.Length..], page)
        : field.TryGetProperty("items", out var items) ? "list of " + TypeOf(items, page)
        : field.TryGetProperty("additionalProperties", out var values) && values.ValueKind == JsonValueKind.Object ? "map of " + TypeOf(values, page)
        : TextOf(field, "format") is { Length: > 0 } format ? $"{TextOf(field, "type")} ({format})"
        : TextOf(field, "type") is { Length: > 0 } type ? type
        : "any";

    private static string MeaningOf(JsonElement field)
    {
        var text = new StringBuilder(MarkdownCell.Of(TextOf(field, "description")));
        var hasValues = field.TryGetProperty("enum", out var values) ||
            (field.TryGetProperty("items", out var items) && items.TryGetProperty("enum", out values));
        if (hasValues)
        {
            var codes = MarkdownCell.OfCodes(values.EnumerateArray().Select(value => value.ToString()));
            text.Append(text.Length > 0 ? " " : "").Append(CultureInfo.InvariantCulture, $"Values: {codes}.");
        }

        if (field.TryGetProperty("default", out var preset) && preset.ValueKind is not JsonValueKind.Object)
        {
            text.Append(text.Length > 0 ? " " : "").Append(CultureInfo.InvariantCulture, $"Default: `{preset.GetRawText()}`.");
        }

        return text.ToString();
    }

    private static string TextOf(JsonElement element, string name) =>
        element.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String ? text.GetString()! : "";
}
