using System.Globalization;
using System.Text.Json;
using Signet.Core.Primitives;
using Signet.Server.Audit.Policy;
using Signet.Server.Http;
using Signet.Server.Http.Answers;
using Signet.Server.Http.Requests;

namespace Signet.Server.Audit.Events;

/// <summary>Writes an event in the form of kube-apiserver (<c>audit.k8s.io/v1</c>): members in the order of the Go struct, empty ones left out.</summary>
internal static class AuditEventJson
{
    private const string TimePattern = "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";
    private const int MaxUserAgentLength = 1024;

    private static readonly string[] LevelNames = Enum.GetNames<AuditLevel>();
    private static readonly string[] StageNames = Enum.GetNames<AuditStage>();

    public static void Write(Utf8JsonWriter writer, in AuditEvent audited)
    {
        var request = audited.Request;
        writer.WriteStartObject();
        writer.WriteString("kind"u8, "Event"u8);
        writer.WriteString("apiVersion"u8, "audit.k8s.io/v1"u8);
        writer.WriteString("level"u8, LevelNames[(int)audited.Level]);
        writer.WriteString("auditID"u8, request.AuditId);
        writer.WriteString("stage"u8, StageNames[(int)audited.Stage]);
        writer.WriteString("requestURI"u8, AuditedUri.Of(request.RawTarget));
        writer.WriteString("verb"u8, request.Info.Verb);
        WriteUsers(writer, audited);
        SourceAddresses.Write(writer, request.Http);
        WriteUserAgent(writer, request.UserAgent);
        if (request.Info.IsResourceRequest)
        {
            WriteObject(writer, audited);
        }

        if (audited.Stage != AuditStage.RequestReceived)
        {
            WriteStatus(writer, audited);
        }

        WriteBody(writer, "requestObject"u8, audited.RequestObject);
        WriteBody(writer, "responseObject"u8, audited.ResponseObject);
        WriteTime(writer, "requestReceivedTimestamp"u8, request.Now);
        WriteTime(writer, "stageTimestamp"u8, audited.StageTime);
        WriteAnnotations(writer, audited.Notes?.Annotations ?? [], audited.IsTruncated);
        writer.WriteEndObject();
    }

    private static void WriteUsers(Utf8JsonWriter writer, in AuditEvent audited)
    {
        writer.WritePropertyName("user"u8);
        if (audited.Sender is { } sender)
        {
            UserInfoJson.Write(writer, sender);
        }
        else
        {
            writer.WriteStartObject();
            writer.WriteEndObject();
        }

        if (audited.Impersonated is { } impersonated)
        {
            writer.WritePropertyName("impersonatedUser"u8);
            UserInfoJson.Write(writer, impersonated);
        }

        if (audited.ImpersonationConstraint is { Length: > 0 } constraint)
        {
            writer.WriteStartObject("authenticationMetadata"u8);
            writer.WriteString("impersonationConstraint"u8, constraint);
            writer.WriteEndObject();
        }
    }

    private static void WriteUserAgent(Utf8JsonWriter writer, string agent)
    {
        if (agent.Length > 0)
        {
            // Masked before it is truncated: the mask does not recognise half a token.
            agent = TokenMask.Apply(agent);
            writer.WriteString("userAgent"u8, agent.Length <= MaxUserAgentLength ? agent : agent[..MaxUserAgentLength] + "...TRUNCATED");
        }
    }

    private static void WriteObject(Utf8JsonWriter writer, in AuditEvent audited)
    {
        var (info, sent) = (audited.Request.Info, audited.Notes?.Metadata);
        writer.WriteStartObject("objectRef"u8);
        WriteFirst(writer, "resource"u8, info.Resource);
        WriteFirst(writer, "namespace"u8, info.Namespace, sent?.Namespace);
        WriteFirst(writer, "name"u8, info.Name, sent?.Name, audited.GeneratedName);
        WriteFirst(writer, "uid"u8, sent?.Uid);
        WriteFirst(writer, "apiGroup"u8, info.ApiGroup);
        WriteFirst(writer, "apiVersion"u8, info.ApiVersion);
        WriteFirst(writer, "resourceVersion"u8, sent?.ResourceVersion);
        WriteFirst(writer, "subresource"u8, info.Subresource);
        writer.WriteEndObject();
    }

    private static void WriteStatus(Utf8JsonWriter writer, in AuditEvent audited)
    {
        writer.WriteStartObject("responseStatus"u8);
        writer.WriteStartObject("metadata"u8);
        writer.WriteEndObject();
        if (audited.Attempted is { } attempted)
        {
            // Kubernetes records only this for a failed authentication.
            writer.WriteString("message"u8, attempted);
            writer.WriteNumber("code"u8, audited.Code);
        }
        else if (audited.Failure is { } failure)
        {
            StatusJson.WriteFailure(writer, Masked(failure));
        }
        else
        {
            if (audited.Unanswered is { Length: > 0 } || audited.Code >= 400)
            {
                writer.WriteString("status"u8, "Failure"u8);
                WriteFirst(writer, "message"u8, audited.Unanswered);
            }

            if (audited.Code != 0)
            {
                writer.WriteNumber("code"u8, audited.Code);
            }
        }

        writer.WriteEndObject();
    }

    /// <summary>The error may repeat values that the caller sent.</summary>
    private static StatusError Masked(StatusError failure) => failure with
    {
        Message = TokenMask.Apply(failure.Message),
        Details = failure.Details is not { } details ? null : details with
        {
            Name = TokenMask.Apply(details.Name),
            Group = TokenMask.Apply(details.Group),
            Kind = TokenMask.Apply(details.Kind),
            Causes = details.Causes.Count == 0 ? [] : [.. details.Causes.Select(cause => cause with
            {
                Message = TokenMask.Apply(cause.Message),
                Field = TokenMask.Apply(cause.Field),
            })],
        },
    };

    private static void WriteBody(Utf8JsonWriter writer, ReadOnlySpan<byte> name, ReadOnlyMemory<byte> json)
    {
        if (!json.IsEmpty)
        {
            writer.WritePropertyName(name);
            writer.WriteRawValue(json.Span, skipInputValidation: true);
        }
    }

    private static void WriteTime(Utf8JsonWriter writer, ReadOnlySpan<byte> name, DateTimeOffset time)
    {
        Span<byte> text = stackalloc byte[TimePattern.Length];
        time.UtcDateTime.TryFormat(text, out var length, TimePattern, CultureInfo.InvariantCulture);
        writer.WriteString(name, text[..length]);
    }

    private static void WriteAnnotations(Utf8JsonWriter writer, IReadOnlyList<KeyValuePair<string, string>> annotations, bool isTruncated)
    {
        if (annotations.Count == 0 && !isTruncated)
        {
            return;
        }

        writer.WriteStartObject("annotations"u8);
        if (isTruncated)
        {
            writer.WriteString(AuditKey.Truncated.Name, "true"u8);
        }

        for (var i = 0; i < annotations.Count; i++)
        {
            writer.WriteString(annotations[i].Key, TokenMask.Apply(annotations[i].Value));
        }

        writer.WriteEndObject();
    }

    /// <summary>Writes the first of the values that is not empty.</summary>
    private static void WriteFirst(Utf8JsonWriter writer, ReadOnlySpan<byte> name, string? text, string? otherwise = null, string? last = null)
    {
        text = !string.IsNullOrEmpty(text) ? text : !string.IsNullOrEmpty(otherwise) ? otherwise : last;
        if (!string.IsNullOrEmpty(text))
        {
            writer.WriteString(name, TokenMask.Apply(text));
        }
    }
}
