using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.FieldSets;
using Signet.Core.Resources.Model;
using Signet.Core.Resources.Model.Strategies;
using Signet.Core.Resources.Selectors;
using Signet.Core.Resources.Tables;
using Signet.Testing.Kinds;

namespace Signet.Tests.Resources.Model;

/// <summary>Each capability of a stored form, applied to an object in another form.</summary>
public sealed class StrategyConverterTests
{
    /// <summary>The other form has the name <c>wanted</c> for <c>spec</c>.</summary>
    private static readonly StrategyConverter Converter =
        new(FormConversion.Renaming(new Dictionary<string, string> { ["wanted"] = "spec" }));

    /// <summary>A strategy that sets every capability. Each function fails for an object in another than the stored form.</summary>
    private static readonly ResourceStrategy Stored = new()
    {
        NameRule = _ => ["no name is valid"],
        SelectableFields = SelectableFields.Own(new SelectableField("spec.color")),
        Table = TableDefinition.WithAge(TableColumn.Text("Size", "The size.", item => item.GetProperty("spec").GetProperty("size").ToString())),
        Traits = new() { AllowsCreateOnUpdate = true },
        ApplyDefaults = document => Mark(document, "defaults"),
        Create = new() { Prepare = document => Mark(document, "create"), Validate = (document, errors) => errors.Add(ErrorOf(document)) },
        Update = new()
        {
            Prepare = (updated, current) => Mark(updated, "update" + SizeOf(current)),
            Validate = (updated, current, errors) => errors.AddRange([ErrorOf(updated), ErrorOf(current)]),
            ResetFields = FieldSet.Of([PathElement.Field("other")]),
        },
        Delete = new()
        {
            GracePeriodFor = (document, requested) => SizeOf(document) + requested,
            Begin = document => Mark(document, "deletion"),
            IsHeld = document => SizeOf(document) == 1,
        },
        WarningsFor = (written, current) => [$"{SizeOf(written)} {(current is null ? "new" : SizeOf(current))}"],
    };

    private static readonly ResourceStrategy Converted = Converter.Convert(Stored);

    /// <summary>A capability that the converter leaves out would silently be the default; one that it copies would see the wrong form.</summary>
    [Fact]
    public void Convert_EveryCapability_IsNeitherTheDefaultNorThatOfTheStoredForm()
    {
        var unconverted = new[] { nameof(ResourceStrategy.NameRule), nameof(ResourceStrategy.Traits), nameof(UpdateRules.ResetFields) };

        AssertConverted(new ResourceStrategy(), Stored, Converted);
        AssertConverted(new CreateRules(), Stored.Create, Converted.Create);
        AssertConverted(new UpdateRules(), Stored.Update, Converted.Update);
        AssertConverted(new DeletionRules(), Stored.Delete, Converted.Delete);

        void AssertConverted<T>(T defaults, T stored, T converted) => Assert.All(
            typeof(T).GetProperties().Where(capability => !capability.GetMethod!.IsStatic),
            capability =>
            {
                Assert.NotEqual(capability.GetValue(defaults), capability.GetValue(stored));
                Assert.NotEqual(capability.GetValue(defaults), capability.GetValue(converted));
                Assert.Equal(unconverted.Contains(capability.Name), Equals(capability.GetValue(stored), capability.GetValue(converted)));
            });
    }

    [Fact]
    public void Convert_FunctionsThatChange_ChangeTheSameDocumentInItsForm()
    {
        var document = Document("""{"metadata":{"name":"w"},"wanted":{"size":1}}""");
        var current = Document("""{"metadata":{"name":"w"},"wanted":{"size":7}}""");
        var metadata = document.Metadata;

        Converted.ApplyDefaults(document);
        Converted.Create.Prepare(document);
        Converted.Update.Prepare(document, current);
        Converted.Delete.Begin(document);

        metadata.Name = "the same node";
        Assert.Equal("""{"size":1,"defaults":true,"create":true,"update7":true,"deletion":true}""", document.Root["wanted"]!.ToJsonString());
        Assert.Equal("the same node", (string?)document.Root["metadata"]!["name"]);
        Assert.False(document.Root.ContainsKey("spec"));
        Assert.Equal("""{"metadata":{"name":"w"},"wanted":{"size":7}}""", current.Root.ToJsonString());
    }

    [Fact]
    public void Convert_FunctionsThatRead_SeeTheStoredForm()
    {
        var written = Document("""{"metadata":{"name":"w"},"wanted":{"size":1}}""");
        var current = Document("""{"metadata":{"name":"w"},"wanted":{"size":7}}""");
        var before = written.Root.ToJsonString();
        var errors = new FieldErrors();

        Converted.Create.Validate(written, errors);
        Converted.Update.Validate(written, current, errors);

        Assert.Equal([ErrorOf(1), ErrorOf(1), ErrorOf(7)], errors);
        Assert.Equal(["1 new"], Converted.WarningsFor(written, null));
        Assert.Equal(["1 7"], Converted.WarningsFor(written, current));
        Assert.Equal(31, Converted.Delete.GracePeriodFor(written, 30));
        Assert.True(Converted.Delete.IsHeld(written));
        Assert.False(Converted.Delete.IsHeld(current));
        Assert.Equal(before, written.Root.ToJsonString());
    }

    [Fact]
    public void Convert_TableAndFields_ReadTheStoredForm()
    {
        const string Json = """{"metadata":{"name":"w","uid":"u"},"wanted":{"size":5,"color":"red"}}""";
        using var item = JsonDocument.Parse(Json);
        var found = StoredObjectReader.Read(Encoding.UTF8.GetBytes(Json), new Revision(1));

        Assert.True(Converted.SelectableFields.TryFind("spec.color", out var field, out _));
        Assert.True(new FieldCondition(field, true, "red").Matches(found));
        Assert.Equal("5", Converted.Table.ReadItem!(item.RootElement).GetProperty("spec").GetProperty("size").ToString());
    }

    /// <summary>A subresource is an entry of the definition with its rules: the strategy has no member for it.</summary>
    [Fact]
    public void Forms_SubresourceOfOneKind_HasItsRulesInEveryForm()
    {
        var approval = new SubresourceDefinition("approval", ["update"], new()
        {
            Prepare = (updated, current) =>
            {
                var isApproved = updated.Root["status"]?["approved"]?.DeepClone();
                updated.TakeAllBut("metadata", current);
                updated.EnsureSection("status")["approved"] = isApproved;
            },
            ResetFields = WrittenFields.Spec,
        });
        var widgets = TestKinds.DefineWidgets(SubresourceDefinition.Status, approval);
        var beta = widgets.Forms.Others[0];
        var updated = Document("""{"metadata":{"name":"w"},"spec":{"size":9},"status":{"approved":true}}""");
        var current = Document("""{"metadata":{"name":"w"},"spec":{"size":1,"title":"T"},"status":{"ready":2}}""");

        beta.RulesOf("approval").Prepare(updated, current);

        var expected = Document("""{"metadata":{"name":"w"},"spec":{"size":1,"title":"T"},"status":{"ready":2,"approved":true}}""");
        Assert.True(JsonNode.DeepEquals(expected.Root, updated.Root), updated.Root.ToJsonString());
        Assert.Same(approval.Rules, widgets.RulesOf(UpdateScope.Of(approval)));
        Assert.Equal(WrittenFields.Spec, beta.RulesOf("approval").ResetFields);
        Assert.Same(widgets.Strategy.Update, widgets.RulesOf(UpdateScope.Whole));
        Assert.NotSame(widgets.Strategy.Update, widgets.RulesOf(UpdateScope.System));
        Assert.Throws<InvalidOperationException>(() => widgets.RulesOf("scale"));
    }

    private static ObjectDocument Document(string json) => new((JsonObject)JsonNode.Parse(json)!);

    private static void Mark(ObjectDocument document, string name) => document.Section("spec")![name] = true;

    private static long SizeOf(ObjectDocument document) => document.Section("spec")!.GetInteger("size")!.Value;

    private static FieldError ErrorOf(ObjectDocument document) => ErrorOf(SizeOf(document));

    private static FieldError ErrorOf(long size) => FieldError.Invalid("spec.size", size, "is a size");
}
