namespace Signet.Conformance.Scenarios.Stores;

/// <summary>The scenarios on one server with the store of its data directory.</summary>
public sealed class EmbeddedScenarioTests(EmbeddedStoreServer server) : ScenarioTests(server), IClassFixture<EmbeddedStoreServer>;
