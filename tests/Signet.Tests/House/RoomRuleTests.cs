using System.Xml.Linq;
using Signet.Testing;

namespace Signet.Tests.House;

/// <summary>Checks the code against <c>eng/rooms.txt</c>, and tests the check itself.</summary>
public sealed class RoomRuleTests
{
    private static readonly RoomRule Rule = RoomRule.Parse(File.ReadLines(Path.Combine(TestMachine.Root, "eng", "rooms.txt")));

    [Fact]
    public void Source_EveryFile_KeepsTheOrderOfRooms() => Faults.None(Rule.Check(SourceFile.ReadAll()));

    [Fact]
    public void Source_EveryFile_HasTheNamespaceOfItsFolder() => Faults.None(SourceFile.ReadAll()
        .SelectMany(file => file.Lines.Where(line => line.StartsWith("namespace ", StringComparison.Ordinal) && line != $"namespace {file.Namespace};")
            .Select(line => $"{file.Path}: {line}")));

    [Fact]
    public void Projects_References_AreThoseOfTheRule()
    {
        foreach (var project in Rule.Projects)
        {
            var path = Path.Combine(TestMachine.Root, "src", project.Name, project.Name + ".csproj");
            var references = XDocument.Load(path).Descendants("ProjectReference")
                .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/')));

            Assert.Equal(project.References.Order(), references.Order());
        }

        Assert.Equal(
            Rule.Projects.Select(project => project.Name).Order(),
            Directory.GetDirectories(Path.Combine(TestMachine.Root, "src")).Select(folder => Path.GetFileName(folder)!).Order());
    }

    [Fact]
    public void Core_Packages_None()
    {
        var project = XDocument.Load(Path.Combine(TestMachine.Root, "src", "Signet.Core", "Signet.Core.csproj"));

        Assert.Empty(project.Descendants("PackageReference"));
        Assert.Empty(project.Descendants("FrameworkReference"));
    }

    /// <summary>Project, room, and a line of code in it.</summary>
    public static TheoryData<string, string, string> Breaches { get; } = Rows(
        """
        Signet.Core Objects using Signet.Core.Resources.Cache;
        Signet.Core Objects     var x = Signet.Core.Tokens.Issuing.TokenIssuer.Of();
        Signet.Core Resources/Writing     var x = $"{Access.KnownUsers.Prefix}";
        Signet.Core Resources/Selectors using Signet.Core.Resources.Model;
        Signet.Core Resources/Validation     Selectors.LabelSelector.Everything;
        Signet.Core Resources/Cache using Signet.Core.Resources.Writing;
        Signet.Core Resources/Cache     Resources.Writing.ObjectWriter.Of();
        Signet.Core Resources/Listing using Signet.Core.Resources.Watching;
        Signet.Core Resources/Watching using Signet.Core.Resources.Listing;
        Signet.Core Resources/Frobs using System;
        Signet.Core Resources using System;
        Signet.Core Tokens/Claims using Signet.Core.Tokens.Issuing;
        Signet.Core Tokens/Issuing using Signet.Core.Tokens.Verification;
        Signet.Core Storage using Signet.Storage.Sqlite;
        Signet.Core Tokens/Issuing using Signet.Server.Http;
        Signet.Storage Sqlite using Signet.Storage.Etcd;
        Signet.Storage Sqlite using Signet.Signing.Local;
        Signet.Server Http/Answers using Signet.Server.Endpoints;
        Signet.Server Http/Targets using Signet.Server.Http.Answers;
        Signet.Server Audit using Signet.Server.Audit.Output;
        Signet.Server Endpoints using Signet.Signing.Local;
        Signet.Server Endpoints     Storage.Sqlite.SqliteObjectStore.Open();
        Signet.Server Hosting/Startup     return new Enclosing();
        Signet.Cli Serve using Signet.Storage.Sqlite;
        Signet.Server Endpoints using Signet.Core.Frobs;
        Signet.Server Frobs using System;
        """);

    /// <summary>Project, room, and a line of code in it.</summary>
    public static TheoryData<string, string, string> Uses { get; } = Rows(
        """
        Signet.Core Tokens/Claims using Signet.Core.Objects;
        Signet.Core Tokens/Issuing using Signet.Core.Tokens.Claims;
        Signet.Core Resources/Writing using Signet.Core.Resources.Cache;
        Signet.Core Resources/Writing     Model.ResourceDefinition.Of();
        Signet.Core Resources/Kinds/Pods using Signet.Core.Resources.Kinds;
        Signet.Server Hosting using Signet.Storage.Sqlite;
        Signet.Server Hosting/Directories using Signet.Storage.Sqlite;
        Signet.Server Hosting     return new Enclosing();
        Signet.Server Audit/Output     return new Enclosing();
        Signet.Server Background     return new Enclosing();
        Signet.Core Objects     // Signet.Core.Tokens.TokenIssuer needs it.
        Signet.Cli Token using Signet.Core.Tokens.Claims;
        """);

    [Theory]
    [MemberData(nameof(Breaches))]
    public void Check_Violation_NamesFileAndLine(string project, string room, string line) =>
        Assert.StartsWith($"src/{project}/{room}/X.cs:1: ", Assert.Single(Check(project, room, line)), StringComparison.Ordinal);

    [Theory]
    [MemberData(nameof(Uses))]
    public void Check_AllowedUse_Nothing(string project, string room, string line) => Assert.Empty(Check(project, room, line));

    /// <summary>One file, with a type in the folders of each of two rooms.</summary>
    private static IEnumerable<string> Check(string project, string room, string line) => Rule.Check(
    [
        new($"src/{project}/{room}/X.cs", project, room.Split('/'), [line]),
        new("src/Signet.Server/Hosting/Enclosing.cs", "Signet.Server", ["Hosting"], ["internal sealed class Enclosing"]),
        new("src/Signet.Server/Audit/Enclosing.cs", "Signet.Server", ["Audit"], ["internal sealed class Enclosing"]),
    ]);

    private static TheoryData<string, string, string> Rows(string table) =>
        [.. table.Split('\n').Select(row => row.Split(' ', 3)).Select(cells => (cells[0], cells[1], cells[2]))];
}
