namespace Signet.Conformance.Scenarios.Stores;

/// <summary>The scenarios on two replicas on one etcd, each request to the other one than the one before.</summary>
public sealed class EtcdScenarioTests(EtcdReplicas server) : ScenarioTests(server), IClassFixture<EtcdReplicas>;
