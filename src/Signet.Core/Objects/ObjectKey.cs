namespace Signet.Core.Objects;

/// <summary>The key of an object within its resource: namespace (empty for cluster-scoped kinds) and name.</summary>
internal readonly record struct ObjectKey(string Namespace, string Name) : IComparable<ObjectKey>
{
    /// <summary>Orders by the bytes of <c>NAMESPACE/NAME</c>, as storage keys and lists are ordered.</summary>
    public int CompareTo(ObjectKey other)
    {
        if (string.Equals(Namespace, other.Namespace, StringComparison.Ordinal))
        {
            return string.CompareOrdinal(Name, other.Name);
        }

        // '/' ends the shorter namespace: "a/…" sorts after "a-b/…" because '-' comes before '/'.
        var common = Math.Min(Namespace.Length, other.Namespace.Length);
        var order = string.CompareOrdinal(Namespace, 0, other.Namespace, 0, common);
        if (order != 0)
        {
            return order;
        }

        return Namespace.Length < other.Namespace.Length
            ? '/'.CompareTo(other.Namespace[common])
            : Namespace[common].CompareTo('/');
    }

    /// <inheritdoc/>
    public override string ToString() => Namespace.Length == 0 ? Name : $"{Namespace}/{Name}";
}
