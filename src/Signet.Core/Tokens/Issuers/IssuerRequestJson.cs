using System.Text.Json.Nodes;
using Signet.Core.Objects;
using Signet.Core.Primitives;

namespace Signet.Core.Tokens.Issuers;

/// <summary>Reads and writes the <c>spec</c> of an <c>IssuerOperation</c>.</summary>
internal static class IssuerRequestJson
{
    /// <summary>The plural of the kind.</summary>
    public const string Plural = "issueroperations";

    /// <summary>The kind.</summary>
    public static GroupVersionKind Kind { get; } = new("tokens.signet.dev", "v1alpha1", "IssuerOperation");

    /// <summary>Reads a request; a 422 with all faults.</summary>
    public static Outcome<IssuerRequest> Read(JsonObject spec, bool isDryRun)
    {
        var (action, issuer) = (spec.GetString("action"), spec.GetString("issuer"));
        var errors = new FieldErrors();
        if (action.Length == 0)
        {
            errors.Add(FieldError.Required("spec.action", ""));
        }
        else if (!ExactEnum.TryParse<IssuerAction>(action, out var parsed))
        {
            errors.Add(FieldError.NotSupported("spec.action", GoText.Quote(action), Enum.GetNames<IssuerAction>()));
        }
        else if (parsed != IssuerAction.List && issuer.Length == 0)
        {
            errors.Add(FieldError.Required("spec.issuer", $"the issuer to {action.ToLowerInvariant()}"));
        }
        else if (parsed == IssuerAction.List && issuer.Length > 0)
        {
            errors.Add(FieldError.Forbidden("spec.issuer", "List is about no single issuer"));
        }
        else
        {
            return new IssuerRequest(parsed) { Issuer = issuer, IsConfirmed = spec.GetBoolean("confirmed") ?? false, IsDryRun = isDryRun };
        }

        return StatusErrors.Invalid(new GroupKind(Kind.Group, Kind.Kind), "", errors);
    }

    /// <summary>Writes the spec of a request.</summary>
    public static JsonObject Write(IssuerRequest request)
    {
        var spec = new JsonObject { ["action"] = request.Action.ToString() };
        if (request.IsConfirmed)
        {
            spec["confirmed"] = true;
        }

        spec.SetString("issuer", request.Issuer);
        return spec;
    }
}
