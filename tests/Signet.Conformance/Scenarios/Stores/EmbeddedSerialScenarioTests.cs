namespace Signet.Conformance.Scenarios.Stores;

/// <summary>The scenarios on one server with the store of its data directory.</summary>
[TestClass(DisableParallelization = true)]
public sealed class EmbeddedSerialScenarioTests(EmbeddedStoreServer server) : SerialScenarioTests(server), IClassFixture<EmbeddedStoreServer>;
