using System.IO.Compression;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Microsoft.AspNetCore.Http;
using Signet.Testing;

namespace Signet.Client.Tests;

/// <summary>Packs the packages, and builds and runs the programs of <c>docs/how-to/client.md</c> with them, outside of this repository.</summary>
public sealed partial class PackageTests : IDisposable
{
    private const string Accounts = "/api/v1/namespaces/default/serviceaccounts";
    private static readonly string[] Packages = ["Signet.Client", "Signet.Client.KubernetesClient"];
    private static readonly string Configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;

    private static readonly Dictionary<string, string?> Environment = new()
    {
        ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1",
        ["DOTNET_NOLOGO"] = "1",
        ["MSBUILDDISABLENODEREUSE"] = "1",
    };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Packages_ProgramsOfThePage_BuildAndRun()
    {
        var dotnet = TestMachine.Require("dotnet");
        Directory.CreateDirectory(_folder.File("feed"));
        foreach (var package in Packages)
        {
            await RunAsync(dotnet, "pack", Path.Combine(TestMachine.Root, "src", package), "-c", Configuration, "--no-build", "-o", _folder.File("feed"), "-v", "q");
        }

        Assert.Empty(DependenciesOf(Packages[0]));
        Assert.Equal(["KubernetesClient", "Signet.Client"], DependenciesOf(Packages[1]));
        WriteProject();
        await RunAsync(dotnet, "build", _folder.File("consumer"), "-o", _folder.File("built"), "-v", "q", "-p:UseSharedCompilation=false");

        await using var signet = await SignetInProcess.ServeInMemoryAsync();
        using var admin = new ApiClient(signet.CreateClient(asAdministrator: true));
        await SetUpAsync(admin);
        string[] server = [signet.Address.AbsoluteUri, _folder.File("ca.crt"), _folder.File("token")];
        var authorization = "";
        await using var orders = await HttpsServer.StartAsync(context =>
        {
            authorization = context.Request.Headers.Authorization.ToString();
            return context.Response.WriteAsync("order 1");
        });
        await File.WriteAllTextAsync(_folder.File("ca.crt"), signet.Server.CaBundlePem + "\n" + orders.AuthorityPem);
        await File.WriteAllTextAsync(_folder.File("token"), await admin.IssueAsync("runner"));

        Assert.Equal("order 1", await ExampleAsync(dotnet, 0, [.. server, orders.Address.AbsoluteUri]));
        Assert.Equal(
            "system:serviceaccount:default:builder",
            (string?)(await admin.ReviewAsync(authorization["Bearer ".Length..], """["orders"]"""))["user"]!["username"]);

        Assert.Equal(["builder", "default", "runner"], (await ExampleAsync(dotnet, 1, server)).Split('\n').Order());

        var files = (await ExampleAsync(
            dotnet, 2, [.. server, _folder.File("web-token"), "sh", "-c", "echo $AWS_ROLE_ARN; cat $AWS_WEB_IDENTITY_TOKEN_FILE"])).Split('\n');
        Assert.Equal("arn:aws:iam::123456789012:role/builder", files[0]);
        Assert.Null((await admin.ReviewAsync(files[1], """["sts.amazonaws.com"]"""))["error"]);
    }

    private static async Task SetUpAsync(ApiClient admin)
    {
        await admin.UntilDefaultAccountAsync();
        await admin.CreateAsync(Accounts, """{"metadata":{"name":"builder"}}""");
        await admin.CreateAsync(Accounts, """{"metadata":{"name":"runner"}}""");
        await admin.CreateAsync("/apis/rbac.authorization.k8s.io/v1/namespaces/default/roles", """
            {"metadata":{"name":"runner"},"rules":[
              {"apiGroups":[""],"resources":["serviceaccounts/token"],"resourceNames":["builder"],"verbs":["create"]},
              {"apiGroups":[""],"resources":["serviceaccounts"],"verbs":["list"]}]}
            """);
        await admin.CreateAsync("/apis/rbac.authorization.k8s.io/v1/namespaces/default/rolebindings", new JsonObject
        {
            ["metadata"] = new JsonObject { ["name"] = "runner" },
            ["roleRef"] = new JsonObject { ["apiGroup"] = "rbac.authorization.k8s.io", ["kind"] = "Role", ["name"] = "runner" },
            ["subjects"] = new JsonArray(new JsonObject { ["kind"] = "ServiceAccount", ["namespace"] = "default", ["name"] = "runner" }),
        }.ToJsonString());
    }

    private string VersionOf(string package) => Directory.GetFiles(_folder.File("feed"))
        .Select(path => Path.GetFileNameWithoutExtension(path))
        .Where(name => name.StartsWith(package + ".", StringComparison.Ordinal))
        .Select(name => name[(package.Length + 1)..]).Single(version => char.IsAsciiDigit(version[0]));

    /// <summary>The packages that a packed package needs.</summary>
    private List<string> DependenciesOf(string package)
    {
        using var archive = ZipFile.OpenRead(_folder.File($"feed/{package}.{VersionOf(package)}.nupkg"));
        using var description = archive.Entries.Single(entry => entry.Name.EndsWith(".nuspec", StringComparison.Ordinal)).Open();
        var elements = XDocument.Load(description).Descendants().Where(element => element.Name.LocalName == "dependency");
        return elements.Select(element => element.Attribute("id")!.Value).Order().ToList();
    }

    /// <summary>One project with all programs of the page; the first argument chooses one.</summary>
    private void WriteProject()
    {
        var version = VersionOf(Packages[0]);
        var restored = System.Environment.GetEnvironmentVariable("NUGET_PACKAGES") ??
            Path.Combine(System.Environment.GetFolderPath(System.Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        Directory.CreateDirectory(_folder.File("consumer"));
        File.WriteAllText(_folder.File("consumer/nuget.config"), $"""
            <configuration>
              <packageSources><clear /><add key="feed" value="{_folder.File("feed")}" /></packageSources>
              <config><add key="globalPackagesFolder" value="{_folder.File("packages")}" /></config>
              <fallbackPackageFolders><clear /><add key="restored" value="{restored}" /></fallbackPackageFolders>
            </configuration>
            """);
        File.WriteAllText(_folder.File("consumer/consumer.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
                <NuGetAudit>false</NuGetAudit>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="Signet.Client" Version="{version}" />
                <PackageReference Include="Signet.Client.KubernetesClient" Version="{version}" />
              </ItemGroup>
            </Project>
            """);
        var page = File.ReadAllText(Path.Combine(TestMachine.Root, "docs", "how-to", "client.md"));
        var programs = CodeBlock().Matches(page).Select(match => match.Groups["code"].Value).ToList();
        Assert.Equal(3, programs.Count);
        for (var i = 0; i < programs.Count; i++)
        {
            var lines = programs[i].Split('\n');
            var usings = lines.TakeWhile(line => line.StartsWith("using ", StringComparison.Ordinal) || line.Length == 0).ToList();
            File.WriteAllText(_folder.File($"consumer/Example{i}.cs"), $$"""
                {{string.Join('\n', usings)}}
                internal static class Example{{i}}
                {
                    public static async Task RunAsync(string[] args)
                    {
                {{string.Join('\n', lines.Skip(usings.Count))}}
                    }
                }
                """);
        }

        File.WriteAllText(
            _folder.File("consumer/Program.cs"),
            "await (args[0] switch { \"0\" => Example0.RunAsync(args[1..]), \"1\" => Example1.RunAsync(args[1..]), _ => Example2.RunAsync(args[1..]) });");
    }

    private Task<string> ExampleAsync(string dotnet, int number, IEnumerable<string> arguments) =>
        RunAsync(dotnet, [_folder.File("built/consumer.dll"), $"{number}", .. arguments]);

    private async Task<string> RunAsync(string program, params string[] arguments)
    {
        var (code, output, errors) = await ProgramRun.ToEndAsync(program, arguments, Environment, _folder.Path);
        Assert.True(code == 0, $"{string.Join(' ', arguments)}: {output} {errors}");
        return output;
    }

    [GeneratedRegex("```csharp\n(?<code>.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex CodeBlock();
}
