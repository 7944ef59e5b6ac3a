namespace Signet.Tests.Hosting.Replicas;

/// <summary>The tests of replicas on <see cref="SharedEtcd"/>, which run one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class OnEtcd : ICollectionFixture<SharedEtcd>
{
    public const string Name = "replicas on etcd";
}
