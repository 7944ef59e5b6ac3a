namespace Signet.Core.Resources.Patching;

/// <summary>The ways to describe a change of an object.</summary>
internal enum PatchType
{
    /// <summary>A list of operations (RFC 6902).</summary>
    Json,

    /// <summary>A sketch of the object, whose lists replace and whose nulls remove (RFC 7386).</summary>
    Merge,

    /// <summary>A sketch of the object, merged as the schema says; Kubernetes' own.</summary>
    StrategicMerge,

    /// <summary>A configuration whose fields belong to who applies it, merged as the schema says (server-side apply).</summary>
    Apply,
}
