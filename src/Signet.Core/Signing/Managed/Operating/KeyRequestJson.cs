using System.Text.Json.Nodes;
using Signet.Core.Objects;
using Signet.Core.Primitives;

namespace Signet.Core.Signing.Managed.Operating;

/// <summary>Reads and writes the <c>spec</c> of a <c>SigningKeyOperation</c>.</summary>
internal static class KeyRequestJson
{
    /// <summary>The kind.</summary>
    public static GroupVersionKind Kind { get; } = new("tokens.signet.dev", "v1alpha1", "SigningKeyOperation");

    /// <summary>The plural of the kind.</summary>
    public const string Plural = "signingkeyoperations";

    /// <summary>Reads a request; a 422 with all faults.</summary>
    public static Outcome<KeyRequest> Read(JsonObject spec, bool isDryRun)
    {
        var (action, keyId, algorithm) = (spec.GetString("action"), spec.GetString("keyID"), spec.GetString("algorithm"));
        var errors = new FieldErrors();
        var isAction = ExactEnum.TryParse<KeyAction>(action, out var parsed);
        if (action.Length == 0)
        {
            errors.Add(FieldError.Required("spec.action", ""));
        }
        else if (!isAction)
        {
            errors.Add(FieldError.NotSupported("spec.action", GoText.Quote(action), Enum.GetNames<KeyAction>()));
        }
        else
        {
            CheckKeyId(parsed, keyId, errors);
            CheckAlgorithm(parsed, algorithm, errors);
            CheckConfirmation(parsed, spec, errors);
        }

        return errors.Count > 0 ? StatusErrors.Invalid(new GroupKind(Kind.Group, Kind.Kind), "", errors) : new KeyRequest(parsed)
        {
            KeyId = keyId,
            Algorithm = JwtAlgorithm.Find(algorithm),
            KeyIds = spec.GetStrings("keyIDs"),
            Targets = spec.GetInteger("targets") ?? 0,
            IsConfirmed = spec.GetBoolean("confirmed") ?? false,
            IsDryRun = isDryRun,
        };
    }

    /// <summary>Writes the spec of a request.</summary>
    public static JsonObject Write(KeyRequest request)
    {
        var spec = new JsonObject { ["action"] = request.Action.ToString() };
        spec.SetString("algorithm", request.Algorithm?.Name ?? "");
        if (request.IsConfirmed)
        {
            spec["confirmed"] = true;
        }

        spec.SetString("keyID", request.KeyId);
        spec.SetStrings("keyIDs", request.KeyIds);
        spec.SetInteger("targets", request.Targets > 0 ? request.Targets : null);
        return spec;
    }

    private static void CheckKeyId(KeyAction action, string keyId, FieldErrors errors)
    {
        if (KeyRequest.NeedsKeyId(action) && keyId.Length == 0)
        {
            errors.Add(FieldError.Required("spec.keyID", $"the key to {action.ToString().ToLowerInvariant()}"));
        }
        else if (!KeyRequest.NeedsKeyId(action) && keyId.Length > 0)
        {
            errors.Add(FieldError.Forbidden("spec.keyID", $"{action} is about no single key"));
        }
    }

    private static void CheckConfirmation(KeyAction action, JsonObject spec, FieldErrors errors)
    {
        var (keyIds, targets) = (spec.GetStrings("keyIDs"), spec.GetInteger("targets"));
        if (action != KeyAction.Confirm)
        {
            if (keyIds.Count > 0 || targets is not null)
            {
                errors.Add(FieldError.Forbidden(keyIds.Count > 0 ? "spec.keyIDs" : "spec.targets", $"{action} has none"));
            }

            return;
        }

        if (keyIds.Count == 0)
        {
            errors.Add(FieldError.Required("spec.keyIDs", "the keys in the published JWKS"));
        }

        if (targets is not >= 1)
        {
            errors.Add(FieldError.Required("spec.targets", "the number of copies that were published, at least 1"));
        }
    }

    private static void CheckAlgorithm(KeyAction action, string algorithm, FieldErrors errors)
    {
        if (algorithm.Length > 0 && !KeyRequest.TakesAlgorithm(action))
        {
            errors.Add(FieldError.Forbidden("spec.algorithm", $"{action} has none"));
        }
        else if (algorithm.Length > 0 && JwtAlgorithm.Find(algorithm) is null)
        {
            errors.Add(FieldError.NotSupported("spec.algorithm", GoText.Quote(algorithm), [.. JwtAlgorithm.All.Select(known => known.Name)]));
        }
    }
}
