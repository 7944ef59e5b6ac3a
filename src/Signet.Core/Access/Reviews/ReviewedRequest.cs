using System.Text.Json.Nodes;
using Signet.Core.Objects;
using Signet.Core.Primitives;

namespace Signet.Core.Access.Reviews;

/// <summary>Reads what a valid access review asks (Kubernetes, <c>pkg/registry/authorization/util/helpers.go</c>).</summary>
internal static class ReviewedRequest
{
    /// <summary>The user that <c>spec</c> tells of. Nothing is filled in: no group that such a user would have.</summary>
    public static UserInfo UserOf(JsonObject spec) => new()
    {
        Name = spec.GetText("user"),
        Uid = spec.GetText("uid"),
        Groups = spec.GetTexts("groups"),
        Extra = ExtraOf(spec.GetObject("extra")),
    };

    /// <summary>What is asked.</summary>
    /// <param name="spec">The review's <c>spec</c>.</param>
    /// <param name="user">Whose access it is.</param>
    /// <param name="faults">Takes what could not be read of the selectors, in words for <c>status.evaluationError</c>; the rest is asked.</param>
    public static RequestAttributes Read(JsonObject spec, UserInfo user, List<string> faults)
    {
        if (spec.GetObject("resourceAttributes") is not { } resource)
        {
            var path = spec.GetObject("nonResourceAttributes") ?? [];
            return new RequestAttributes
            {
                User = user,
                Verb = path.GetText("verb"),
                IsResourceRequest = false,
                Path = path.GetText("path"),
                ApiGroup = "",
                ApiVersion = "",
                Resource = "",
                Subresource = "",
                Namespace = "",
                Name = "",
            };
        }

        var version = resource.GetText("version");
        return new RequestAttributes
        {
            User = user,
            Verb = resource.GetText("verb"),
            IsResourceRequest = true,
            Path = "",
            ApiGroup = resource.GetText("group"),
            ApiVersion = version.Length == 0 ? "*" : version,
            Resource = resource.GetText("resource"),
            Subresource = resource.GetText("subresource"),
            Namespace = resource.GetText("namespace"),
            Name = resource.GetText("name"),
            FieldSelector = SelectorAttributes.ReadFields(resource, faults),
            LabelSelector = SelectorAttributes.ReadLabels(resource, faults),
        };
    }

    private static List<KeyValuePair<string, IReadOnlyList<string>>> ExtraOf(JsonObject? sent)
    {
        if (sent is null || sent.Count == 0)
        {
            return [];
        }

        var extra = new List<KeyValuePair<string, IReadOnlyList<string>>>(sent.Count);
        foreach (var (key, _) in sent)
        {
            extra.Add(new(key, sent.GetTexts(key)));
        }

        extra.Sort((one, other) => Utf8Order.Instance.Compare(one.Key, other.Key));
        return extra;
    }
}
