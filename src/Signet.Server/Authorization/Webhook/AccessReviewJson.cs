using System.Text.Json;
using Signet.Core.Access;
using Signet.Core.Resources.Selectors;
using Signet.Core.Schema;
using Signet.Server.Http.Answers;

namespace Signet.Server.Authorization.Webhook;

/// <summary>Writes request attributes as a SubjectAccessReview of <c>authorization.k8s.io</c>, v1 or v1beta1.</summary>
internal static class AccessReviewJson
{
    public static ReadOnlyMemory<byte> Write(in RequestAttributes attributes, string version)
    {
        using var scratch = JsonScratch.Take();
        var writer = scratch.Writer;
        writer.WriteStartObject();
        writer.WriteString("kind"u8, "SubjectAccessReview"u8);
        writer.WriteString("apiVersion"u8, $"authorization.k8s.io/{version}");
        writer.WriteStartObject("spec"u8);
        if (attributes.IsResourceRequest)
        {
            writer.WriteStartObject("resourceAttributes"u8);
            WriteUnlessEmpty(writer, "namespace", attributes.Namespace);
            WriteUnlessEmpty(writer, "verb", attributes.Verb);
            WriteUnlessEmpty(writer, "group", attributes.ApiGroup);
            WriteUnlessEmpty(writer, "version", attributes.ApiVersion);
            WriteUnlessEmpty(writer, "resource", attributes.Resource);
            WriteUnlessEmpty(writer, "subresource", attributes.Subresource);
            WriteUnlessEmpty(writer, "name", attributes.Name);
            WriteSelectors(writer, attributes);
        }
        else
        {
            writer.WriteStartObject("nonResourceAttributes"u8);
            WriteUnlessEmpty(writer, "path", attributes.Path);
            WriteUnlessEmpty(writer, "verb", attributes.Verb);
        }

        writer.WriteEndObject();
        // The only difference between the versions.
        WriteUser(writer, attributes.User, version == "v1beta1" ? "group" : "groups");
        writer.WriteEndObject();
        writer.WriteEndObject();
        return scratch.ToArray();
    }

    /// <summary>
    /// Writes the selectors of a list. Numeric comparisons have no representation there and are left out, which asks for more access, never for less.
    /// </summary>
    private static void WriteSelectors(Utf8JsonWriter writer, in RequestAttributes attributes)
    {
        if (attributes.FieldSelector is { IsEverything: false } fields)
        {
            WriteStart(writer, "fieldSelector");
            foreach (var requirement in fields.Requirements)
            {
                WriteRequirement(writer, requirement.Field, requirement.IsEqual ? "In" : "NotIn", [requirement.Value]);
            }

            WriteEnd(writer);
        }

        if (attributes.LabelSelector is { IsEverything: false } labels)
        {
            WriteStart(writer, "labelSelector");
            foreach (var requirement in labels.Requirements)
            {
                var operatorName = requirement.Operator switch
                {
                    LabelOperator.Equal or LabelOperator.DoubleEqual or LabelOperator.In => "In",
                    LabelOperator.NotEqual or LabelOperator.NotIn => "NotIn",
                    LabelOperator.Exists => "Exists",
                    LabelOperator.DoesNotExist => "DoesNotExist",
                    _ => "",
                };
                if (operatorName.Length > 0)
                {
                    WriteRequirement(writer, requirement.Key, operatorName, requirement.Values);
                }
            }

            WriteEnd(writer);
        }
    }

    private static void WriteStart(Utf8JsonWriter writer, string name)
    {
        writer.WriteStartObject(name);
        writer.WriteStartArray("requirements"u8);
    }

    private static void WriteEnd(Utf8JsonWriter writer)
    {
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteRequirement(Utf8JsonWriter writer, string key, string operatorName, IReadOnlyList<string> values)
    {
        writer.WriteStartObject();
        writer.WriteString("key"u8, key);
        writer.WriteString("operator"u8, operatorName);
        writer.WriteStringsUnlessEmpty("values", values);
        writer.WriteEndObject();
    }

    private static void WriteUser(Utf8JsonWriter writer, UserInfo user, string groups)
    {
        WriteUnlessEmpty(writer, "user", user.Name);
        writer.WriteStringsUnlessEmpty(groups, user.Groups);
        if (user.Extra.Count > 0)
        {
            writer.WriteStartObject("extra"u8);
            foreach (var (key, values) in user.Extra)
            {
                writer.WriteStrings(key, values);
            }

            writer.WriteEndObject();
        }

        WriteUnlessEmpty(writer, "uid", user.Uid);
    }

    private static void WriteUnlessEmpty(Utf8JsonWriter writer, string name, string value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            writer.WriteString(name, value);
        }
    }
}
