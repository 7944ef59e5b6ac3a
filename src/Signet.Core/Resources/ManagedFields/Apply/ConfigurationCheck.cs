using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Signet.Core.Primitives;
using Signet.Core.Resources.FieldSets;
using Signet.Core.Resources.ManagedFields.Typed;
using Signet.Core.Schema;

namespace Signet.Core.Resources.ManagedFields.Apply;

/// <summary>
/// Validates an applied configuration against the schema (structured-merge-diff, <c>typed/validate.go</c>). Stricter than decoding, because
/// every part must have an owner: unknown fields and duplicate list entries are errors.
/// </summary>
internal sealed class ConfigurationCheck
{
    private readonly List<PathElement> _path = [];
    private readonly List<string> _errors = [];

    private ConfigurationCheck()
    {
    }

    /// <summary>All errors in Kubernetes' format; null when the configuration is valid.</summary>
    public static string? Check(JsonObject root, SchemaType type)
    {
        var check = new ConfigurationCheck();
        check.Visit(root, new FieldType(type, null));
        return check._errors switch
        {
            [] => null,
            [var only] => only,
            var several => "errors:\n" + string.Join('\n', several.Select(error => "  " + error)),
        };
    }

    private void Visit(JsonNode? value, FieldType type)
    {
        if (value is null)
        {
            return;
        }

        switch (type.Type.Shape)
        {
            case SchemaShape.Object or SchemaShape.Map:
                VisitMembers(value, type);
                break;
            case SchemaShape.List:
                VisitEntries(value, type);
                break;
            case SchemaShape.Any:
                break;
            default:
                VisitScalar(value, type.Type);
                break;
        }
    }

    private void VisitMembers(JsonNode value, FieldType type)
    {
        if (value is not JsonObject members)
        {
            Add($"expected map, got {Describe(value)}");
            return;
        }

        foreach (var (name, member) in members)
        {
            _path.Add(PathElement.Field(name));
            if (type.Type.Shape == SchemaShape.Map)
            {
                Visit(member, new FieldType(type.Type.Element!, null));
            }
            else if (type.Type.TryGetField(name, out var field))
            {
                Visit(member, new FieldType(field.Type, field));
            }
            else
            {
                Add("field not declared in schema");
            }

            _path.RemoveAt(_path.Count - 1);
        }
    }

    private void VisitEntries(JsonNode value, FieldType type)
    {
        if (value is not JsonArray list)
        {
            Add($"expected list, got {Describe(value)}");
            return;
        }

        var isByElement = type.Structure != FieldStructure.Leaf;
        var seen = new HashSet<PathElement>();
        for (var i = 0; i < list.Count; i++)
        {
            var element = PathElement.Index(i);
            if (isByElement)
            {
                if (type.ElementOf(list[i]) is not { } found)
                {
                    Add(string.Create(CultureInfo.InvariantCulture, $"element {i}: {WhyNoElement(list[i], type)}"));
                    return;
                }

                element = found;
                if (!seen.Add(element))
                {
                    Add($"duplicate entries for key {element}");
                }
            }

            _path.Add(element);
            Visit(list[i], type.Entry);
            _path.RemoveAt(_path.Count - 1);
        }
    }

    private static string WhyNoElement(JsonNode? entry, FieldType type)
    {
        if (entry is not JsonObject keyed)
        {
            return "associative list with keys may not have non-map elements";
        }

        var missing = type.Field!.MapKeys.First(key =>
            keyed[key] is null && !(type.Type.Element!.TryGetField(key, out var field) && field.Default is not null));
        return $"associative list with keys has an element that omits key field {GoText.Quote(missing)} (and doesn't have default value)";
    }

    private void VisitScalar(JsonNode value, SchemaType type)
    {
        var kind = value.GetValueKind();
        var (expected, fits) = type.Shape switch
        {
            SchemaShape.Integer or SchemaShape.Number => ("numeric (int or float)", kind == JsonValueKind.Number),
            SchemaShape.Boolean => ("boolean", kind is JsonValueKind.True or JsonValueKind.False),
            SchemaShape.String or SchemaShape.Bytes => ("string", kind == JsonValueKind.String),
            _ => ("any scalar", kind is not (JsonValueKind.Object or JsonValueKind.Array)),
        };
        if (!fits)
        {
            Add($"expected {expected}, got {Describe(value)}");
        }
    }

    /// <summary>Describes the type of a value. The value itself may be secret.</summary>
    private static string Describe(JsonNode value) => value.GetValueKind() switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => "a string",
        JsonValueKind.Number => "a number",
        _ => "a boolean",
    };

    private void Add(string message) => _errors.Add(_path.Count == 0 ? message : $"{FieldPath.Show(_path)}: {message}");
}
