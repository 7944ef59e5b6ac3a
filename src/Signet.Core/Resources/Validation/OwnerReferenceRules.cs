using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Schema;

namespace Signet.Core.Resources.Validation;

/// <summary>The validation of owner references (apimachinery, <c>pkg/api/validation/objectmeta.go</c>).</summary>
internal static class OwnerReferenceRules
{
    private const string Field = "metadata.ownerReferences";

    /// <summary>Kubernetes has no limit. Each invalid reference is four errors, and a second controller is one that shows all references.</summary>
    public const int MaxCount = 256;

    /// <summary>Validates each reference, and that at most one is the controller.</summary>
    public static void Check(JsonArray? references, FieldErrors errors)
    {
        if (references is null)
        {
            return;
        }

        if (references.Count > MaxCount)
        {
            errors.Add(FieldError.TooMany(Field, references.Count, MaxCount));
            return;
        }

        string? controller = null;
        for (var i = 0; i < references.Count; i++)
        {
            if (references[i] is not JsonObject reference)
            {
                continue;
            }

            CheckOne(reference, errors);
            if (reference.GetBoolean("controller") != true)
            {
                continue;
            }

            var name = $"{reference.GetString("kind")}/{reference.GetString("name")}";
            if (controller is not null)
            {
                errors.Add(FieldError.InvalidText(
                    Field,
                    Show(references),
                    $"Only one reference can have Controller set to true. Found \"true\" in references for {controller} and {name}"));
            }

            controller ??= name;
        }
    }

    private static void CheckOne(JsonObject reference, FieldErrors errors)
    {
        if (!HasVersion(reference.GetString("apiVersion")))
        {
            errors.Add(FieldError.Invalid(Field + ".apiVersion", reference.GetString("apiVersion"), "version must not be empty"));
        }

        foreach (var (name, text) in new[] { ("kind", "must not be empty"), ("name", "must not be empty"), ("uid", "must not be empty") })
        {
            if (reference.GetString(name).Length == 0)
            {
                errors.Add(FieldError.Invalid($"{Field}.{name}", "", text));
            }
        }

        if (reference.GetString("apiVersion") == "v1" && reference.GetString("kind") == "Event")
        {
            errors.Add(FieldError.InvalidText(Field, Show(reference), "/v1, Kind=Event is disallowed from being an owner"));
        }
    }

    /// <summary>Whether an apiVersion has a version: <c>v1</c> or <c>group/v1</c>.</summary>
    private static bool HasVersion(string apiVersion)
    {
        var slash = apiVersion.IndexOf('/', StringComparison.Ordinal);
        return apiVersion.Length > slash + 1 && apiVersion.IndexOf('/', slash + 1) < 0;
    }

    /// <summary>A reference as the JSON of its Go struct.</summary>
    private static string Show(JsonObject reference) => Show(writer => Write(writer, reference));

    private static string Show(JsonArray references) => Show(writer =>
    {
        writer.WriteStartArray();
        foreach (var reference in references)
        {
            Write(writer, reference as JsonObject ?? []);
        }

        writer.WriteEndArray();
    });

    private static string Show(Action<Utf8JsonWriter> write)
    {
        using var scratch = JsonScratch.Take();
        write(scratch.Writer);
        return Encoding.UTF8.GetString(scratch.Written);
    }

    private static void Write(Utf8JsonWriter writer, JsonObject reference)
    {
        writer.WriteStartObject();
        foreach (var name in (ReadOnlySpan<string>)["apiVersion", "kind", "name", "uid"])
        {
            writer.WriteString(name, reference.GetString(name));
        }

        foreach (var name in (ReadOnlySpan<string>)["controller", "blockOwnerDeletion"])
        {
            if (reference.GetBoolean(name) is { } flag)
            {
                writer.WriteBoolean(name, flag);
            }
        }

        writer.WriteEndObject();
    }
}
