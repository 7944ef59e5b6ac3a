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
        Name = spec.GetString("user"),
        Uid = spec.GetString("uid"),
        Groups = spec.GetStrings("groups"),
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
                Verb = path.GetString("verb"),
                IsResourceRequest = false,
                Path = path.GetString("path"),
                ApiGroup = "",
                ApiVersion = "",
                Resource = "",
                Subresource = "",
                Namespace = "",
                Name = "",
            };
        }

        var version = resource.GetString("version");
        return new RequestAttributes
        {
            User = user,
            Verb = resource.GetString("verb"),
            IsResourceRequest = true,
            Path = "",
            ApiGroup = resource.GetString("group"),
            ApiVersion = version.Length == 0 ? "*" : version,
            Resource = resource.GetString("resource"),
            Subresource = resource.GetString("subresource"),
            Namespace = resource.GetString("namespace"),
            Name = resource.GetString("name"),
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
            extra.Add(new(key, sent.GetStrings(key)));
        }

        extra.Sort((one, other) => Utf8Order.Instance.Compare(one.Key, other.Key));
        return extra;
    }
}
