using Signet.Server.Endpoints.OpenApi;

namespace Signet.Server.Endpoints.Documents;

/// <summary>What the server says about itself besides discovery.</summary>
/// <param name="Health">Whether it is well.</param>
/// <param name="Version">What it is.</param>
/// <param name="OpenApi">What it understands.</param>
/// <param name="Root">Where to find it all.</param>
internal sealed record ServerDocuments(HealthEndpoint Health, VersionEndpoint Version, OpenApiEndpoint OpenApi, RootDocument Root);
