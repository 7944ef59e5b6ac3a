using Signet.Core.Primitives;
using Signet.Server.Http.Yaml;

namespace Signet.Server.Authentication.Issuers;

/// <summary>
/// Reads <c>--authentication-config</c>: kube-apiserver's AuthenticationConfiguration, with its rules and messages (apiserver,
/// <c>pkg/apis/apiserver/validation</c>). Unknown fields are errors, because a misspelt rule would accept more users than the operator intends. CEL
/// expressions are errors, because Signet cannot evaluate them.
/// </summary>
internal static class AuthenticationConfigurationReader
{
    private const string Group = "apiserver.config.k8s.io";
    private const string Kind = "AuthenticationConfiguration";
    private const int MaxIssuers = 64;
    private static readonly string[] Versions = [Group + "/v1", Group + "/v1beta1", Group + "/v1alpha1"];

    /// <summary>Reads a configuration.</summary>
    /// <param name="text">YAML or JSON.</param>
    /// <param name="ownIssuers">The server's own issuers, which must not be configured as other issuers.</param>
    /// <param name="readKeySet">Reads the file of <c>jwksFile</c>; null when it cannot be read and may be missing at the start.</param>
    /// <exception cref="FormatException">The configuration is invalid; the message names every error with its field.</exception>
    public static AuthenticationConfiguration Read(
        ReadOnlySpan<byte> text, IReadOnlyList<string> ownIssuers, Func<string, byte[]?>? readKeySet = null)
    {
        var root = StrictNode.Parse(text);
        if (!Versions.Contains(root.String("apiVersion")) || root.String("kind") != Kind)
        {
            throw new FormatException($"apiVersion and kind must be {Versions[0]} and {Kind}");
        }

        root.RefuseUnknownFields("apiVersion", "kind", "jwt", "anonymous");
        var errors = new FieldErrors();
        var nodes = root.Nodes("jwt");
        if (nodes.Count > MaxIssuers)
        {
            errors.Add(new FieldError("FieldValueTooMany", "jwt", $"Too many: {nodes.Count}: must have at most {MaxIssuers} items"));
        }

        var reader = new JwtIssuerReader(errors, ownIssuers, readKeySet);
        var issuers = new List<JwtIssuerOptions>();
        foreach (var node in nodes)
        {
            if (reader.Read(node) is { } issuer)
            {
                issuers.Add(issuer);
            }
        }

        var anonymous = root.Node("anonymous") is { } rules ? ReadAnonymous(rules, errors) : null;
        return errors.Count == 0 ? new AuthenticationConfiguration(issuers, anonymous) : throw new FormatException(FieldError.Join(errors));
    }

    private static AnonymousRules ReadAnonymous(StrictNode node, FieldErrors errors)
    {
        node.RefuseUnknownFields("enabled", "conditions");
        var isEnabled = node.Flag("enabled") ?? false;
        var paths = new List<string>();
        foreach (var condition in node.Nodes("conditions"))
        {
            condition.RefuseUnknownFields("path");
            var path = condition.String("path");
            if (!path.StartsWith('/'))
            {
                errors.Add(FieldError.Invalid(condition.PathOf("path"), path, "must be a path such as /livez"));
            }

            paths.Add(path);
        }

        if (!isEnabled && paths.Count > 0)
        {
            errors.Add(FieldError.InvalidText(node.PathOf("conditions"), $"[{string.Join(' ', paths)}]", "enabled should be set to true when conditions are defined"));
        }

        return new AnonymousRules(isEnabled, paths);
    }
}
