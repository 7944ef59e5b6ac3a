namespace Signet.Core.Lifecycle;

/// <summary>The state of an owner, as its dependents depend on it (Kubernetes' garbage collector uses the same names).</summary>
internal enum OwnerState
{
    /// <summary>It exists.</summary>
    Solid,

    /// <summary>It does not exist.</summary>
    Dangling,

    /// <summary>It is being deleted in the foreground: it exists until its dependents are deleted.</summary>
    Waiting,

    /// <summary>Not known: its kind is not served, its value cannot be read, or a cluster-scoped object names a namespaced owner.</summary>
    Unknown,
}
