using System.Text.Json.Nodes;
using System.Xml.Linq;
using Signet.SystemTests.KubernetesClient;
using Signet.SystemTests.NodeClient;
using Signet.SystemTests.OpenId;
using Signet.Testing;

namespace Signet.SystemTests.Compatibility;

/// <summary>A library that tests of this project use with a real server.</summary>
/// <param name="Package">The package.</param>
/// <param name="Version">The exact version in use, read where the tests take it from.</param>
/// <param name="Tests">The class of the tests.</param>
/// <param name="What">What they do.</param>
internal sealed record TestedLibrary(string Package, string Version, Type Tests, string What)
{
    private static readonly string Verifies =
        $"configured with the issuer alone, verifies tokens of {string.Join(", ", IssuerCases.All.Select(row => row.Data.Item2))}, also of issuers with a path";

    private static readonly string ProjectFolder = Path.Combine(TestMachine.Root, "tests", "Signet.SystemTests");

    /// <summary>Clients of the API of Kubernetes.</summary>
    public static IReadOnlyList<TestedLibrary> Clients { get; } =
    [
        OfNuGet("KubernetesClient", typeof(TypedClientTests), "every served kind with its type: create, read, list, patch, replace, delete; server-side apply"),
        OfNuGet("KubernetesClient", typeof(InformerTests), "an informer over 1,000 objects, through expired revisions"),
        OfNuGet("KubernetesClient", typeof(LeaderElectionTests), "leader election with a lease"),
        OfNuGet("KubernetesClient", typeof(EventRecorderTests), "event recorders of both event APIs"),
        OfNpm("@kubernetes/client-node", typeof(NodeClientTests), "a token, its review, its revocation, and a watch"),
    ];

    /// <summary>Libraries that verify tokens by OIDC discovery.</summary>
    public static IReadOnlyList<TestedLibrary> Verifiers { get; } =
    [
        OfNuGet("Microsoft.AspNetCore.Authentication.JwtBearer", typeof(JwtBearerTests), Verifies + "; changes of keys"),
        OfNuGet("Microsoft.IdentityModel.JsonWebTokens", typeof(JwtBearerTests), "verifies the tokens for JwtBearer"),
        OfNuGet("Microsoft.IdentityModel.Protocols.OpenIdConnect", typeof(JwtBearerTests), "reads the discovery document and the keys for JwtBearer"),
        OfNuGet("OpenIddict.Validation", typeof(OpenIddictTests), Verifies),
        OfNuGet("Duende.IdentityModel", typeof(DuendeTests), Verifies + "; the discovery client with its strict policy"),
        OfNpm("jose", typeof(JoseTests), Verifies),
    ];

    private static TestedLibrary OfNuGet(string package, Type tests, string what) => new(package, NuGetVersion(package), tests, what);

    private static TestedLibrary OfNpm(string package, Type tests, string what)
    {
        var manifest = JsonNode.Parse(File.ReadAllText(Path.Combine(ProjectFolder, "NodeClient", "package.json")))!;
        return new(package, (string)manifest["dependencies"]![package]!, tests, what);
    }

    private static string NuGetVersion(string package) =>
        XDocument.Load(Path.Combine(TestMachine.Root, "Directory.Packages.props")).Descendants("PackageVersion")
            .Single(element => (string?)element.Attribute("Include") == package).Attribute("Version")!.Value.Trim('[', ']');
}
