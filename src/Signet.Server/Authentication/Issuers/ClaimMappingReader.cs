using Signet.Core.Primitives;
using Signet.Server.Http.Yaml;

namespace Signet.Server.Authentication.Issuers;

/// <summary>Reads <c>claimValidationRules</c> and <c>claimMappings</c> of an issuer. Errors are added to the list.</summary>
internal sealed class ClaimMappingReader(FieldErrors errors)
{
    private const string NeedsPrefix = "prefix is required when claim is set. It can be set to an empty string to disable prefixing";
    private const string NeedsClaim = "claim or expression is required";

    /// <summary>The error for a CEL expression.</summary>
    public static FieldError NoExpression(string field) =>
        FieldError.Forbidden(field, "CEL expressions are not supported; map claims by name (claim, prefix) and check them by value (claim, requiredValue)");

    /// <summary>Reads <c>claimValidationRules</c>.</summary>
    public IReadOnlyList<RequiredClaim> ReadRequired(StrictNode node)
    {
        var rules = new List<RequiredClaim>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var rule in node.Nodes("claimValidationRules"))
        {
            rule.RefuseUnknownFields("claim", "requiredValue", "expression", "message");
            var claim = rule.String("claim");
            RefuseExpression(rule);
            if (claim.Length == 0 && !rule.Has("expression"))
            {
                errors.Add(FieldError.Required(rule.Path, NeedsClaim));
            }

            if (claim.Length > 0 && rule.String("message").Length > 0)
            {
                errors.Add(FieldError.Invalid(rule.PathOf("message"), rule.String("message"), "message can't be set when claim is set"));
            }

            if (claim.Length > 0 && !seen.Add(claim))
            {
                errors.Add(FieldError.Duplicate(rule.PathOf("claim"), claim));
            }

            rules.Add(new RequiredClaim(claim, rule.String("requiredValue")));
        }

        return rules;
    }

    /// <summary>Reads <c>claimMappings</c>; the username is null when it is invalid.</summary>
    public (PrefixedClaim? Username, PrefixedClaim? Groups, string UidClaim) Read(StrictNode node)
    {
        if (node.Node("claimMappings") is not { } mappings)
        {
            errors.Add(FieldError.Required(node.PathOf("claimMappings.username"), NeedsClaim));
            return (null, null, "");
        }

        mappings.RefuseUnknownFields("username", "groups", "uid", "extra");
        if (mappings.Nodes("extra").Count > 0)
        {
            errors.Add(NoExpression(mappings.PathOf("extra")));
        }

        PrefixedClaim? username = null;
        if (mappings.Node("username") is not { } name)
        {
            errors.Add(FieldError.Required(mappings.PathOf("username"), NeedsClaim));
        }
        else
        {
            username = ReadPrefixed(name, isNeeded: true);
        }

        var groups = mappings.Node("groups") is { } list ? ReadPrefixed(list, isNeeded: false) : null;
        return (username, groups, mappings.Node("uid") is { } uid ? ReadUid(uid) : "");
    }

    private PrefixedClaim? ReadPrefixed(StrictNode node, bool isNeeded)
    {
        node.RefuseUnknownFields("claim", "prefix", "expression");
        var claim = node.String("claim");
        var prefix = node.StringOrNull("prefix");
        if (RefuseExpression(node))
        {
            return null;
        }

        if (claim.Length > 0)
        {
            if (prefix is null)
            {
                errors.Add(FieldError.Required(node.PathOf("prefix"), NeedsPrefix));
            }

            return new PrefixedClaim(claim, prefix ?? "");
        }

        if (isNeeded)
        {
            errors.Add(FieldError.Required(node.Path, NeedsClaim));
        }

        if (!string.IsNullOrEmpty(prefix))
        {
            errors.Add(FieldError.Invalid(node.PathOf("prefix"), prefix, "non-empty prefix isn't allowed when claim is not set"));
        }

        return null;
    }

    private string ReadUid(StrictNode node)
    {
        node.RefuseUnknownFields("claim", "expression");
        RefuseExpression(node);
        return node.String("claim");
    }

    private bool RefuseExpression(StrictNode node)
    {
        if (!node.Has("expression"))
        {
            return false;
        }

        errors.Add(NoExpression(node.PathOf("expression")));
        return true;
    }
}
