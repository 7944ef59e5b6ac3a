using System.Buffers;
using System.Text.Json;
using Signet.Core.Access;
using Signet.Server.Http;

namespace Signet.Server.Authorization.Webhook;

/// <summary>Writes a question as <c>authorization.k8s.io/v1</c> SubjectAccessReview.</summary>
internal static class AccessReviewJson
{
    /// <summary>The review.</summary>
    public static ReadOnlyMemory<byte> Write(in RequestAttributes attributes)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using var writer = new Utf8JsonWriter(buffer);
        writer.WriteStartObject();
        writer.WriteString("kind"u8, "SubjectAccessReview"u8);
        writer.WriteString("apiVersion"u8, "authorization.k8s.io/v1"u8);
        writer.WriteStartObject("spec"u8);
        if (attributes.IsResourceRequest)
        {
            writer.WriteStartObject("resourceAttributes"u8);
            WriteText(writer, "namespace", attributes.Namespace);
            WriteText(writer, "verb", attributes.Verb);
            WriteText(writer, "group", attributes.ApiGroup);
            WriteText(writer, "version", attributes.ApiVersion);
            WriteText(writer, "resource", attributes.Resource);
            WriteText(writer, "subresource", attributes.Subresource);
            WriteText(writer, "name", attributes.Name);
        }
        else
        {
            writer.WriteStartObject("nonResourceAttributes"u8);
            WriteText(writer, "path", attributes.Path);
            WriteText(writer, "verb", attributes.Verb);
        }

        writer.WriteEndObject();
        WriteUser(writer, attributes.User);
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenMemory;
    }

    private static void WriteUser(Utf8JsonWriter writer, UserInfo user)
    {
        WriteText(writer, "user", user.Name);
        if (user.Groups.Count > 0)
        {
            writer.WriteTexts("groups", user.Groups);
        }

        if (user.Extra.Count > 0)
        {
            writer.WriteStartObject("extra"u8);
            foreach (var (key, values) in user.Extra)
            {
                writer.WriteTexts(key, values);
            }

            writer.WriteEndObject();
        }

        WriteText(writer, "uid", user.Uid);
    }

    private static void WriteText(Utf8JsonWriter writer, string name, string value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            writer.WriteString(name, value);
        }
    }
}
