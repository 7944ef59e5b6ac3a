using System.Text.Json;
using Signet.Core.Access;
using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Schema;
using Signet.Server.Http.Answers;
using Signet.Server.Http.Requests;

namespace Signet.Server.Endpoints.Reviews;

/// <summary>
/// <c>POST /apis/authorization.k8s.io/v1/selfsubjectrulesreviews</c>: lists the rules of the caller in a namespace (Kubernetes,
/// <c>pkg/registry/authorization/selfsubjectrulesreview</c>).
/// </summary>
internal sealed class RulesReviewEndpoint(IRuleResolver resolver) : IEndpoint
{
    private static readonly UnstoredKind Kind = new(new("authorization.k8s.io", "v1", "SelfSubjectRulesReview"));

    /// <inheritdoc/>
    public async ValueTask<Answer> AnswerAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        if (!(await Kind.ReadAsync(request, cancellationToken).ConfigureAwait(false)).TryGetValue(out var received, out var error))
        {
            return error;
        }

        // Any string is accepted: in a namespace that does not exist only cluster-wide rules apply.
        var ns = received.Document.Section("spec")?.GetString("namespace") ?? "";
        Answer answer = ns.Length == 0
            ? StatusErrors.BadRequest("no namespace on request")
            : new Answer.Object(201, Write(resolver.RulesFor(request.User, ns))) { Format = received.Format };
        return answer.WithWarnings(received.Warnings);
    }

    private static byte[] Write(ResolvedRules resolved)
    {
        using var scratch = JsonScratch.Take();
        var writer = scratch.Writer;
        Kind.WriteHead(writer, metadata: []);
        writer.WriteStartObject("spec"u8);
        writer.WriteEndObject();
        writer.WriteStartObject("status"u8);
        WriteRules(writer, resolved.Rules);
        writer.WriteBoolean("incomplete"u8, resolved.IsIncomplete);
        if (resolved.Errors.Count > 0)
        {
            writer.WriteString("evaluationError"u8, ErrorList.Join(resolved.Errors));
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
        return scratch.ToArray();
    }

    /// <summary>A rule about both resources and paths is in both lists.</summary>
    private static void WriteRules(Utf8JsonWriter writer, IReadOnlyList<PolicyRule> rules)
    {
        writer.WriteStartArray("resourceRules"u8);
        foreach (var rule in rules)
        {
            if (rule.Resources.Length > 0)
            {
                writer.WriteStartObject();
                writer.WriteStrings("verbs", rule.Verbs);
                writer.WriteStringsUnlessEmpty("apiGroups", rule.ApiGroups);
                writer.WriteStringsUnlessEmpty("resources", rule.Resources);
                writer.WriteStringsUnlessEmpty("resourceNames", rule.ResourceNames);
                writer.WriteEndObject();
            }
        }

        writer.WriteEndArray();
        writer.WriteStartArray("nonResourceRules"u8);
        foreach (var rule in rules)
        {
            if (rule.NonResourceUrls.Length > 0)
            {
                writer.WriteStartObject();
                writer.WriteStrings("verbs", rule.Verbs);
                writer.WriteStrings("nonResourceURLs", rule.NonResourceUrls);
                writer.WriteEndObject();
            }
        }

        writer.WriteEndArray();
    }
}
