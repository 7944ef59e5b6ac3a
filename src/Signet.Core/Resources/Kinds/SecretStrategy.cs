using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.Kinds.Secrets;
using Signet.Core.Resources.Model.Strategies;
using Signet.Core.Resources.Selectors;
using Signet.Core.Resources.Validation;

namespace Signet.Core.Resources.Kinds;

/// <summary>Secrets (Kubernetes, <c>pkg/registry/core/secret</c>, <c>pkg/apis/core/validation</c> ValidateSecret).</summary>
internal static class SecretStrategy
{
    private const string Opaque = "Opaque";

    public static ResourceStrategy Definition { get; } = new()
    {
        SelectableFields = SelectableFields.Own(SelectableFields.Name, SelectableFields.Namespace, new SelectableField("type")),
        Table = KubernetesTables.Secrets,
        Traits = new() { AnswersDeletedObject = false, HasTokens = true },
        ApplyDefaults = ApplyDefaults,
        Create = new() { Validate = Validate },
        Update = new() { Validate = ValidateUpdate },
        WarningsFor = static (written, _) => WarningsFor(written),
    };

    private static void ApplyDefaults(ObjectDocument document)
    {
        if (document.Root.GetString("type").Length == 0)
        {
            document.Root["type"] = Opaque;
        }

        if (document.Root.GetObject("stringData") is { } texts)
        {
            var data = document.Root.EnsureObject("data");
            foreach (var (key, value) in texts)
            {
                data[key] = Convert.ToBase64String(Encoding.UTF8.GetBytes(value?.GetValue<string>() ?? ""));
            }

            document.Root.Remove("stringData");
        }
    }

    private static void Validate(ObjectDocument created, FieldErrors errors)
    {
        var data = created.Root.GetObject("data") ?? [];
        CheckData(data, errors);
        CheckType(created, data, errors);
    }

    private static void ValidateUpdate(ObjectDocument updated, ObjectDocument current, FieldErrors errors)
    {
        var type = updated.Root.GetString("type");
        if (type != current.Root.GetString("type"))
        {
            errors.Add(FieldError.Immutable("type", GoText.Quote(type)));
        }

        ConfigDataRules.CheckImmutable(updated, current, ["data"], errors);
        Validate(updated, errors);
    }

    private static IReadOnlyList<string> WarningsFor(ObjectDocument written) =>
        written.Root.GetString("type") == "kubernetes.io/tls" && TlsKeyPair.FindError(BytesOf(written, "tls.crt"), BytesOf(written, "tls.key")) is { } fault
            ? [fault]
            : TokenSecrets.WarningsFor(written);

    private static byte[] BytesOf(ObjectDocument secret, string key) => Convert.FromBase64String(secret.Root.GetObject("data")?.GetString(key) ?? "");

    private static void CheckData(JsonObject data, FieldErrors errors)
    {
        ConfigDataRules.CheckKeys("data", data, errors);
        var size = 0L;
        foreach (var (_, value) in data)
        {
            size += ConfigDataRules.DecodedLength(value?.GetValue<string>() ?? "");
        }

        if (size > ConfigDataRules.MaxBytes)
        {
            errors.Add(FieldError.TooLong("data", ConfigDataRules.MaxBytes));
        }
    }

    private static void CheckType(ObjectDocument secret, JsonObject data, FieldErrors errors)
    {
        switch (secret.Root.GetString("type"))
        {
            case TokenSecrets.Type:
                if (secret.Metadata.Annotations?.GetString(TokenSecrets.AccountName) is null or "")
                {
                    errors.Add(FieldError.Required($"metadata.annotations[{TokenSecrets.AccountName}]", ""));
                }

                break;
            case "kubernetes.io/dockercfg":
                CheckDockerConfig(data, ".dockercfg", errors);
                break;
            case "kubernetes.io/dockerconfigjson":
                CheckDockerConfig(data, ".dockerconfigjson", errors);
                break;
            case "kubernetes.io/basic-auth":
                if (!data.ContainsKey("username") && !data.ContainsKey("password"))
                {
                    errors.Add(FieldError.Required("data[username]", ""));
                    errors.Add(FieldError.Required("data[password]", ""));
                }

                break;
            case "kubernetes.io/ssh-auth":
                if (data.GetString("ssh-privatekey").Length == 0)
                {
                    errors.Add(FieldError.Required("data[ssh-privatekey]", ""));
                }

                break;
            case "kubernetes.io/tls":
                foreach (var key in (ReadOnlySpan<string>)["tls.crt", "tls.key"])
                {
                    if (!data.ContainsKey(key))
                    {
                        errors.Add(FieldError.Required($"data[{key}]", ""));
                    }
                }

                break;
        }
    }

    private static void CheckDockerConfig(JsonObject data, string key, FieldErrors errors)
    {
        if (!data.ContainsKey(key))
        {
            errors.Add(FieldError.Required($"data[{key}]", ""));
        }
        else if (!IsJsonObject(data.GetString(key)))
        {
            // The value is secret: the error does not show it.
            errors.Add(FieldError.InvalidText($"data[{key}]", "\"<secret contents redacted>\"", "the value is not a JSON object"));
        }
    }

    private static bool IsJsonObject(string base64)
    {
        var reader = new Utf8JsonReader(Convert.FromBase64String(base64));
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return false;
            }

            while (reader.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
