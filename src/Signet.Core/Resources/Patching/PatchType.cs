namespace Signet.Core.Resources.Patching;

/// <summary>The types of patches.</summary>
internal enum PatchType
{
    /// <summary>JSON patch (RFC 6902).</summary>
    Json,

    /// <summary>JSON merge patch (RFC 7386): lists are replaced, null removes.</summary>
    Merge,

    /// <summary>Kubernetes' strategic merge patch: merged by the schema.</summary>
    StrategicMerge,

    /// <summary>Server-side apply: merged by the schema, with ownership of fields.</summary>
    Apply,
}
