using System.Text.Json.Nodes;
using Signet.Core.Primitives;

namespace Signet.Core.Resources.FieldSets;

/// <summary>
/// The stored format of field sets (structured-merge-diff, <c>fieldpath/serialize.go</c>): <c>f:NAME</c> for a field, <c>k:{KEYS}</c> for
/// an entry of a keyed list, <c>v:VALUE</c> for an entry of a set, <c>.</c> for a map or list itself.
/// </summary>
internal static class FieldsV1
{
    internal const string TypeName = "FieldsV1";
    private const string Itself = ".";

    /// <summary>Writes a set, sorted.</summary>
    public static JsonObject Write(FieldSet fields) => Write(fields, isMember: false);

    /// <summary>Reads a set in any order; an error when it is malformed.</summary>
    public static Outcome<FieldSet> Read(JsonObject fields)
    {
        var builder = new FieldSetBuilder();
        return Read(fields, [], builder) is { } error ? error : builder.Build();
    }

    private static JsonObject Write(FieldSet fields, bool isMember)
    {
        var written = new JsonObject();
        if (isMember && !fields.IsEmpty)
        {
            written[Itself] = new JsonObject();
        }

        foreach (var entry in fields.Entries)
        {
            written[entry.Element.ToFieldsV1()] = Write(entry.Below, entry.IsMember);
        }

        return written;
    }

    private static StatusError? Read(JsonObject fields, List<PathElement> path, FieldSetBuilder into)
    {
        foreach (var (name, value) in fields)
        {
            if (name == Itself)
            {
                into.Insert([.. path]);
                continue;
            }

            if (!PathElement.TryParse(name, out var element) || value is not JsonObject below)
            {
                return StatusErrors.BadRequest($"{GoText.Quote(name)} is no step of a path in fieldsV1");
            }

            path.Add(element);
            if (below.Count == 0)
            {
                into.Insert([.. path]);
            }
            else if (Read(below, path, into) is { } error)
            {
                return error;
            }

            path.RemoveAt(path.Count - 1);
        }

        return null;
    }
}
