using System.Text.RegularExpressions;

namespace Signet.Tests.House;

/// <summary>Groups, versions and the registry are values: no part of the server has them hard-coded.</summary>
public sealed class GroupRuleTests
{
    /// <summary>The registry is injected; only the builder uses the default, and the commands that check the store of such a server.</summary>
    [Fact]
    public void Source_DefaultRegistry_IsNamedOnlyAtTheStart() => Assert.Equal(
        ["src/Signet.Server/Hosting/SignetServerBuilder.cs", "src/Signet.Server/Hosting/Stores/StoreChecking.cs"],
        SourceFile.ReadAll().Where(file => file.Lines.Any(line => line.Contains("ServedKinds.Registry", StringComparison.Ordinal))).Select(file => file.Path));

    /// <summary>Dispatch, routes, discovery and OpenAPI take versions from the served API.</summary>
    [Fact]
    public void Source_DispatchAndDiscovery_NameNoVersion()
    {
        var files = SourceFile.ReadAll()
            .Where(file => Regex.IsMatch(file.Path, @"/Endpoints/(Discovery/|OpenApi/|Dispatcher|ResourceRoutes|Served|RootDocument|VirtualResource)|/RouteTable\.cs$|/Resources/(Cache/|Resource(Registry|Definition))"))
            .ToList();

        Assert.True(files.Count > 20, $"{files.Count} files");
        Assert.Empty(files.SelectMany(file => file.Lines
            .Where(line => Regex.IsMatch(line, "\"v[0-9]+[a-z0-9]*\"|/v[0-9]+(alpha|beta)?[0-9]*[/\"]") && !Regex.IsMatch(line, @"^\s*//|MetaVersion = |apidiscovery|openapi/v|openid/v|/openid"))
            .Select(line => $"{file.Path}: {line.Trim()}")));
    }
}
