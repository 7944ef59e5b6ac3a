using System.Xml.Linq;
using Signet.Testing;

namespace Signet.Tests.House;

/// <summary>Holds the code to <c>eng/rooms.txt</c>, and the test to its own promises.</summary>
public sealed class RoomRuleTests
{
    private static readonly RoomRule Rule = RoomRule.Parse(File.ReadLines(Path.Combine(TestMachine.Root, "eng", "rooms.txt")));

    [Fact]
    public void Source_EveryFile_KeepsTheOrderOfRooms() => Assert.Empty(SourceFile.ReadAll().SelectMany(Rule.Check));

    [Fact]
    public void Source_EveryFile_HasTheNamespaceOfItsFolder() => Assert.Empty(SourceFile.ReadAll()
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
        Signet.Core Objects     var x = Signet.Core.Tokens.TokenIssuer.Of();
        Signet.Core Resources     var x = $"{Access.KnownUsers.Prefix}";
        Signet.Core Storage using Signet.Storage.Sqlite;
        Signet.Core Tokens using Signet.Server.Http;
        Signet.Storage Sqlite using Signet.Storage.Etcd;
        Signet.Storage Sqlite using Signet.Signing.Local;
        Signet.Server Http using Signet.Server.Endpoints;
        Signet.Server Endpoints using Signet.Signing.Local;
        Signet.Server Endpoints     Storage.Sqlite.SqliteObjectStore.Open();
        Signet.Cli Serve using Signet.Storage.Sqlite;
        Signet.Server Endpoints using Signet.Core.Frobs;
        Signet.Server Frobs using System;
        """);

    /// <summary>Project, room, and a line of code in it.</summary>
    public static TheoryData<string, string, string> Uses { get; } = Rows(
        """
        Signet.Core Tokens using Signet.Core.Objects;
        Signet.Core Tokens using Signet.Core.Tokens;
        Signet.Server Hosting using Signet.Storage.Sqlite;
        Signet.Core Objects     // Signet.Core.Tokens.TokenIssuer needs it.
        Signet.Cli Token using Signet.Core.Tokens;
        """);

    [Theory]
    [MemberData(nameof(Breaches))]
    public void Check_WhatBreaksTheRule_NamesFileAndLine(string project, string room, string line)
    {
        var fault = Assert.Single(Rule.Check(new SourceFile($"src/{project}/{room}/X.cs", project, room, [line])));

        Assert.StartsWith($"src/{project}/{room}/X.cs:1: ", fault, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Uses))]
    public void Check_WhatKeepsTheRule_Nothing(string project, string room, string line) =>
        Assert.Empty(Rule.Check(new SourceFile("src/X.cs", project, room, [line])));

    private static TheoryData<string, string, string> Rows(string table) =>
        [.. table.Split('\n').Select(row => row.Split(' ', 3)).Select(cells => (cells[0], cells[1], cells[2]))];
}
