using Signet.Server.Endpoints.OpenApi;

namespace Signet.Server.Endpoints.Documents;

/// <summary>The endpoints of documents about the server, other than discovery.</summary>
/// <param name="Health">Health checks.</param>
/// <param name="Version">The version.</param>
/// <param name="OpenApi">The OpenAPI documents.</param>
/// <param name="Root">The list of paths.</param>
/// <param name="Page">The page for browsers.</param>
/// <param name="Metrics">The metrics.</param>
internal sealed record ServerDocuments(
    HealthEndpoint Health, VersionEndpoint Version, OpenApiEndpoint OpenApi, RootDocument Root, FrontPage Page, MetricsEndpoint Metrics);
