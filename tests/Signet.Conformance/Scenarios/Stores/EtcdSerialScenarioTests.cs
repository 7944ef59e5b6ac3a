namespace Signet.Conformance.Scenarios.Stores;

/// <summary>The scenarios on two replicas on one etcd, each request to the other one than the one before.</summary>
[TestClass(DisableParallelization = true)]
public sealed class EtcdSerialScenarioTests(EtcdReplicas server) : SerialScenarioTests(server), IClassFixture<EtcdReplicas>;
