using System.Text.Json.Nodes;
using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Signing.Managed.Schedule;

namespace Signet.Core.Signing.Managed.Operating;

/// <summary>Writes the <c>status</c> of a <c>SigningKeyOperation</c>.</summary>
internal static class KeyReportJson
{
    /// <summary>The status; empty lists and times that do not exist are omitted.</summary>
    public static JsonObject Write(KeyReport report)
    {
        var status = new JsonObject
        {
            ["keys"] = ListOf(report.Schedule.Keys, KeyOf),
            ["policy"] = PolicyOf(report.Schedule.Policy),
            ["schedule"] = ListOf(report.Schedule.Transitions, TransitionOf),
            ["transitions"] = ListOf(report.Change.Transitions, DoneOf),
        };
        status.SetStrings("consequences", report.Change.Consequences);
        return status;
    }

    private static JsonArray ListOf<T>(IReadOnlyList<T> values, Func<T, JsonObject> write) => [.. values.Select(JsonNode (value) => write(value))];

    private static JsonObject PolicyOf(KeyPolicy policy)
    {
        var json = new JsonObject
        {
            ["clockSkewSeconds"] = (long)ClockSkew.Max.TotalSeconds,
            ["maxAgeSeconds"] = (long)policy.MaxAge.TotalSeconds,
            ["maxLifetimeSeconds"] = (long)policy.MaxLifetime.TotalSeconds,
            ["publicationLeadSeconds"] = (long)policy.PublicationLead.TotalSeconds,
        };
        if (policy.RequiresConfirmedPublication)
        {
            json["publicationRequired"] = true;
        }

        json.SetInteger("rotationIntervalSeconds", (long?)policy.RotationInterval?.TotalSeconds);
        json.SetStrings("algorithms", [.. policy.Algorithms.Select(algorithm => algorithm.Name)]);
        return json;
    }

    private static JsonObject KeyOf(ScheduledKey key)
    {
        var json = new JsonObject { ["algorithm"] = key.Key.Algorithm.Name, ["safety"] = key.Safety, ["state"] = key.State.ToString() };
        json.SetString("keyID", key.KeyId);
        if (key.IsSafeToSign)
        {
            json["safeToSign"] = true;
        }

        json.SetString("publicationConfirmedAt", key.Key.PublicationConfirmedAt is { } confirmed ? Timestamps.Format(confirmed) : "");
        json["windows"] = ListOf(key.Bounds, BoundOf);
        return json;
    }

    private static JsonObject BoundOf(KeyBound bound)
    {
        var name = bound.Kind.ToString();
        var json = new JsonObject { ["bound"] = char.ToLowerInvariant(name[0]) + name[1..], ["reason"] = bound.Reason };
        if (bound.IsRecorded)
        {
            json["recorded"] = true;
        }

        json.SetString("time", bound.Time is { } time && time != DateTimeOffset.MinValue ? Timestamps.Format(time) : "");
        return json;
    }

    private static JsonObject TransitionOf(ScheduledTransition transition)
    {
        var json = new JsonObject
        {
            ["algorithm"] = transition.Algorithm.Name,
            ["reason"] = transition.Reason,
            ["state"] = transition.State.ToString(),
            ["time"] = Timestamps.Format(transition.Time),
        };
        if (transition.IsRecorded)
        {
            json["recorded"] = true;
        }

        json.SetString("keyID", transition.KeyId);
        return json;
    }

    private static JsonObject DoneOf(KeyTransition transition)
    {
        var (change, algorithm, keyId) = transition switch
        {
            KeyTransition.Create create => ("Created", create.Algorithm, ""),
            KeyTransition.Change changed => ("Changed", changed.After.Algorithm, changed.After.KeyId),
            KeyTransition.Remove removed => ("Removed", removed.Key.Algorithm, removed.Key.KeyId),
            _ => throw new ArgumentOutOfRangeException(nameof(transition)),
        };
        var json = new JsonObject { ["algorithm"] = algorithm.Name, ["change"] = change, ["reason"] = transition.Reason };
        json.SetString("keyID", keyId);
        return json;
    }
}
