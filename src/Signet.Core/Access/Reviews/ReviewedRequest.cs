using System.Text.Json.Nodes;
using Signet.Core.Objects;
using Signet.Core.Primitives;

namespace Signet.Core.Access.Reviews;

/// <summary>Reads the attributes of a valid access review (Kubernetes, <c>pkg/registry/authorization/util/helpers.go</c>).</summary>
internal static class ReviewedRequest
{
    /// <summary>The user of <c>spec</c>. No implicit group is added.</summary>
    public static UserInfo UserOf(JsonObject spec) => new()
    {
        Name = spec.GetString("user"),
        Uid = spec.GetString("uid"),
        Groups = spec.GetStrings("groups"),
        Extra = ExtraOf(spec.GetObject("extra")),
    };

    /// <summary>Reads the attributes of the reviewed request.</summary>
    /// <param name="spec">The <c>spec</c> of the review.</param>
    /// <param name="user">The user of the reviewed request.</param>
    /// <param name="errors">Receives messages for <c>status.evaluationError</c> about selectors that cannot be parsed, which are ignored.</param>
    public static RequestAttributes Read(JsonObject spec, UserInfo user, List<string> errors)
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
            FieldSelector = SelectorAttributes.ReadFields(resource, errors),
            LabelSelector = SelectorAttributes.ReadLabels(resource, errors),
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
