namespace Signet.TestHost;

/// <summary>An object of the test server: a pod, secret or node that tokens can be bound to, or an account.</summary>
public class TestObject
{
    internal TestObject(string kind, string? @namespace, string name, string uid) => (Kind, Namespace, Name, Uid) = (kind, @namespace, name, uid);

    /// <summary>The kind: <c>Pod</c>, <c>Secret</c>, <c>Node</c> or <c>ServiceAccount</c>. All have the version <c>v1</c>.</summary>
    public string Kind { get; }

    /// <summary>The namespace; null for a node.</summary>
    public string? Namespace { get; }

    /// <summary>The name.</summary>
    public string Name { get; }

    /// <summary>The uid.</summary>
    public string Uid { get; }

    /// <summary>The path of the object: <c>/api/v1/namespaces/default/pods/runner</c>.</summary>
    public string Path => $"{CollectionOf(Kind, Namespace)}/{Uri.EscapeDataString(Name)}";

    /// <inheritdoc/>
    public override string ToString() => Namespace is null ? $"{Kind} {Name}" : $"{Kind} {Namespace}/{Name}";

    /// <summary>The path to create objects at.</summary>
    internal static string CollectionOf(string kind, string? @namespace) =>
        @namespace is null ? $"/api/v1/{PluralOf(kind)}" : $"/api/v1/namespaces/{Uri.EscapeDataString(@namespace)}/{PluralOf(kind)}";

    private static string PluralOf(string kind) => kind.ToLowerInvariant() + "s";
}
