namespace Signet.SystemTests.History.Checking;

/// <summary>A change of a key in etcd.</summary>
/// <param name="Key">The key of the store: <c>/registry/secrets/NS/NAME</c>.</param>
/// <param name="Kind">The change.</param>
internal sealed record EtcdChange(string Key, ChangeKind Kind);
