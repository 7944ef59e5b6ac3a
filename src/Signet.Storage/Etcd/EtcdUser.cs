namespace Signet.Storage.Etcd;

/// <summary>A user of etcd's authentication, and its password.</summary>
internal sealed class EtcdUser(string name, string password)
{
    public string Name => name;

    public string Password => password;

    /// <summary>The name only.</summary>
    public override string ToString() => name;
}
