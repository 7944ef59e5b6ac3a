namespace Signet.Server.Endpoints.OpenApi;

/// <summary>The versions of OpenAPI.</summary>
internal enum OpenApiDialect
{
    /// <summary>Swagger 2.0: one document for everything.</summary>
    V2,

    /// <summary>OpenAPI 3.0: a document for each group and version.</summary>
    V3,
}
