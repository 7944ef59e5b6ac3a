using System.Text.Json;
using Signet.Core.Resources.Kinds;
using Signet.Core.Schema;
using Signet.Server.Endpoints.Api;
using Signet.Server.Endpoints.OpenApi;

namespace Signet.Tests.Endpoints.OpenApi;

/// <summary>The documents are consistent: every reference exists, and every served verb has an operation.</summary>
public sealed class OpenApiDocumentsTests
{
    private static readonly OpenApiDocuments Documents = new(ServedApi.Of(ServedKinds.Registry), "v1");

    public static TheoryData<string> Names => [.. Index().EnumerateObject().Select(path => path.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Document_EveryReference_IsADefinedType(string name)
    {
        using var document = JsonDocument.Parse(Documents.Find(name)!.Bytes);
        var schemas = document.RootElement.GetProperty("components").GetProperty("schemas");

        Assert.All(ReferencesIn(document.RootElement), reference =>
        {
            Assert.StartsWith("#/components/schemas/", reference, StringComparison.Ordinal);
            Assert.True(schemas.TryGetProperty(reference["#/components/schemas/".Length..], out _), reference);
        });
    }

    [Fact]
    public void V2_EveryReference_IsADefinedType()
    {
        using var document = JsonDocument.Parse(Documents.V2.Bytes);
        var definitions = document.RootElement.GetProperty("definitions");

        Assert.All(ReferencesIn(document.RootElement), reference =>
            Assert.True(definitions.TryGetProperty(reference["#/definitions/".Length..], out _), reference));
    }

    [Fact]
    public void V2_OperationIds_AreUnique()
    {
        using var document = JsonDocument.Parse(Documents.V2.Bytes);
        var ids = document.RootElement.GetProperty("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject().Where(method => method.Value.ValueKind == JsonValueKind.Object))
            .Select(method => method.Value.GetProperty("operationId").GetString()!)
            .ToList();

        Assert.Equal(ids.Distinct().Order(), ids.Order());
    }

    [Fact]
    public void Document_EveryServedVerb_HasAnOperation()
    {
        var actions = new Dictionary<string, string>
        {
            ["create"] = "post",
            ["update"] = "put",
            ["get"] = "get",
            ["list"] = "list",
            ["watch"] = "watch",
            ["patch"] = "patch",
            ["delete"] = "delete",
            ["deletecollection"] = "deletecollection",
        };
        foreach (var resource in ServedKinds.Registry.All)
        {
            using var document = JsonDocument.Parse(Documents.Find(resource.Kind.GroupVersion.Path[1..])!.Bytes);
            var found = document.RootElement.GetProperty("paths").EnumerateObject()
                .SelectMany(path => path.Value.EnumerateObject())
                .Where(method => method.Value.ValueKind == JsonValueKind.Object &&
                    method.Value.TryGetProperty("x-kubernetes-group-version-kind", out var kind) &&
                    kind.GetProperty("kind").GetString() == resource.Kind.Kind)
                .Select(method => method.Value.GetProperty("x-kubernetes-action").GetString())
                .ToHashSet();

            Assert.All(resource.Verbs, verb => Assert.Contains(actions[verb], found));
        }
    }

    [Fact]
    public void Descriptions_EachTypeAndField_Exists()
    {
        using var stream = typeof(OpenApiDocuments).Assembly.GetManifestResourceStream("OpenApi.descriptions.json")!;
        using var descriptions = JsonDocument.Parse(stream);
        foreach (var type in descriptions.RootElement.EnumerateObject().Where(type => type.Name != "*" && !type.Name.EndsWith(".Patch", StringComparison.Ordinal)))
        {
            var schema = SchemaCatalog.Kubernetes.Describe(type.Name);
            foreach (var field in type.Value.EnumerateObject().Where(field => field.Name.Length > 0))
            {
                Assert.True(schema.GetProperty("properties").TryGetProperty(field.Name, out _), $"{type.Name}.{field.Name}");
                Assert.NotEmpty(field.Value.GetString()!);
            }
        }
    }

    [Theory]
    [InlineData("io.k8s.api.authentication.v1.TokenRequest")]
    [InlineData("io.k8s.api.authentication.v1.TokenRequestSpec")]
    [InlineData("io.k8s.api.authentication.v1.TokenRequestStatus")]
    [InlineData("io.k8s.api.authentication.v1.BoundObjectReference")]
    [InlineData("io.k8s.api.authentication.v1.TokenReviewSpec")]
    [InlineData("io.k8s.api.authentication.v1.TokenReviewStatus")]
    [InlineData("io.k8s.api.authentication.v1.UserInfo")]
    [InlineData("io.k8s.api.core.v1.ServiceAccount")]
    [InlineData("io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta")]
    public void Descriptions_OfIdentityKinds_AreComplete(string type)
    {
        using var document = JsonDocument.Parse(Documents.V2.Bytes);
        var definition = document.RootElement.GetProperty("definitions").GetProperty(type);

        Assert.True(definition.TryGetProperty("description", out _), type);
        Assert.All(definition.GetProperty("properties").EnumerateObject(), field =>
            Assert.True(field.Value.TryGetProperty("description", out _), $"{type}.{field.Name}"));
    }

    private static JsonElement Index()
    {
        using var index = JsonDocument.Parse(Documents.Index);
        return index.RootElement.GetProperty("paths").Clone();
    }

    private static IEnumerable<string> ReferencesIn(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(member =>
            member is { Name: "$ref", Value.ValueKind: JsonValueKind.String } ? [member.Value.GetString()!] : ReferencesIn(member.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(ReferencesIn),
        _ => [],
    };
}
