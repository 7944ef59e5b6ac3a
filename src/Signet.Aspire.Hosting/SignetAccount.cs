namespace Signet.Aspire.Hosting;

/// <summary>A service account of a Signet server, and what its token is for.</summary>
public sealed class SignetAccount
{
    internal SignetAccount(SignetResource resource, string name, string @namespace, IReadOnlyList<string> audiences) =>
        (Resource, Name, Namespace, Audiences) = (resource, name, @namespace, audiences);

    /// <summary>The server.</summary>
    public SignetResource Resource { get; }

    /// <summary>The name.</summary>
    public string Name { get; }

    /// <summary>The namespace.</summary>
    public string Namespace { get; }

    /// <summary>The audiences of the token; none for the server itself.</summary>
    public IReadOnlyList<string> Audiences { get; }

    /// <summary>Whether both are the same account with the same audiences: they share a token file.</summary>
    internal bool IsSameAs(SignetAccount other) => Name == other.Name && Namespace == other.Namespace && Audiences.SequenceEqual(other.Audiences);
}
